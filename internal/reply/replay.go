package reply

import (
	"cmp"
	"slices"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/id"
)

// An Event is something in a thread that asks for answers, answers or takes asks back.
type Event struct {
	Message  id.Message // "" when it is no message
	N        int64      // of the message, or how many there were
	By       id.Party   // who wrote it, or whose asks it ends: see How
	To       id.Party   // the other side
	Asks     bool       // the message asks
	How      How        // of what is no message: ByAct answers what By was asked, anything else takes that back
	Of       id.Message // and if not "" only the ask of this message
	At       clock.Instant
	Thread   id.Thread
	Job      id.Job
	Contract id.Contract
}

// Replay is the asks of one thread, made anew from what happened in it, in its order, as they stand at a moment.
func Replay(events []Event, now clock.Instant) (asks []Ask) {
	slices.SortStableFunc(events, func(a, b Event) int {
		// What is no message comes after the last message that there was.
		return cmp.Or(cmp.Compare(a.N, b.N), cmp.Compare(b2i(a.Message == ""), b2i(b.Message == "")))
	})
	for _, e := range events {
		for i := range asks {
			if asks[i].Asked == e.By && (e.Of == "" || e.Of == asks[i].ID) {
				asks[i].Close(cmp.Or(e.How, ByMessage), e.N, e.At)
			}
		}
		if e.Message == "" || !e.Asks {
			continue
		}
		if waits := func(a Ask) bool { return a.Asked == e.To && a.State == Open && e.At <= a.DueAt }; slices.ContainsFunc(asks, waits) {
			continue
		}
		for i := range asks {
			asks[i].Miss(e.At)
		}
		asks = append(asks, New(Ask{ID: e.Message, Thread: e.Thread, Job: e.Job, Contract: e.Contract, Asked: e.To, By: e.By}, e.At))
	}
	for i := range asks {
		asks[i].Miss(now)
	}
	return asks
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Fact is the event that an ask ended by if that was no message: what happened around a thread is not among its messages, so
// who makes the asks anew takes it from the ask.
func (a Ask) Fact() (e Event, ok bool) {
	if a.ClosedAt.IsZero() || a.How == ByMessage {
		return e, false
	}
	return Event{N: a.ClosedN, By: a.Asked, To: a.By, How: a.How, Of: a.ID, At: a.ClosedAt, Thread: a.Thread}, true
}

// Days counts asks by party and day, in no order.
func Days(asks []Ask) map[id.Party]map[calendar.Date]Count {
	days := map[id.Party]map[calendar.Date]Count{}
	for _, a := range asks {
		if c := a.Count(); c.Sum() > 0 {
			if days[a.Asked] == nil {
				days[a.Asked] = map[calendar.Date]Count{}
			}
			days[a.Asked][a.Day] = days[a.Asked][a.Day].Add(c)
		}
	}
	return days
}
