package seeding

import (
	"nariwai/internal/clock"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/yen"
)

// leaves are the categories on which jobs stand, those of writing and the others.
var leavesOfWriting, otherLeaves = func() (writing, other []market.Category) {
	for _, c := range market.Categories {
		switch c.Parent {
		case "":
		case "writing":
			writing = append(writing, c)
		default:
			other = append(other, c)
		}
	}
	return writing, other
}()

// job is what a client publishes at a moment: open for three to fourteen days, due some days after that.
func (m *maker) job(client member, writing bool, pay yen.Yen, at clock.Instant) (market.Job, error) {
	category, rights := pick(m, otherLeaves), market.RightsLicence
	if writing {
		category, rights = pick(m, leavesOfWriting), market.RightsTransfer
	}
	s := market.Spec{
		Category: category.Code, Title: m.title(writing), Body: m.body(writing), Deliverable: "原稿", Rights: rights, AIPolicy: pick(m, []market.AIPolicy{market.AINone, market.AIAssist, market.AIFree}),
		Unit: market.LumpSum, Quantity: 1, Pay: pay, Hires: 1, Beginners: m.chance(40), Unregistered: true,
	}
	if !writing {
		s.Deliverable = "仕上がったデータ"
	}
	if m.chance(40) {
		s.Unit, s.Quantity = market.PerPiece, int64(m.between(2, 20))
	}
	s.ClosesOn = day(at).AddDays(m.between(3, 14))
	s.DueOn = s.ClosesOn.AddDays(m.between(14, 35))
	j, err := market.NewJob(id.Job(m.id(at)), client.ID, client.by, s, at)
	if err != nil {
		return j, err
	}
	return j, j.Publish(market.Recruiter{Name: client.LegalName, Address: client.Address, Contact: client.Contact}, at, false)
}

// propose is a worker's offer near what the job pays.
func (m *maker) propose(j *market.Job, w member, at clock.Instant) (market.Proposal, error) {
	price := yen.Of(max(100, j.Pay.Int64()*int64(m.between(85, 110))/100/10*10))
	o := market.Offer{Price: price, Message: m.message(), DueOn: j.DueOn}
	return j.Propose(id.Proposal(m.id(at)), w.ID, w.by, o, w.TNumber != "", at)
}
