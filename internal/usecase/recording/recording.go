// Package recording is the step by which every process adds to the records of its two sides: an award, a settlement, the end
// of a contract or of a job, a dispute, a review that is revealed. It runs in the caller's transaction, so that the counts
// are right at every moment, and decides nothing: record has the rules. Recount makes the same counts from the rows
// that they come of; a test holds one against the other, and verify does so in a running market.
package recording

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/record"
	"nariwai/internal/record/recorddb"
	"nariwai/internal/yen"
)

// Field is the field of work to which a category belongs: its first level.
func Field(category string) string {
	field, _, _ := strings.Cut(category, "/")
	return field
}

type pair struct {
	worker, client id.Party
	field          string
	month          calendar.Month
}

// Tally collects what one transaction, or one recount, adds: one row for each key.
type Tally struct {
	work  map[record.Key]record.Work
	order map[record.Key]record.Order
	pairs map[pair]record.PairMonth
}

// NewTally is an empty one.
func NewTally() *Tally {
	return &Tally{work: map[record.Key]record.Work{}, order: map[record.Key]record.Order{}, pairs: map[pair]record.PairMonth{}}
}

func (t *Tally) addWork(p id.Party, field string, m calendar.Month, w record.Work) {
	if w != (record.Work{}) {
		k := record.Key{Party: p, Field: field, Month: m}
		t.work[k] = t.work[k].Add(w)
	}
}

func (t *Tally) addOrder(p id.Party, field string, m calendar.Month, o record.Order) {
	if o != (record.Order{}) {
		k := record.Key{Party: p, Field: field, Month: m}
		t.order[k] = t.order[k].Add(o)
	}
}

// addPay counts a settlement, to the one who is paid and to the one who pays; one of nothing is none.
func (t *Tally) addPay(worker, client id.Party, field string, m calendar.Month, pay yen.Yen) {
	t.addEarned(worker, client, field, m, pay)
	t.addOrder(client, field, m, record.Order{Paid: pay})
}

func (t *Tally) addEarned(worker, client id.Party, field string, m calendar.Month, pay yen.Yen) {
	if pay.IsZero() {
		return
	}
	t.addWork(worker, field, m, record.Work{Pay: pay, Settlements: 1})
	k := pair{worker, client, field, m}
	p := t.pairs[k]
	t.pairs[k] = record.PairMonth{Worker: worker, Client: client, Field: field, Month: m, Pay: p.Pay.Add(pay), Settlements: p.Settlements + 1}
}

// Work returns what was collected of workers, by key.
func (t *Tally) Work() (rows []record.WorkMonth) {
	for k, w := range t.work {
		rows = append(rows, record.WorkMonth{Key: k, Work: w})
	}
	slices.SortFunc(rows, func(a, b record.WorkMonth) int { return compare(a.Key, b.Key) })
	return rows
}

// Order returns what was collected of clients, by key.
func (t *Tally) Order() (rows []record.OrderMonth) {
	for k, o := range t.order {
		rows = append(rows, record.OrderMonth{Key: k, Order: o})
	}
	slices.SortFunc(rows, func(a, b record.OrderMonth) int { return compare(a.Key, b.Key) })
	return rows
}

// Pairs returns what was collected of pairs, by key.
func (t *Tally) Pairs() (rows []record.PairMonth) {
	for _, p := range t.pairs {
		rows = append(rows, p)
	}
	slices.SortFunc(rows, func(a, b record.PairMonth) int {
		return cmp.Or(cmp.Compare(a.Worker, b.Worker), cmp.Compare(a.Client, b.Client), cmp.Compare(a.Field, b.Field), cmp.Compare(a.Month, b.Month))
	})
	return rows
}

func compare(a, b record.Key) int {
	return cmp.Or(cmp.Compare(a.Party, b.Party), cmp.Compare(a.Field, b.Field), cmp.Compare(a.Month, b.Month))
}

// Write adds what was collected to the records, in an order in which two transactions wait for each other instead of deadlocking.
func (t *Tally) Write(ctx context.Context, tx *db.Tx) (err error) {
	defer fault.Wrap(&err, "add to records")
	if err := recorddb.AddWork(ctx, tx, t.Work()); err != nil {
		return err
	}
	if err := recorddb.AddOrder(ctx, tx, t.Order()); err != nil {
		return err
	}
	return recorddb.AddPair(ctx, tx, t.Pairs())
}
