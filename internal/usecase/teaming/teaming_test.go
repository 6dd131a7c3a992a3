package teaming_test

import (
	"context"
	"fmt"
	"testing"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/ledger"
	"nariwai/internal/ledger/ledgerdb"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/team"
	"nariwai/internal/team/teamdb"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/funding"
	"nariwai/internal/usecase/hiring"
	"nariwai/internal/usecase/posting"
	"nariwai/internal/usecase/proposing"
	"nariwai/internal/usecase/teaming"
	"nariwai/internal/usecase/verifying"
	"nariwai/internal/usecase/working"
	"nariwai/internal/yen"
)

var (
	ctx = context.Background()
	due = calendar.Of(2026, 5, 9)
)

type play struct {
	*testing.T
	d        *db.DB
	client   people.Actor
	crew     []people.Actor // the leader first
	team     people.Actor   // the leader in the team's name
	handle   string
	contract id.Contract
	item     id.Item
}

func (p *play) ok(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

func (p *play) refused(k fault.Kind, err error) {
	p.Helper()
	if !fault.Is(err, k) {
		p.Errorf("got %v, want a refusal of kind %d", err, k)
	}
}

// stage is a team of five, one an apprentice and one a company, with somebody more who may join later.
func stage(t *testing.T, d *db.DB, form team.Form) *play {
	p := &play{T: t, d: d}
	p.ok(d.MarkDemonstration(ctx, 0))
	p.client = cast.Client(t, d, "kitamichi")
	for _, n := range []string{"lead", "anna", "bento", "chika", "dai", "emi"} {
		p.crew = append(p.crew, cast.Add(t, d, n, func(_ *people.Person, q *people.Party) {
			q.Works = true
			if n == "chika" {
				q.Form = people.Company
			}
		}))
	}
	handle, err := teaming.FoundTeam(ctx, d, p.crew[0], teaming.Founding{Name: "奄美ことば", Handle: "amami-kotoba", Prefecture: "46", Form: form, Rule: "締切の前の日までに知らせます。"})
	p.ok(err)
	p.handle = handle
	for i, a := range p.crew[1:] {
		s := teaming.Seat{Role: team.Ordinary, Weight: 1}
		if i == 3 {
			s = teaming.Seat{Role: team.Apprentice, Mentor: "anna", Weight: 1}
		}
		_, err := teaming.InviteMember(ctx, d, p.crew[0], handle, string(a.Party[len("party-"):]), s)
		p.ok(err)
		_, err = teaming.AnswerInvitation(ctx, d, a, handle, true, 1)
		p.ok(err)
	}
	q, err := peopledb.PartyByHandle(ctx, d.Snapshot(), handle)
	p.ok(err)
	p.team = p.crew[0]
	p.team.Party = q.ID
	return p
}

func (p *play) hired(worker people.Actor) {
	p.Helper()
	jid, err := posting.SaveDraft(ctx, p.d, p.client, "", market.Spec{
		Category: "writing/travel", Title: "離島だより30本", Body: "1本1,500字です。", Deliverable: "原稿30本",
		Rights: market.RightsTransfer, AIPolicy: market.AIAssist, Unit: market.LumpSum, Quantity: 1, Pay: yen.Of(300_000), Hires: 1,
		ClosesOn: calendar.Of(2026, 4, 10), DueOn: due, Unregistered: true,
	})
	p.ok(err)
	_, err = posting.PublishJob(ctx, p.d, p.client, jid)
	p.ok(err)
	pid, err := proposing.SubmitProposal(ctx, p.d, worker, jid, market.Offer{Price: yen.Of(300_000), Message: "書きます。", DueOn: due})
	p.ok(err)
	p.contract, err = hiring.AwardProposal(ctx, p.d, p.client, pid, true)
	p.ok(err)
	items, err := marketdb.Items(ctx, p.d.Snapshot(), p.contract)
	p.ok(err)
	p.item = items[0].ID
}

func (p *play) fund() (amount int64) {
	p.Helper()
	fs, err := billingdb.Fundings(ctx, p.d.Snapshot(), p.contract)
	p.ok(err)
	p.ok(funding.PayInDemonstration(ctx, p.d, p.client, fs[len(fs)-1].ID))
	return fs[len(fs)-1].Amount.Int64()
}

func (p *play) asks() []team.Ask {
	var out []team.Ask
	for i, pay := range []int64{100_000, 70_001, 49_999, 50_000, 20_000} {
		out = append(out, team.Ask{Member: p.crew[i].Party, Pay: yen.Of(pay), Title: fmt.Sprintf("受け持ち%d", i), DueOn: due.AddDays(-2)})
	}
	out[4].Mentor, out[4].MentorPay = p.crew[1].Party, yen.Of(10_000)
	return out
}

func (p *play) parts() []team.Part {
	p.Helper()
	parts, err := teamdb.Parts(ctx, p.d.Snapshot(), p.contract, p.item)
	p.ok(err)
	return team.Live(parts)
}

func (p *play) agreeAll() {
	p.Helper()
	for _, part := range p.parts() {
		if part.State == team.Proposed {
			for _, a := range p.crew {
				if a.Party == part.Member {
					_, err := teaming.AgreePart(ctx, p.d, a, part.ID)
					p.ok(err)
				}
			}
		}
	}
}

func (p *play) deliver() error {
	_, err := working.DeliverItem(ctx, p.d, p.team, p.item, working.Work{Body: "できました。"})
	return err
}

func (p *play) earned(a people.Actor) int64 {
	p.Helper()
	y, err := ledgerdb.Balance(ctx, p.d.Snapshot(), ledger.Earned(a.Party))
	p.ok(err)
	return y.Int64()
}

func (p *play) notices() (n int64) {
	p.Helper()
	p.ok(db.One(ctx, p.d.Snapshot(), []any{&n}, "SELECT COUNT(*) FROM document_document WHERE kind = 'part' AND subject = $1", p.item))
	return n
}

func (p *play) verified() {
	p.Helper()
	found, err := verifying.Verify(ctx, p.d, func(string, int) {})
	p.ok(err)
	for _, bad := range found {
		p.Errorf("verify: %v", bad)
	}
}

// A team of five wins 300,000 yen; one fails and is replaced; it is accepted: everybody has a notice and gets their part to the yen.
func TestTeamIsPaidToTheYen(t *testing.T) {
	for _, form := range []team.Form{team.Joint, team.Prime} {
		t.Run(string(form), func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
				p := stage(t, d, form)
				p.hired(p.team)
				in := p.fund()
				if want := map[team.Form]int64{team.Joint: 300_000, team.Prime: 272_155}[form]; in != want {
					t.Errorf("%d was paid in, want %d", in, want)
				}
				p.refused(fault.Conflict, p.deliver())
				wrong := p.asks()
				wrong[0].Pay = yen.Of(99_999)
				_, err := teaming.SplitItem(ctx, d, p.crew[0], p.item, wrong)
				p.refused(fault.Invalid, err)
				_, err = teaming.SplitItem(ctx, d, p.crew[2], p.item, p.asks())
				p.refused(fault.Forbidden, err)
				_, err = teaming.SplitItem(ctx, d, p.client, p.item, p.asks())
				p.refused(fault.NotFound, err)
				_, err = teaming.SplitItem(ctx, d, p.crew[0], p.item, p.asks())
				p.ok(err)
				_, err = teaming.AgreePart(ctx, d, p.crew[0], p.parts()[1].ID)
				p.refused(fault.NotFound, err)
				p.agreeAll()
				want := map[team.Form]int64{team.Joint: 5, team.Prime: 4}[form]
				if n := p.notices(); n != want {
					t.Errorf("%d notices, want %d", n, want)
				}
				p.verified()
				// bento drops out, emi takes over.
				_, err = teaming.DropPart(ctx, d, p.crew[2], p.parts()[2].ID, "入院します")
				p.ok(err)
				p.verified2()
				_, err = teaming.NameSuccessor(ctx, d, p.crew[0], p.parts()[2].ID, p.crew[5].Party, "")
				p.ok(err)
				p.refused(fault.Conflict, p.deliver())
				p.agreeAll()
				if n := p.notices(); n != want+1 {
					t.Errorf("%d notices after the change, want %d", n, want+1)
				}
				p.refused(fault.Conflict, p.deliver()) // the mentor hasn't looked
				_, err = teaming.CheckPart(ctx, d, p.crew[3], p.parts()[4].ID)
				p.refused(fault.NotFound, err)
				_, err = teaming.CheckPart(ctx, d, p.crew[1], p.parts()[4].ID)
				p.ok(err)
				p.ok(p.deliver())
				_, err = teaming.DropPart(ctx, d, p.crew[1], p.parts()[1].ID, "いまさら")
				p.refused(fault.Conflict, err)
				_, err = working.AcceptItem(ctx, d, p.client, p.item)
				p.ok(err)
				p.paid(form)
				p.verified()
			})
		})
	}
}

// verified2 looks at the payees while a part is nobody's: the leader has it.
func (p *play) verified2() {
	p.Helper()
	it, err := marketdb.Item(ctx, p.d.Snapshot(), p.item)
	p.ok(err)
	var sum int64
	for _, x := range it.Payees {
		sum += x.Share
		if x.Party == p.crew[2].Party {
			p.Error("who has dropped out would be paid")
		}
	}
	if sum != 300_000 {
		p.Errorf("%d would be paid", sum)
	}
}

func (p *play) paid(form team.Form) {
	p.Helper()
	ss, err := billingdb.Settlements(ctx, p.d.Snapshot(), p.contract)
	p.ok(err)
	if len(ss) != 5 {
		p.Errorf("%d settlements", len(ss))
	}
	var all billing.Quote
	for _, s := range ss {
		all = all.Add(s.Quote)
		switch {
		case form == team.Joint && s.Payee == p.crew[3].Party && !s.Withheld.IsZero():
			p.Errorf("%s withheld from a company", s.Withheld)
		case form == team.Prime && s.Payee != p.crew[0].Party && !s.Withheld.IsZero():
			p.Errorf("%s withheld from a member", s.Withheld)
		}
	}
	if all.Pay != yen.Of(300_000) || all.Withheld.IsZero() {
		p.Errorf("%+v", all)
	}
	pays := map[int]int64{0: 100_000, 1: 80_001, 3: 50_000, 4: 20_000, 5: 49_999}
	for i, pay := range pays {
		for _, s := range ss {
			if s.Payee == p.crew[i].Party && (s.Pay.Int64() != pay || p.earned(p.crew[i]) != s.Net.Int64()) {
				p.Errorf("%s gets %s of %d, %d booked", s.Payee, s.Net, pay, p.earned(p.crew[i]))
			}
		}
	}
	if p.earned(p.crew[2]) != 0 || p.earned(p.team) != 0 {
		p.Error("somebody is paid who has done nothing")
	}
}

// Somebody hired alone brings others in with the client's consent; nothing changes of what was paid in.
func TestHelpers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		p := stage(t, d, team.Joint)
		p.hired(p.crew[1])
		p.fund()
		_, err := teaming.SplitItem(ctx, d, p.crew[1], p.item, p.asks())
		p.refused(fault.NotFound, err)
		_, err = teaming.AskHelp(ctx, d, p.crew[2], p.contract, []string{"dai"}, "写真をお願いします")
		p.refused(fault.NotFound, err)
		_, err = teaming.AskHelp(ctx, d, p.crew[1], p.contract, []string{"nobody"}, "写真をお願いします")
		p.refused(fault.Invalid, err)
		_, err = teaming.AskHelp(ctx, d, p.crew[1], p.contract, []string{"dai"}, "写真をお願いします")
		p.ok(err)
		_, err = teaming.AnswerHelp(ctx, d, p.crew[1], p.contract, true, "")
		p.refused(fault.Forbidden, err)
		_, err = teaming.AnswerHelp(ctx, d, p.client, p.contract, true, "")
		p.ok(err)
		asks := []team.Ask{{Member: p.crew[1].Party, Pay: yen.Of(200_000), Title: "書く", DueOn: due}, {Member: p.crew[4].Party, Pay: yen.Of(100_000), Title: "撮る", DueOn: due}}
		_, err = teaming.SplitItem(ctx, d, p.crew[1], p.item, asks)
		p.ok(err)
		p.agreeAll()
		p.verified()
		_, err = working.DeliverItem(ctx, d, p.crew[1], p.item, working.Work{Body: "できました。"})
		p.ok(err)
		_, err = working.AcceptItem(ctx, d, p.client, p.item)
		p.ok(err)
		if p.earned(p.crew[4]) != 80_000 || p.earned(p.crew[1]) != 200_000-27_845-40_000 {
			t.Errorf("%d and %d", p.earned(p.crew[4]), p.earned(p.crew[1]))
		}
		p.verified()
	})
}

// Who leaves has no more rights; who still has work to do stays.
func TestMembershipEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		p := stage(t, d, team.Joint)
		p.hired(p.team)
		_, err := teaming.SplitItem(ctx, d, p.crew[0], p.item, p.asks())
		p.ok(err)
		_, err = teaming.EndMembership(ctx, d, p.crew[3], p.handle, p.crew[3].Party)
		p.refused(fault.Conflict, err)
		_, err = teaming.EndMembership(ctx, d, p.crew[2], p.handle, p.crew[5].Party)
		p.refused(fault.Forbidden, err)
		_, err = teaming.EndMembership(ctx, d, p.crew[5], p.handle, p.crew[5].Party)
		p.ok(err)
		_, err = teaming.ChangeSeat(ctx, d, p.crew[0], p.handle, p.crew[5].Party, teaming.Seat{Role: team.Ordinary})
		p.refused(fault.NotFound, err)
		_, err = teaming.InviteMember(ctx, d, p.crew[5], p.handle, "emi", teaming.Seat{Role: team.Ordinary})
		p.refused(fault.NotFound, err)
		_, err = teaming.EditTeam(ctx, d, p.crew[0], p.handle, teaming.Founding{Name: "奄美ことば工房", Handle: p.handle, Prefecture: "46", Form: team.Joint, Rule: "新しいきまりです。"})
		p.ok(err)
		_, err = teaming.AgreeToRules(ctx, d, p.crew[1], p.handle, 1)
		p.refused(fault.Conflict, err)
		_, err = teaming.AgreeToRules(ctx, d, p.crew[1], p.handle, 2)
		p.ok(err)
	})
}
