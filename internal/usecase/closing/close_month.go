// Package closing pays out: it closes the month, makes runs in between where something would otherwise be paid too late,
// and takes each run through two people and the bank.
package closing

import (
	"context"
	"fmt"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/ledger/ledgerdb"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/notice"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
	"nariwai/internal/usecase/inform"
)

// chunk is how many payees or lines one transaction takes.
const chunk = 200

// CloseMonth closes a month that is over: everybody's settlements up to its last day become lines of one run, with a
// statement for each payee. It takes up what an earlier, broken-off call has left, and does nothing for a month that is
// closed. Automatic acceptances up to the month's end must have been made before. progress, if any, hears how far it is.
func CloseMonth(ctx context.Context, d *db.DB, m calendar.Month, progress func(done, total int)) (run billing.Run, err error) {
	defer fault.Wrap(&err, "close %s", m)
	end := m.Last().AddDays(1).Start()
	err = d.Write(ctx, func(tx *db.Tx) error {
		if tx.Now < end {
			return fault.New(fault.Conflict, "%sは、まだ終わっていません", m)
		}
		if run, err = billingdb.RunOf(ctx, tx, billing.RunMonth, m, m.Last()); !fault.Is(err, fault.NotFound) {
			return err
		}
		open, err := marketdb.CountOverdue(ctx, tx, end)
		if err != nil {
			return err
		}
		if open > 0 {
			return fault.New(fault.Conflict, "%sのうちに検収の期限が来た納品が%d件残っています。先に自動検収を済ませます", m, open)
		}
		rule, _, err := policydb.At[calendar.Closing](ctx, tx, policy.Closing, id.Site, m.Last())
		if err != nil {
			return err
		}
		payOn := rule.Payday(m)
		if today := calendar.On(tx.Now); payOn.Before(today) {
			payOn = calendar.AddBankDays(today, rule.FileLeadDays)
		}
		run = billing.Run{ID: id.Run(tx.NewID()), Kind: billing.RunMonth, Month: m, Through: m.Last(), PayOn: payOn, State: billing.RunCounting, StartedAt: tx.Now}
		if err := billingdb.InsertRun(ctx, tx, run); err != nil {
			return err
		}
		return tx.Audit(ctx, "", "", "start_run", string(run.ID), m.String())
	})
	if err != nil || run.State != billing.RunCounting {
		return run, err
	}
	return fill(ctx, d, run, everybody(d, run.Through), progress)
}

// CloseDue closes the months that are over and not closed, each in its turn: after a time in which nobody was here there may be
// several. It is for the clock-work.
func CloseDue(ctx context.Context, d *db.DB) error {
	m := calendar.MonthOf(calendar.On(d.Clock())).Prev()
	last, err := billingdb.LastClosing(ctx, d.Snapshot(), m)
	first := last.Month
	switch {
	case fault.Is(err, fault.NotFound):
		first = m // nothing was ever closed: what came before goes along
	case err != nil:
		return err
	case last.State != billing.RunCounting:
		first = first.Next()
	}
	for ; !first.After(m); first = first.Next() {
		if _, err := CloseMonth(ctx, d, first, nil); err != nil {
			return err
		}
	}
	return nil
}

// CloseDays sums the open accounts of the days that are over. It is for the clock-work.
func CloseDays(ctx context.Context, d *db.DB) error {
	return d.Write(ctx, func(tx *db.Tx) error { return ledgerdb.CloseDays(ctx, tx) })
}

// payees lists those whom a run may pay, in pieces: each call returns the next ones, and none at the end.
type payees struct {
	next  func(ctx context.Context) ([]id.Party, error)
	total func(ctx context.Context) (int, error)
}

// everybody lists all who are owed by settlements up to a day, and then those for whom money is held.
func everybody(d *db.DB, through calendar.Date) payees {
	var due, held id.Party
	dueDone := false
	return payees{
		total: func(ctx context.Context) (int, error) { return billingdb.CountPayeesDue(ctx, d.Snapshot(), through) },
		next: func(ctx context.Context) (list []id.Party, err error) {
			if !dueDone {
				if list, err = billingdb.PayeesDue(ctx, d.Snapshot(), through, due, chunk); err != nil {
					return nil, err
				}
				if len(list) > 0 {
					due = list[len(list)-1]
					return list, nil
				}
				dueDone = true
			}
			if list, err = ledgerdb.HeldFor(ctx, d.Snapshot(), held, chunk); err == nil && len(list) > 0 {
				held = list[len(list)-1]
			}
			return list, err
		},
	}
}

// fill makes the lines of a run, adds up, and hands it to the desk.
func fill(ctx context.Context, d *db.DB, run billing.Run, whom payees, progress func(done, total int)) (_ billing.Run, err error) {
	total, err := whom.total(ctx)
	if err != nil {
		return run, err
	}
	for done := 0; ; {
		list, err := whom.next(ctx)
		if err != nil {
			return run, err
		}
		if len(list) == 0 {
			break
		}
		over, err := withLines(ctx, d, run.ID, billing.RunCounting, func(tx *db.Tx, run *billing.Run) (bool, error) {
			return true, takeUp(ctx, tx, *run, list)
		})
		if err != nil {
			return run, err
		}
		if over { // somebody else has counted it
			break
		}
		done += len(list)
		if progress != nil {
			progress(done, max(done, total))
		}
	}
	if _, err := withLines(ctx, d, run.ID, billing.RunCounting, func(tx *db.Tx, run *billing.Run) (bool, error) {
		return true, addRefunds(ctx, tx, *run)
	}); err != nil {
		return run, err
	}
	return addUp(ctx, d, run.ID, billing.RunCounting, func(tx *db.Tx, run *billing.Run) error {
		run.Count(tx.Now)
		took := tx.Now.Sub(run.StartedAt)
		if err := tx.Audit(ctx, "", "", "count_run", string(run.ID), fmt.Sprintf("%s (%d), %d s", run.Total, run.Payees, took/clock.Second)); err != nil {
			return err
		}
		if run.State != billing.RunCounted {
			return nil
		}
		return inform.Desk(ctx, tx, "run_to_check", notice.Message{
			Say: "%sの締めを数え終えました。振込額は%s、振込の日は%sです", Args: []any{run.Month, run.Total, run.PayOn}, Link: "/desk/runs/" + string(run.ID),
		})
	})
}

// withLines changes lines of a run in a transaction, while the run is in a state; it reports whether that is over. Whoever changes
// lines of a run saves the run with them: its version then says whether what was read of the lines still stands. Who finds
// nothing to change leaves it, or two who look at the same time would go on undoing what the other has read.
func withLines(ctx context.Context, d *db.DB, rid id.Run, in billing.RunState, f func(*db.Tx, *billing.Run) (changed bool, err error)) (over bool, err error) {
	err = d.Write(ctx, func(tx *db.Tx) error {
		run, err := billingdb.Run(ctx, tx, rid)
		if over = run.State != in; err != nil || over {
			return err
		}
		changed, err := f(tx, &run)
		if err != nil || !changed {
			return err
		}
		return billingdb.SaveRun(ctx, tx, &run)
	})
	return over, err
}

// addUp adds up the lines of a run that is in a state, and saves it with what f makes of that, if that is anything new. The
// lines are read before the transaction, which others wait for; when they have changed since, they are read again. A run in
// another state stays as it is.
func addUp(ctx context.Context, d *db.DB, rid id.Run, in billing.RunState, f func(*db.Tx, *billing.Run) error) (run billing.Run, err error) {
	for stands := false; !stands; {
		var seen billing.Run
		var sums billingdb.Sums
		if err := d.View(ctx, func(r *db.Snapshot) (err error) {
			if seen, err = billingdb.Run(ctx, r, rid); err != nil {
				return err
			}
			sums, err = billingdb.SumsOf(ctx, r, rid)
			return err
		}); err != nil {
			return run, err
		}
		if err := d.Write(ctx, func(tx *db.Tx) error {
			if run, err = billingdb.Run(ctx, tx, rid); err != nil {
				return err
			}
			if stands = run.State != in || run.Version == seen.Version; !stands || run.State != in {
				return nil
			}
			add(&run, sums)
			if err := f(tx, &run); err != nil || run == seen {
				return err
			}
			return billingdb.SaveRun(ctx, tx, &run)
		}); err != nil {
			return run, err
		}
	}
	return run, nil
}

// add writes down what the lines of a run come to.
func add(run *billing.Run, s billingdb.Sums) {
	run.Payees, run.Held, run.Refunds = s.Payees, s.Held, s.Refunds
	run.Pay, run.Fee, run.Withheld, run.Net = s.Pay, s.Fee, s.Withheld, s.Net
	run.HeldTotal, run.RefundTotal, run.Total = s.HeldTotal, s.RefundTotal, s.Total
}
