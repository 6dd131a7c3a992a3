package seeding

import (
	"slices"

	"nariwai/internal/clock"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/message"
	"nariwai/internal/reply"
)

// An act is something that a side did in a contract, or its end.
type act struct {
	by id.Party // "": it ended
	at clock.Instant
}

// acts are what was done in contracts, as far as it answers what somebody was asked.
func (p *pile) acts() map[id.Contract][]act {
	out := map[id.Contract][]act{}
	sides := map[id.Contract]market.Contract{}
	for _, c := range p.contracts {
		sides[c.ID] = c
		if !c.EndedAt.IsZero() {
			out[c.ID] = append(out[c.ID], act{at: c.EndedAt})
		}
	}
	for _, e := range p.events {
		switch e.Kind {
		case market.EventDelivered:
			out[e.Contract] = append(out[e.Contract], act{sides[e.Contract].Worker, e.At})
		case market.EventAccepted, market.EventRevision:
			out[e.Contract] = append(out[e.Contract], act{sides[e.Contract].Client, e.At})
		}
	}
	return out
}

// asks are what comes of a thread's messages, which are in their order, and of what was done meanwhile. It marks the messages
// that ask; those that want an answer are marked already.
func asks(t message.Thread, list []message.Message, acts []act, now clock.Instant) []reply.Ask {
	var events []reply.Event
	add := func(a act, n int) {
		for _, p := range []id.Party{t.Client, t.Worker} {
			e := reply.Event{N: int64(n), By: p, To: t.Other(p), At: a.at, How: reply.Ended}
			if a.by != "" {
				e.How = reply.ByAct
			}
			if a.by == "" || a.by == p {
				events = append(events, e)
			}
		}
	}
	slices.SortStableFunc(acts, func(a, b act) int { return int(a.at - b.at) })
	spoke, ended := map[id.Party]bool{}, false
	for i := range list {
		m := &list[i]
		for len(acts) > 0 && acts[0].at < m.At {
			add(acts[0], i)
			ended = ended || acts[0].by == ""
			acts = acts[1:]
		}
		if m.Kind == message.Talk {
			waits := slices.ContainsFunc(reply.Replay(slices.Clone(events), m.At), func(a reply.Ask) bool { return a.Asked == m.From && a.ClosedAt.IsZero() })
			m.Asks = reply.Asks(m.Asks, !spoke[m.From], waits)
			spoke[m.From] = true
		}
		events = append(events, reply.Event{Message: m.ID, N: m.N, By: m.From, To: t.Other(m.From), Asks: m.Asks, At: m.At, Thread: t.ID, Job: t.Job, Contract: t.Contract})
		if ended {
			add(act{at: m.At}, i+1)
		}
	}
	for _, a := range acts {
		add(a, len(list))
	}
	return reply.Replay(events, now)
}
