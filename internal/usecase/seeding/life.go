package seeding

import (
	"fmt"
	"slices"

	"nariwai/internal/billing"
	"nariwai/internal/clock"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/yen"
)

// recent is for how long back what people wrote to each other, what they were told and the proposals that were not taken are
// made up in full; of the time before, a few.
const recent = 30 * clock.Day

// live plays a job from its publication to where it stands now, with everything that came of it.
func (y *year) live(p *pile, client member, writing bool, at clock.Instant) error {
	m := y.maker
	j, err := m.job(client, writing, m.pay(), at)
	if err != nil {
		return err
	}
	closes := j.ClosesOn.AddDays(1).Start()
	decided, hires := m.later(closes, -2, 10), m.chance(fillPercent)
	until := closes
	if hires {
		until = min(closes, decided)
	}
	offers, err := y.offers(&j, at, until)
	if err != nil {
		return err
	}
	if j.State == market.JobOpen && closes <= m.now && closes <= decided {
		if err := j.CloseOverdue(closes, m.rules.clocks.DecideDays); err != nil {
			return err
		}
	}
	if len(offers) > 0 && hires && decided < m.now {
		if err := y.award(p, &j, offers, client, decided); err != nil {
			return err
		}
	}
	if j.State == market.JobOpen && closes <= m.now {
		if err := j.CloseOverdue(closes, m.rules.clocks.DecideDays); err != nil {
			return err
		}
	}
	if j.State == market.JobDeciding && j.DecideBy <= m.now {
		if err := j.EndUndecided(j.DecideBy); err != nil {
			return err
		}
	}
	if j.State == market.JobEnded {
		for i := range offers {
			offers[i].CloseUnchosen()
		}
	}
	p.jobs, p.proposals = append(p.jobs, j), append(p.proposals, offers...)
	return nil
}

// offers are what workers proposed for a job between two moments.
func (y *year) offers(j *market.Job, from, until clock.Instant) (list []market.Proposal, err error) {
	m := y.maker
	n := m.between(0, 4)
	if m.now.Sub(from) < recent {
		n = int(min(60, m.spread(9, 0.9)))
	}
	for range n {
		w, sent := y.workers.draw(m), from.Add(clock.Duration(m.Int64N(int64(until.Sub(from)))))
		if sent >= m.now || w.CreatedAt >= sent || slices.ContainsFunc(list, func(o market.Proposal) bool { return o.Worker == w.ID }) {
			continue
		}
		o, err := m.propose(j, w, sent)
		if err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	return list, nil
}

// unpublished is a job that nobody can see: a draft, one that waits for the desk, or one that it refused.
func (m *maker) unpublished(client member, writing bool, at clock.Instant) (j market.Job, err error) {
	if j, err = m.job(client, writing, m.pay(), at); err != nil {
		return j, err
	}
	j.State, j.PublishedAt, j.Recruiter = market.JobDraft, 0, market.Recruiter{}
	switch {
	case m.chance(20):
		j.State, j.Reason = market.JobRefused, "報酬と量のつり合いが、この内容では読み取れません。"
	case m.now.Sub(at) < 2*clock.Day:
		j.State = market.JobReview
	}
	return j, nil
}

// fillPercent is how many jobs of a hundred with proposals hire somebody.
const fillPercent = 85

// award hires one of those who proposed (the earlier, the likelier) and plays the contract.
func (y *year) award(p *pile, j *market.Job, offers []market.Proposal, client member, at clock.Instant) error {
	m := y.maker
	o := &offers[m.IntN(m.IntN(len(offers))+1)]
	if o.SentAt >= at {
		return nil
	}
	if m.chance(10) && o.Price.Int64() >= 3_000 {
		o.Parts = m.parts(*o)
	}
	if err := j.Award(o, at); err != nil {
		return err
	}
	c := course{awarded: at}
	if m.chance(95) {
		c.funded = m.later(at, 0, 5)
		c.delivered = m.later(c.funded, 2, 18)
		c.accepted = m.later(c.delivered, 0, 9) // after the seventh day it is accepted without the client
	}
	worker := y.by[o.Worker]
	in, settled, err := m.deal(p, *j, *o, client, worker, m.until(c))
	if err != nil {
		return err
	}
	if in != nil {
		y.moved(*in)
	}
	for _, s := range settled {
		y.months.add(s)
	}
	if m.now.Sub(at) < recent {
		m.talk(p, p.contracts[len(p.contracts)-1], client, worker)
	}
	return nil
}

// until cuts off what has not happened yet.
func (m *maker) until(c course) course {
	for _, at := range []*clock.Instant{&c.funded, &c.delivered, &c.accepted} {
		if *at >= m.now {
			*at = 0
		}
	}
	if c.delivered != 0 && day(c.delivered.Add(20*clock.Minute)) != day(c.delivered) {
		c.delivered = c.delivered.Add(-clock.Hour)
	}
	if c.delivered == 0 || c.delivered.Add(20*clock.Minute) >= m.now { // its items are delivered and accepted a minute apart
		c.delivered, c.accepted = 0, 0
	}
	if c.accepted.Add(20*clock.Minute) >= m.now {
		c.accepted = 0
	}
	if c.delivered != 0 && c.accepted == 0 && day(c.delivered).AddDays(m.rules.closing.AutoAcceptDays+1).Start() <= m.now {
		c.accepted = m.now // the days are over: accept dates it by their end
	}
	return c
}

// parts are the milestones of an offer.
func (m *maker) parts(o market.Proposal) (list []market.Part) {
	n := m.between(2, 4)
	for i, price := range yen.Split(o.Price, equal(n)) {
		list = append(list, market.Part{N: int64(i + 1), Title: fmt.Sprintf("第%d回", i+1), Price: price, DueOn: o.DueOn})
	}
	return list
}

// equal are weights that are all the same.
func equal(n int) []int64 {
	list := make([]int64, n)
	for i := range list {
		list[i] = 1
	}
	return list
}

// paidOut is the line with which the bank tells that a run has left.
func (m *maker) paidOut(amount yen.Yen, at clock.Instant) billing.Deposit {
	d := billing.Deposit{ID: id.Deposit(m.id(at)), On: day(at), Amount: amount.Neg(), Payer: "総合振込", State: billing.DepositOutgoing}
	d.Line = "bench/" + string(d.ID)
	return d
}
