package closing

import (
	"context"
	"fmt"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/ledger"
	"nariwai/internal/ledger/ledgerdb"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/inform"
	"nariwai/internal/yen"
)

// MarkPaid notes that the bank has paid every line of a run that is still due, and ends the run. Broken off, it goes on
// where it stood.
func MarkPaid(ctx context.Context, d *db.DB, a people.Actor, rid id.Run) (err error) {
	defer fault.Wrap(&err, "mark run %s as paid", rid)
	for n := 0; ; n++ {
		c := db.Command{By: a.Person, Key: a.Key, Body: a.Body}
		if c.Key != "" {
			c.Key = fmt.Sprint(a.Key, " ", n) // each chunk happens once: a second click goes over what is done
		}
		more, err := d.Once(ctx, c, func(tx *db.Tx) (string, error) { return markPaid(ctx, d, tx, a, rid) })
		if err != nil || more == "" {
			return err
		}
	}
}

// markPaid takes a chunk of the lines that are due. It answers "more" while some may be left, and ends the run otherwise.
func markPaid(ctx context.Context, d *db.DB, tx *db.Tx, a people.Actor, rid id.Run) (more string, err error) {
	if err := peopledb.Operating(ctx, tx, a); err != nil {
		return "", err
	}
	run, err := billingdb.Run(ctx, tx, rid)
	if err != nil {
		return "", err
	}
	if err := run.Payable(calendar.On(tx.Now)); err != nil {
		return "", err
	}
	due, err := billingdb.Payouts(ctx, tx, rid, billing.PayoutDue, "", chunk)
	if err != nil {
		return "", err
	}
	var sum yen.Yen
	for _, p := range due {
		sum = sum.Add(p.Amount)
		if err := pay(ctx, tx, run, p); err != nil {
			return "", err
		}
	}
	if err := playBank(ctx, d, tx, sum); err != nil {
		return "", err
	}
	if err := tx.Audit(ctx, a.Person, a.Party, "mark_paid", string(rid), sum.String()); err != nil {
		return "", err
	}
	if len(due) == chunk {
		return "more", nil
	}
	return "", finish(ctx, tx, &run)
}

// MarkLinePaid notes that the bank has paid one line.
func MarkLinePaid(ctx context.Context, d *db.DB, a people.Actor, pid id.Payout) (rid id.Run, err error) {
	defer fault.Wrap(&err, "mark payout %s as paid", pid)
	return onLine(ctx, d, a, pid, func(tx *db.Tx, run *billing.Run, p billing.Payout) error {
		if err := pay(ctx, tx, *run, p); err != nil {
			return err
		}
		if err := playBank(ctx, d, tx, p.Amount); err != nil {
			return err
		}
		if err := tx.Audit(ctx, a.Person, a.Party, "mark_paid", string(run.ID), string(p.ID)+" "+p.Amount.String()); err != nil {
			return err
		}
		return finish(ctx, tx, run)
	})
}

// onLine runs what an operator does to a line of a run whose file is with the bank.
func onLine(ctx context.Context, d *db.DB, a people.Actor, pid id.Payout, f func(*db.Tx, *billing.Run, billing.Payout) error) (id.Run, error) {
	answer, err := d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if err := peopledb.Operating(ctx, tx, a); err != nil {
			return "", err
		}
		p, err := billingdb.Payout(ctx, tx, pid)
		if err != nil {
			return "", err
		}
		run, err := billingdb.Run(ctx, tx, p.Run)
		if err != nil {
			return "", err
		}
		if p.State != billing.PayoutPaid { // of what has been paid, only the return is left to mark
			if err := run.Payable(calendar.On(tx.Now)); err != nil {
				return "", err
			}
		}
		return string(run.ID), f(tx, &run, p)
	})
	return id.Run(answer), err
}

// pay books one line as paid on the run's payday and tells whom it reached.
func pay(ctx context.Context, tx *db.Tx, run billing.Run, p billing.Payout) error {
	entry, err := p.Pay(tx.Now, run.PayOn)
	if err != nil {
		return err
	}
	if err := ledgerdb.Post(ctx, tx, entry); err != nil {
		return err
	}
	if err := billingdb.SavePayout(ctx, tx, &p); err != nil {
		return err
	}
	if p.Refund != "" {
		return payRefund(ctx, tx, run, p)
	}
	settled, err := billingdb.SettlementsOfRun(ctx, tx, run.ID, p.Party)
	if err != nil {
		return err
	}
	for _, s := range settled {
		if err := marketdb.Log(ctx, tx, market.Event{Contract: s.Contract, Item: s.Item, Kind: market.EventPaid, Amount: s.Net.Int64()}); err != nil {
			return err
		}
	}
	link := "/earnings"
	if p.Statement != "" {
		link = "/statements/" + string(p.Statement)
	}
	return inform.Party(ctx, tx, p.Party, "paid", notice.Message{
		Say: "報酬 %s をお振込みしました", Args: []any{p.Amount}, Link: link,
		More: []notice.Sentence{{Say: "%sに、口座（末尾%s）へ振り込みました。", Args: []any{run.PayOn, last4(p.Number)}}},
	})
}

// payRefund notes that money is back where it came from.
func payRefund(ctx context.Context, tx *db.Tx, run billing.Run, p billing.Payout) error {
	r, err := billingdb.Refund(ctx, tx, p.Refund)
	if err != nil {
		return err
	}
	r.State = billing.RefundPaid
	if err := billingdb.SaveRefund(ctx, tx, &r); err != nil {
		return err
	}
	if r.SourceKind == billing.FromDeposit {
		dep, err := billingdb.Deposit(ctx, tx, id.Deposit(r.Source))
		if err != nil {
			return err
		}
		dep.State = billing.DepositReturned
		if err := billingdb.SaveDeposit(ctx, tx, &dep); err != nil {
			return err
		}
	}
	if p.Party == "" {
		return nil
	}
	return inform.Party(ctx, tx, p.Party, "refund_paid", notice.Message{
		Say: "返金 %s をお振込みしました", Args: []any{p.Amount}, Link: "/client",
		More: []notice.Sentence{{Say: "%sに、口座（末尾%s）へ振り込みました。", Args: []any{run.PayOn, last4(p.Number)}}},
	})
}

// finish ends a run of which nothing is due any more.
func finish(ctx context.Context, tx *db.Tx, run *billing.Run) error {
	due, err := billingdb.Payouts(ctx, tx, run.ID, billing.PayoutDue, "", 1)
	if err != nil || len(due) > 0 || run.State == billing.RunPaid {
		return err
	}
	if err := run.Finish(tx.Now); err != nil {
		return err
	}
	if err := billingdb.SaveRun(ctx, tx, run); err != nil {
		return err
	}
	return tx.Audit(ctx, "", "", "finish_run", string(run.ID), run.Total.String())
}

// playBank plays the bank of a demonstration, which shows money out in its list as a real one would.
func playBank(ctx context.Context, d *db.DB, tx *db.Tx, out yen.Yen) error {
	if !d.Demonstration() || out.IsZero() {
		return nil
	}
	before := yen.Yen{}
	last, err := billingdb.LastImport(ctx, tx)
	switch {
	case err == nil:
		before = last.Closing
	case fault.Is(err, fault.NotFound):
		if before, err = ledgerdb.Balance(ctx, tx, ledger.Bank); err != nil {
			return err
		}
		before = before.Neg().Add(out)
	default:
		return err
	}
	im, dep := billing.DemonstrationLine(id.Import(tx.NewID()), id.Deposit(tx.NewID()), calendar.On(tx.Now), out.Neg(), "総合振込", before, tx.Now)
	if err := billingdb.InsertImport(ctx, tx, im); err != nil {
		return err
	}
	if err := billingdb.InsertDeposit(ctx, tx, dep); err != nil {
		return err
	}
	return billingdb.ShiftPending(ctx, tx, out.Neg())
}
