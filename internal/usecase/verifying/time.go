package verifying

import (
	"fmt"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/id"
)

// way is how far a run is on its way to the bank.
type way struct {
	id                                  id.Run
	state                               billing.RunState
	payOn                               calendar.Date
	started, counted, checked, released clock.Instant

	late  int           // how many of its lines should have gone to the bank before today
	until calendar.Date // when the first of them should have
}

func (e *examiner) ways() (map[id.Run]*way, error) {
	rs, err := db.All(e.ctx, e.r, func(w *way) []any {
		return []any{&w.id, &w.state, &w.payOn, &w.started, &w.counted, &w.checked, &w.released}
	}, "SELECT id, state, pay_on, started_at, counted_at, checked_at, released_at FROM billing_run")
	out := make(map[id.Run]*way, len(rs))
	for i := range rs {
		out[rs[i].id] = &rs[i]
	}
	return out, err
}

func (w *way) sent() bool { return w.state == billing.RunExported || w.state == billing.RunPaid }

// lies notes something that should have gone out with the run.
func (w *way) lies(until calendar.Date) {
	if w.late++; w.until.IsZero() || until.Before(w.until) {
		w.until = until
	}
}

// waits says since when a run lies, and whose turn it is.
func (w *way) waits() string {
	since, whose := w.started, "for the server, which has not counted it to its end"
	switch w.state {
	case billing.RunCounted:
		since, whose = w.counted, "for a first person of the desk, to check it"
	case billing.RunChecked:
		since, whose = w.checked, "for a second person of the desk, to release it"
	case billing.RunReleased:
		since, whose = w.released, "for somebody of the desk, to make the bank's file"
	}
	return fmt.Sprintf("has waited since %s %s", calendar.On(since), whose)
}

// lying reports the runs that lie at the desk, each once.
func (e *examiner) lying(ways map[id.Run]*way, what string) {
	for _, w := range ways {
		if w.late > 0 {
			e.bad(w.id, "holds %d %s, the first by %s, and %s", w.late, what, w.until, w.waits())
		}
	}
}

// paidInTime: nothing is paid after the last day that the law allows, unless the payee has asked to be paid later;
// and nothing that is due is left lying beyond it.
func (e *examiner) paidInTime() error {
	ways, err := e.ways()
	if err != nil {
		return err
	}
	settled, err := db.All(e.ctx, e.r, func(s *billing.Settlement) []any { return []any{&s.ID, &s.Payee, &s.At, &s.On, &s.PayBy, &s.Run} },
		"SELECT id, payee, at, settled_on, pay_by, run FROM billing_settlement WHERE pay > 0")
	if err != nil {
		return err
	}
	type carry struct {
		party   id.Party
		through calendar.Date
	}
	carried, err := db.All(e.ctx, e.r, func(c *carry) []any { return []any{&c.party, &c.through} },
		`SELECT p.party, MAX(r.through) FROM billing_payout p JOIN billing_run r ON r.id = p.run WHERE p.state = 'carried' GROUP BY p.party`)
	if err != nil {
		return err
	}
	wished := map[id.Party]calendar.Date{}
	for _, c := range carried {
		wished[c.party] = c.through
	}
	for _, s := range settled {
		e.looked++
		until, w := s.PayUntil(), ways[s.Run]
		switch {
		case !wished[s.Payee].Before(s.On):
		case w == nil:
			if e.today.After(until) {
				e.bad(s.ID, "was to be paid by %s and is in no run", until)
			}
		case w.sent() && w.payOn.After(until):
			e.bad(s.ID, "is paid on %s, after %s", w.payOn, until)
		case !w.sent() && max(e.today, w.payOn).After(until):
			w.lies(until)
		}
	}
	e.lying(ways, "payments that were to be made in time")
	return nil
}

// returnedInTime: money that pays for nothing is on its way back to its source before its days are over. What waits for its
// party to name a bank account can't be.
func (e *examiner) returnedInTime() error {
	ways, err := e.ways()
	if err != nil {
		return err
	}
	deposits, err := db.All(e.ctx, e.r, func(d *billing.Deposit) []any { return []any{&d.ID, &d.Payer, &d.Amount, &d.ReturnBy} },
		"SELECT id, payer, amount, return_by FROM billing_deposit WHERE state = 'suspense'")
	if err != nil {
		return err
	}
	for _, d := range deposits {
		e.looked++
		if e.today.After(d.ReturnBy) {
			e.bad(d.ID, "is %s from %q, which was to be back by %s and for which the desk has named no bank account", d.Amount, d.Payer, d.ReturnBy)
		}
	}
	refunds, err := db.All(e.ctx, e.r, func(r *billing.Refund) []any { return []any{&r.ID, &r.State, &r.DueBy, &r.Run} },
		"SELECT id, state, due_by, run FROM billing_refund WHERE state <> 'waiting'")
	if err != nil {
		return err
	}
	for _, r := range refunds {
		e.looked++
		switch w := ways[r.Run]; {
		case w == nil:
			if e.today.After(r.DueBy) {
				e.bad(r.ID, "was to go back by %s and is in no run", r.DueBy)
			}
		case w.sent() && w.payOn.After(r.DueBy):
			e.bad(r.ID, "goes back on %s, after %s", w.payOn, r.DueBy)
		case !w.sent() && max(e.today, w.payOn).After(r.DueBy):
			w.lies(r.DueBy)
		}
	}
	e.lying(ways, "refunds that were to be made in time")
	return nil
}
