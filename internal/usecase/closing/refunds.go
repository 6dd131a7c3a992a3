package closing

import (
	"context"

	"nariwai/internal/bank"
	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people/peopledb"
)

// addRefunds puts every refund that has somewhere to go into the run. One that waits for an account goes too when its party
// has given one since.
func addRefunds(ctx context.Context, tx *db.Tx, run billing.Run) error {
	waiting, err := billingdb.Refunds(ctx, tx, billing.RefundWaiting)
	if err != nil {
		return err
	}
	for _, r := range waiting {
		if err := direct(ctx, tx, r, run.PayOn); err != nil {
			return err
		}
	}
	due, err := billingdb.Refunds(ctx, tx, billing.RefundDue)
	if err != nil {
		return err
	}
	for _, r := range due {
		if run.Kind == billing.RunMonth && r.DueBy.Before(run.PayOn) {
			continue // it can't wait so long: a run in between takes it
		}
		if !reachable(r.Target) { // the branch has gone since: it waits for another account
			r.Bounced("口座の銀行か支店が、いまはありません", tx.Now)
			if err := billingdb.SaveRefund(ctx, tx, &r); err != nil {
				return err
			}
			continue
		}
		r.State, r.Run = billing.RefundInRun, run.ID
		if err := billingdb.SaveRefund(ctx, tx, &r); err != nil {
			return err
		}
		if err := billingdb.InsertPayout(ctx, tx, billing.Payout{ID: id.Payout(tx.NewID()), Run: run.ID, Party: r.Party, Refund: r.ID, Amount: r.Amount,
			State: billing.PayoutDue, Target: r.Target}); err != nil {
			return err
		}
	}
	return nil
}

// directPressed directs the waiting refunds that must not wait for the month's run to do it.
func directPressed(ctx context.Context, tx *db.Tx, dueBy, today calendar.Date) error {
	waiting, err := billingdb.Refunds(ctx, tx, billing.RefundWaiting)
	if err != nil {
		return err
	}
	for _, r := range waiting {
		if r.DueBy.After(dueBy) {
			return nil // those due first, come first
		}
		if err := direct(ctx, tx, r, today); err != nil {
			return err
		}
	}
	return nil
}

// direct sends a waiting refund to the account that its party has given, unless it came back from there.
func direct(ctx context.Context, tx *db.Tx, r billing.Refund, day calendar.Date) error {
	if r.Party == "" {
		return nil
	}
	acc, ok, err := peopledb.PayoutAccount(ctx, tx, r.Party, day)
	if err != nil || !ok {
		return err
	}
	to := targetOf(acc)
	back, err := billingdb.LastReturnedRefund(ctx, tx, r.ID)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if !reachable(to) || back.Target == to && acc.SetAt <= back.ReturnedAt {
		return nil
	}
	if err := r.SendTo(to); err != nil {
		return err
	}
	return billingdb.SaveRefund(ctx, tx, &r)
}

// reachable reports whether the bank knows the branch: files name it.
func reachable(t billing.Target) bool {
	_, ok := bank.FindBranch(t.Bank, t.Branch)
	return ok
}
