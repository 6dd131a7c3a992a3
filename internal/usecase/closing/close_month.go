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
	"nariwai/internal/document"
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
const chunk = 100

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

// CloseDue closes the last month if that has not been done. It is for the clock-work.
func CloseDue(ctx context.Context, d *db.DB) error {
	m := calendar.MonthOf(calendar.On(d.Clock())).Prev()
	run, err := billingdb.RunOf(ctx, d.Snapshot(), billing.RunMonth, m, m.Last())
	if err == nil && run.State != billing.RunCounting {
		return nil
	}
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	_, err = CloseMonth(ctx, d, m, nil)
	return err
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
		if err := d.Write(ctx, func(tx *db.Tx) error {
			t, err := begin(ctx, tx, run)
			if err != nil {
				return err
			}
			for _, p := range list {
				if err := t.payee(ctx, tx, p); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return run, err
		}
		done += len(list)
		if progress != nil {
			progress(done, max(done, total))
		}
	}
	if err := d.Write(ctx, func(tx *db.Tx) error { return addRefunds(ctx, tx, run) }); err != nil {
		return run, err
	}
	err = d.Write(ctx, func(tx *db.Tx) error {
		if run, err = billingdb.Run(ctx, tx, run.ID); err != nil || run.State != billing.RunCounting {
			return err
		}
		if err := add(ctx, tx, &run); err != nil {
			return err
		}
		run.Count(tx.Now)
		if err := billingdb.SaveRun(ctx, tx, &run); err != nil {
			return err
		}
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
	return run, err
}

// add writes down what the lines of a run come to.
func add(ctx context.Context, tx *db.Tx, run *billing.Run) error {
	s, err := billingdb.SumsOf(ctx, tx, run.ID)
	if err != nil {
		return err
	}
	run.Payees, run.Held, run.Refunds = s.Payees, s.Held, s.Refunds
	run.Pay, run.Fee, run.Withheld, run.Net = s.Pay, s.Fee, s.Withheld, s.Net
	run.HeldTotal, run.RefundTotal, run.Total = s.HeldTotal, s.RefundTotal, s.Total
	return nil
}

// begin reads what the lines of one transaction have in common.
func begin(ctx context.Context, tx *db.Tx, run billing.Run) (t taker, err error) {
	t.run = run
	op, _, err := policydb.At[policy.Identity](ctx, tx, policy.Operator, id.Site, calendar.On(tx.Now))
	t.issuer = document.Issuer{Name: op.Name, Address: op.Address, TNumber: op.TNumber}
	if err != nil {
		return t, err
	}
	t.clients = map[id.Party]string{}
	t.tax, _, err = policydb.At[billing.TaxRates](ctx, tx, policy.Tax, id.Site, run.Through)
	return t, err
}
