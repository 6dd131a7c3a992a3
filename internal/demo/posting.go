package demo

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"nariwai/internal/clock"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/usecase/desk"
	"nariwai/internal/usecase/hiring"
	"nariwai/internal/usecase/posting"
	"nariwai/internal/usecase/proposing"
	"nariwai/internal/usecase/reporting"
	"nariwai/internal/yen"
)

// posted is a job on its way through the play.
type posted struct {
	job
	id        id.Job
	proposals map[string]id.Proposal // by their authors
}

func jobs() (all []job) {
	return slices.Concat(jobsKitamichi, jobsTravel, jobsLife, jobsGoods, jobsTrade, jobsHome, jobsMany, jobsWatched)
}

func (j job) spec(s *stage) market.Spec {
	return market.Spec{
		Category: j.in, Title: j.title, Body: j.body, Deliverable: j.gives, Rights: cmp.Or(j.rights, market.RightsTransfer), AIPolicy: cmp.Or(j.ai, market.AIAssist),
		Unit: j.unit, Quantity: j.n, Pay: yen.Of(j.pay), Hires: max(1, j.places), ClosesOn: s.on(j.close), DueOn: s.on(j.due),
		Beginners: !j.skilled, Unregistered: true, Teams: j.n > 1 || j.places > 1,
	}
}

// post writes a job and publishes it; the first of a client waits for the desk.
func (s *stage) post(p *posted) (err error) {
	by := s.actors[p.client]
	if p.id, err = posting.SaveDraft(s.ctx, s.d, by, "", p.spec(s)); err != nil || p.end == drafted {
		return err
	}
	state, err := posting.PublishJob(s.ctx, s.d, by, p.id)
	if err != nil {
		return err
	}
	switch {
	case state == market.JobOpen:
		return s.opened(p)
	case p.end == waits:
		return nil
	case p.end == refused:
		s.plan(s.at(p.open+1, 10, 20), "refuse "+p.key, func() error {
			return desk.RefuseJob(s.ctx, s.d, s.at0(), p.id, "使っていない方に、買った方のような感想を書いていただく仕事は、読む人をだますことになるため、掲載できません（景品表示法・利用規約 第7条）。実際に使った方の感想を集める形に直していただければ、掲載できます。")
		})
	default:
		s.plan(s.at(p.open, 14, 10), "approve "+p.key, func() error {
			if err := desk.ApproveJob(s.ctx, s.d, s.at0(), p.id); err != nil {
				return err
			}
			return s.opened(p)
		})
	}
	return nil
}

// opened plans what comes of a job that everybody can see.
func (s *stage) opened(p *posted) error {
	r := dice(p.key)
	from := s.clock().Add(3 * clock.Hour)
	until := min(s.on(p.close+1).Start(), s.end)
	for _, h := range p.hires {
		until = min(until, s.at(h.on, 8, 0))
	}
	named := strings.Fields(p.by)
	for _, h := range p.hires {
		named = append(named, h.who)
	}
	for _, who := range named { // they come early, so that the client can turn to them
		s.propose(p, who, between(r, from, from.Add((until.Sub(from))*2/5)))
	}
	for _, who := range s.rivals(p, named) {
		s.propose(p, who, between(r, from, until))
	}
	for _, q := range p.asks {
		s.plan(s.at(q.day, 14, 20), "ask "+q.to, func() error { return s.ask(p, q) })
	}
	for _, q := range p.wonders {
		s.plan(s.at(q.day, 11, 15), q.to+" asks about "+p.key, func() error { return s.wonder(p, q) })
	}
	for _, x := range p.declines {
		s.plan(s.at(x.day, 16, 40), "decline "+x.who, func() error {
			_, err := hiring.DeclineProposal(s.ctx, s.d, s.actors[p.client], p.proposals[x.who], x.reason)
			return err
		})
	}
	for _, who := range strings.Fields(p.shortly) {
		s.plan(s.at(-1, 17, 5), "shortlist "+who, func() error {
			_, err := hiring.ShortlistProposal(s.ctx, s.d, s.actors[p.client], p.proposals[who], true)
			return err
		})
	}
	for _, x := range p.reports {
		s.plan(s.at(x.day, 19, 25), "report "+p.key, func() error {
			return reporting.ReportJob(s.ctx, s.d, s.actors[x.who], p.id, x.reason, x.words)
		})
	}
	for i, h := range p.hires {
		s.plan(s.at(h.on, 10, 5+7*i), "award "+p.key, func() error { return s.award(p, h) })
	}
	if p.end == givenUp {
		s.plan(s.at(p.endOn, 11, 30), "end "+p.key, func() error { return posting.EndJob(s.ctx, s.d, s.actors[p.client], p.id) })
	}
	return nil
}

// between is a moment of daylight or evening.
func between(r *rand.Rand, from, until clock.Instant) clock.Instant {
	if until <= from {
		return from
	}
	at := from.Add(clock.Duration(r.Int64N(int64(until.Sub(from)))))
	if hour := at.Time().Hour(); hour < 7 {
		at = min(at.Add(clock.Duration(7-hour)*clock.Hour), until.Add(-clock.Minute))
	}
	return max(at, from)
}

// newcomer is somebody who came so late that experienced people are preferred.
func (w worker) newcomer() bool { return w.joined > -65 }

// rivals picks who else proposes: those of the same category first, then of the same field.
func (s *stage) rivals(p *posted, taken []string) (out []string) {
	var same, near []string
	for _, w := range workers() {
		if slices.Contains(taken, w.key) || w.joined > p.open-2 || p.skilled && w.newcomer() || w.key == suspended {
			continue
		}
		fields := strings.Fields(w.fields)
		switch {
		case slices.Contains(fields, p.in):
			same = append(same, w.key)
		case slices.ContainsFunc(fields, func(f string) bool { return topOf(f) == topOf(p.in) }):
			near = append(near, w.key)
		}
	}
	r := dice("rivals " + p.key)
	for _, list := range [][]string{same, near} {
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	}
	out = append(same, near...)
	return out[:min(p.rivals, len(out))]
}

func workerOf(key string) worker {
	for _, w := range workers() {
		if w.key == key {
			return w
		}
	}
	return worker{}
}

// propose plans somebody's proposal. What p says of it stands; the rest is made up around the job's budget.
func (s *stage) propose(p *posted, who string, at clock.Instant) {
	r := dice("proposal " + p.key + who)
	w := workerOf(who)
	said := p.sent[who]
	price := said.price
	if price == 0 && !slices.ContainsFunc(p.hires, func(h hire) bool { return h.who == who }) {
		price = round(p.pay * int64(82+r.IntN(42)) / 100)
		if w.newcomer() {
			price = round(p.pay * int64(75+r.IntN(22)) / 100)
		}
	}
	if price == 0 {
		price = p.pay
	}
	o := market.Offer{Price: yen.Of(price), Message: cmp.Or(said.text, proposalText(w, p.job, r)), DueOn: s.on(p.due)}
	if said.due != 0 {
		o.DueOn = s.on(said.due)
	} else if early := p.due - r.IntN(6); early > p.close {
		o.DueOn = s.on(early)
	}
	for i, x := range said.parts {
		o.Parts = append(o.Parts, market.Part{N: int64(i + 1), Title: x.title, Price: yen.Of(x.price), DueOn: s.on(x.due)})
	}
	s.plan(at, "propose "+who+" for "+p.key, func() (err error) {
		p.proposals[who], err = proposing.SubmitProposal(s.ctx, s.d, s.actors[who], p.id, o)
		return err
	})
}

// round makes a sum one that people write.
func round(y int64) int64 {
	step := int64(1000)
	switch {
	case y < 10_000:
		step = 100
	case y < 60_000:
		step = 500
	}
	return max(step, (y+step/2)/step*step)
}

func (s *stage) award(p *posted, h hire) error {
	pid, ok := p.proposals[h.who]
	if !ok {
		return fmt.Errorf("%s has not proposed", h.who)
	}
	c, ok := market.Categories.Leaf(p.in)
	if !ok {
		return fmt.Errorf("no category %s", p.in)
	}
	cid, err := hiring.AwardProposal(s.ctx, s.d, s.actors[p.client], pid, c.Withholding)
	if err != nil {
		return err
	}
	t := &thread{posted: p, hire: h, contract: cid, dice: dice("course " + p.key + h.who)}
	s.chat(t)
	s.next(t)
	return nil
}
