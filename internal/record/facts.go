package record

import (
	"slices"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/yen"
)

// End is why an item or a contract ended, as far as it counts.
type End string

const (
	Accepted  End = "acceptance" // by the client
	InTime    End = "time"       // by time, because the client was silent
	Agreed    End = "agreement"
	Decided   End = "decision"
	Late      End = "lateness"
	Silent    End = "silence"
	WithoutIt End = "" // it was never paid in for
)

// Item is an item that has ended, as far as it counts.
type Item struct {
	End          End
	WorkersFault bool // recorded with the agreement or the decision by which it ended
	Full, Pay    yen.Yen
	On           calendar.Date // that the closing counts it to
	DueOn        calendar.Date // as agreed when it ended
	First, Last  clock.Instant // deliveries; 0 without one
	Revised      bool          // sent back for the worker's fault
	AcceptedAt   clock.Instant
}

// failed reports whether it ended by the worker's lateness, silence or fault.
func (i Item) failed() bool { return i.End == Late || i.End == Silent || i.WorkersFault }

// Month is the month to which the item counts.
func (i Item) Month() calendar.Month { return calendar.MonthOf(i.On) }

// Work is what the item adds to its worker's record, without the pay: that is counted to whom it goes to.
func (i Item) Work() (w Work) {
	if i.First.IsZero() || i.Pay.IsZero() {
		return w
	}
	w.Items = 1
	if !calendar.On(i.First).After(i.DueOn) {
		w.OnTime = 1
	}
	if i.Revised {
		w.Revised = 1
	}
	return w
}

// Order is what the item adds to its client's record, without the pay.
func (i Item) Order() (o Order) {
	switch {
	case i.End == Accepted || i.End == InTime:
		o.Acceptances, o.Accept = 1, i.AcceptedAt.Sub(i.Last)
		if i.End == InTime {
			o.Automatic = 1
		}
	case !i.First.IsZero() && i.Pay.Less(i.Full) && !i.failed():
		o.NotAccepted = 1
	}
	return o
}

// Ended is what a contract that has ended adds to its worker's record. It failed when any item ended by lateness, silence or
// the worker's recorded fault; it is done when something was paid for otherwise; what ended unpaid for another reason, before
// or after it was paid in for, counts as neither.
func Ended(items []Item) (w Work) {
	for _, i := range items {
		switch {
		case i.failed():
			return Work{Failed: 1}
		case !i.Pay.IsZero():
			w.Done = 1
		}
	}
	return w
}

// Hired is what a contract adds to its worker's record at the award.
func Hired(again bool) Work {
	if again {
		return Work{Hires: 1, Rehires: 1}
	}
	return Work{Hires: 1}
}

// Chose is what an award adds to the client's record: from when the chosen proposal came. A proposal that is as old as the award is the
// client's own offer, which the worker has accepted: nobody has chosen.
func Chose(sent, awarded clock.Instant) Order {
	if sent == awarded {
		return Order{}
	}
	return Order{Decisions: 1, Decide: awarded.Sub(sent)}
}

// Paid reports whether something was paid for any of a contract's items.
func Paid(items []Item) bool {
	return slices.ContainsFunc(items, func(i Item) bool { return !i.Pay.IsZero() })
}

// Tried is what a trial that was paid for adds to its client's record: hired says whether its worker has since had another contract.
func Tried(hired bool) Order {
	if hired {
		return Order{Trials: 1, TrialsHired: 1}
	}
	return Order{Trials: 1}
}

// PostEnded is what the end of a job that was shown adds to the client's record.
func PostEnded(hired bool) Order {
	if hired {
		return Order{PostsEnded: 1, PostsHired: 1}
	}
	return Order{PostsEnded: 1}
}

// Reviewed is what a review adds when it is revealed.
func Reviewed(satisfied bool, aspects [5]int64, private int64) Reviews {
	r := Reviews{N: 1, Aspects: aspects, Private: private}
	if satisfied {
		r.Satisfied = 1
	}
	return r
}
