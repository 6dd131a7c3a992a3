// Package record counts what a worker and a client have done, by field and month, and says which rates come of it. Every
// fact stands in the month that decided it and never changes afterwards, so that a screening of last year can be made again.
//
// It is a domain of its own because it needs nothing of a contract but what was agreed, when and how it ended. What each
// figure means is published (/record/figures) with the examples that the tests run.
package record

import (
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

// Version is of the rules by which facts are counted; what was counted by another one is counted anew.
const Version = 2

// Fewest is from how many facts on a rate is shown: less says more about chance than about anybody.
const Fewest = 5

// Key is whose facts, of which field of work (the first level of a category) and in which month they are.
type Key struct {
	Party id.Party
	Field string
	Month calendar.Month
}

// MonthOf is the month of a moment. What time decides at 00:00 belongs to the day that has just ended, as in the closing.
func MonthOf(at clock.Instant) calendar.Month { return calendar.MonthOf(calendar.On(at - 1)) }

// Reviews are the sums of the reviews that were revealed in a month.
type Reviews struct {
	N         int64
	Satisfied int64
	Aspects   [5]int64 // sums of 1–5
	Private   int64    // sum of 0–10
}

// Add is the sum of both.
func (a Reviews) Add(b Reviews) Reviews {
	a.N, a.Satisfied, a.Private = a.N+b.N, a.Satisfied+b.Satisfied, a.Private+b.Private
	for i := range a.Aspects {
		a.Aspects[i] += b.Aspects[i]
	}
	return a
}

// Work is what is counted of a worker.
type Work struct {
	Hires, Rehires int64 // contracts; of them, those by a client of whom an earlier one had ended with pay
	Done, Failed   int64 // contracts that have ended, see Ended
	Items          int64 // delivered and paid for
	OnTime         int64 // of them, first delivered by the agreed day
	Revised        int64 // of them, sent back at least once for the worker's fault
	Pay            yen.Yen
	Settlements    int64
	Reviews
	Scouts int64
}

// Add is the sum of both.
func (a Work) Add(b Work) Work {
	return Work{
		Hires: a.Hires + b.Hires, Rehires: a.Rehires + b.Rehires, Done: a.Done + b.Done, Failed: a.Failed + b.Failed,
		Items: a.Items + b.Items, OnTime: a.OnTime + b.OnTime, Revised: a.Revised + b.Revised,
		Pay: a.Pay.Add(b.Pay), Settlements: a.Settlements + b.Settlements, Reviews: a.Reviews.Add(b.Reviews), Scouts: a.Scouts + b.Scouts,
	}
}

// Order is what is counted of a client.
type Order struct {
	PostsEnded, PostsHired int64          // jobs that were shown and have ended; of them, those with a hire
	Decisions              int64          // awards
	Decide                 clock.Duration // from when the chosen proposals came, in sum
	Acceptances            int64
	Accept                 clock.Duration // from the last delivery, in sum
	Automatic              int64          // of the acceptances, those by time
	NotAccepted            int64          // delivered, and ended without the full pay and without the worker's fault
	Lapsed                 int64          // contracts of which something was not paid in for in time
	Disputes               int64          // opened by either side
	Trials, TrialsHired    int64          // that were paid for; of them, those whose worker the client has hired again since
	Paid                   yen.Yen
	Reviews
}

// Add is the sum of both.
func (a Order) Add(b Order) Order {
	return Order{
		PostsEnded: a.PostsEnded + b.PostsEnded, PostsHired: a.PostsHired + b.PostsHired, Decisions: a.Decisions + b.Decisions, Decide: a.Decide + b.Decide,
		Acceptances: a.Acceptances + b.Acceptances, Accept: a.Accept + b.Accept, Automatic: a.Automatic + b.Automatic,
		NotAccepted: a.NotAccepted + b.NotAccepted, Lapsed: a.Lapsed + b.Lapsed, Disputes: a.Disputes + b.Disputes,
		Trials: a.Trials + b.Trials, TrialsHired: a.TrialsHired + b.TrialsHired,
		Paid: a.Paid.Add(b.Paid), Reviews: a.Reviews.Add(b.Reviews),
	}
}

// WorkMonth, OrderMonth and PairMonth are rows: what a month counts.
type (
	WorkMonth struct {
		Key
		Work
	}
	OrderMonth struct {
		Key
		Order
	}
	PairMonth struct {
		Worker, Client id.Party
		Field          string
		Month          calendar.Month
		Pay            yen.Yen
		Settlements    int64
	}
)
