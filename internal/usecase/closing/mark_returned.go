package closing

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/ledger/ledgerdb"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/inform"
)

// MarkReturned notes that the bank could not deliver a line. If it had left the bank, back is the deposit with which it came
// back; a line that never left needs none. Its money waits for the payee, who is told what to mend, and goes with the next
// run after that.
func MarkReturned(ctx context.Context, d *db.DB, a people.Actor, pid id.Payout, reason string, back id.Deposit) (rid id.Run, err error) {
	defer fault.Wrap(&err, "mark payout %s as returned", pid)
	return onLine(ctx, d, a, pid, func(tx *db.Tx, run *billing.Run, p billing.Payout) error {
		var dep *billing.Deposit
		if back != "" {
			found, err := billingdb.Deposit(ctx, tx, back)
			if err != nil {
				return err
			}
			dep = &found
		}
		entry, err := p.Bounce(reason, dep, tx.Now)
		if err != nil {
			return err
		}
		if len(entry.Transfers) > 0 {
			if err := ledgerdb.Post(ctx, tx, entry); err != nil {
				return err
			}
		}
		if err := billingdb.SavePayout(ctx, tx, &p); err != nil {
			return err
		}
		if dep != nil && dep.State == billing.DepositBounced {
			if err := billingdb.SaveDeposit(ctx, tx, dep); err != nil {
				return err
			}
		}
		if p.Refund != "" {
			if err := reopenRefund(ctx, tx, p); err != nil {
				return err
			}
		}
		if err := tellReturned(ctx, tx, p); err != nil {
			return err
		}
		if err := tx.Audit(ctx, a.Person, a.Party, "mark_returned", string(run.ID), string(pid)+" "+p.Amount.String()+": "+reason); err != nil {
			return err
		}
		return finish(ctx, tx, run)
	})
}

// reopenRefund lets a refund wait for another account.
func reopenRefund(ctx context.Context, tx *db.Tx, p billing.Payout) error {
	r, err := billingdb.Refund(ctx, tx, p.Refund)
	if err != nil {
		return err
	}
	r.Bounced(p.Reason, tx.Now)
	if err := billingdb.SaveRefund(ctx, tx, &r); err != nil || r.SourceKind != billing.FromDeposit {
		return err
	}
	dep, err := billingdb.Deposit(ctx, tx, id.Deposit(r.Source))
	if err != nil {
		return err
	}
	dep.State = billing.DepositReturning
	return billingdb.SaveDeposit(ctx, tx, &dep)
}

func tellReturned(ctx context.Context, tx *db.Tx, p billing.Payout) error {
	if p.Party == "" {
		return nil
	}
	party, err := peopledb.Party(ctx, tx, p.Party)
	if err != nil || party.ClosedAt != 0 {
		return err
	}
	return inform.Party(ctx, tx, p.Party, "payout_returned", notice.Message{
		Say: "お振込み %s が、銀行から戻ってきました", Args: []any{p.Amount}, Link: "/settings/bank",
		More: []notice.Sentence{{Say: "銀行のわけ：%s", Args: []any{p.Reason}}, {Say: "口座を直すと、次の振込で届きます。お金はなくならず、期限もありません。"}},
	})
}
