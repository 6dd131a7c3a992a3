package seeding

import (
	"cmp"
	"slices"

	"nariwai/internal/clock"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/message"
	"nariwai/internal/reply"
)

// threads puts what was written into threads: one for each contract, and one for each proposal that waits for an answer. They have
// the ids of those, and everything in them was read.
func (p *pile) threads(now clock.Instant) (ts []message.Thread, ss []message.Seat, ms []message.Message, as []reply.Ask) {
	acts := p.acts()
	said := map[id.Thread][]message.Message{}
	for _, m := range p.messages {
		said[m.Thread] = append(said[m.Thread], m)
	}
	add := func(t message.Thread) {
		list := said[t.ID]
		slices.SortStableFunc(list, func(a, b message.Message) int { return cmp.Compare(a.At, b.At) })
		t.LastAt = t.OpenedAt
		theirs := map[id.Party]int64{}
		for i := range list {
			t.Add(&list[i], list[i].At)
			theirs[t.Other(list[i].From)] = list[i].N
		}
		seats := t.Seats()
		for i, s := range seats {
			seats[i].TheirsN, seats[i].ReadN, seats[i].ReadAt = theirs[s.Party], t.LastN, t.LastAt
		}
		ts, ss, as = append(ts, t), append(ss, seats...), append(as, asks(t, list, acts[t.Contract], now)...)
		ms = append(ms, list...)
	}
	for _, c := range p.contracts {
		add(message.Thread{ID: id.Thread(c.ID), Job: c.Job, Contract: c.ID, Proposal: c.Proposal, Client: c.Client, Worker: c.Worker, OpenedAt: c.AwardedAt, Title: c.Title})
	}
	jobs := map[id.Job]market.Job{}
	for _, j := range p.jobs {
		jobs[j.ID] = j
	}
	for _, o := range p.proposals {
		j, here := jobs[o.Job]
		if o.State != market.Sent || !here {
			continue
		}
		tid := id.Thread(o.ID)
		said[tid] = []message.Message{{ID: id.Message(o.ID), Kind: message.Proposal, From: o.Worker, By: o.By, Body: o.Message, At: o.SentAt}}
		add(message.Thread{ID: tid, Job: j.ID, Proposal: o.ID, Client: j.Client, Worker: o.Worker, OpenedAt: o.SentAt, Title: j.Title})
	}
	return ts, ss, ms, as
}
