package query

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/record"
)

// FiguresMonths is how many months figures look back, with the one that runs.
const FiguresMonths = 12

// FieldWork and FieldOrder are what is counted in a field; "" is all of them.
type (
	FieldWork struct {
		Field string
		record.Work
	}
	FieldOrder struct {
		Field string
		record.Order
	}
)

// Figures are what a party has done in the last months, by field and in sum.
type Figures struct {
	From, Until calendar.Month
	Work        []FieldWork
	Order       []FieldOrder
	AllWork     record.Work
	AllOrder    record.Order
}

// FiguresOf reads the figures of a party: two queries, however much it has done.
func FiguresOf(ctx context.Context, r db.Reader, p id.Party, today calendar.Date) (f Figures, err error) {
	defer fault.Wrap(&err, "figures of %s", p)
	f.Until = calendar.MonthOf(today)
	f.From = f.Until
	for range FiguresMonths - 1 {
		f.From = f.From.Prev()
	}
	reviews := func(v *record.Reviews) []any {
		return []any{&v.N, &v.Satisfied, &v.Aspects[0], &v.Aspects[1], &v.Aspects[2], &v.Aspects[3], &v.Aspects[4], &v.Private}
	}
	work, err := db.All(ctx, r, func(x *FieldWork) []any {
		return append([]any{&x.Field, &x.Hires, &x.Rehires, &x.Done, &x.Failed, &x.Items, &x.OnTime, &x.Revised, &x.Pay, &x.Settlements}, reviews(&x.Reviews)...)
	}, `SELECT field, hires, rehires, done, failed, items, on_time, revised, pay, settlements, reviews, satisfied, a1, a2, a3, a4, a5, private
		FROM record_work_month WHERE party = $1 AND month BETWEEN $2 AND $3 ORDER BY field, month`, p, f.From, f.Until)
	if err != nil {
		return f, err
	}
	for _, x := range work {
		f.AllWork = f.AllWork.Add(x.Work)
		if n := len(f.Work); n > 0 && f.Work[n-1].Field == x.Field {
			f.Work[n-1].Work = f.Work[n-1].Work.Add(x.Work)
			continue
		}
		f.Work = append(f.Work, x)
	}
	order, err := db.All(ctx, r, func(x *FieldOrder) []any {
		return append([]any{&x.Field, &x.PostsEnded, &x.PostsHired, &x.Decisions, &x.Decide, &x.Acceptances, &x.Accept, &x.Automatic, &x.NotAccepted, &x.Lapsed, &x.Disputes, &x.Paid},
			append(reviews(&x.Reviews), &x.Trials, &x.TrialsHired)...)
	}, `SELECT field, posts_ended, posts_hired, decisions, decide_ms, acceptances, accept_ms, automatic, not_accepted, lapsed, disputes, paid, reviews, satisfied, a1, a2, a3, a4, a5, private, trials, trials_hired
		FROM record_order_month WHERE party = $1 AND month BETWEEN $2 AND $3 ORDER BY field, month`, p, f.From, f.Until)
	for _, x := range order {
		f.AllOrder = f.AllOrder.Add(x.Order)
		if n := len(f.Order); n > 0 && f.Order[n-1].Field == x.Field {
			f.Order[n-1].Order = f.Order[n-1].Order.Add(x.Order)
			continue
		}
		f.Order = append(f.Order, x)
	}
	return f, err
}
