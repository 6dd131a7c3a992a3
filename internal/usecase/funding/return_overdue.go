package funding

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/inform"
)

// returnLead is how many days before a line must have gone back it is looked at: the refund needs a run, two people and the
// bank's days, also over the turn of the year.
const returnLead = 15

// ReturnOverdue sends lines in suspense back whose days are running out: by itself where the payer has given a bank account,
// and otherwise by telling the desk, once a day, that somebody must ask the bank for the source.
func ReturnOverdue(ctx context.Context, d *db.DB) (err error) {
	defer fault.Wrap(&err, "return overdue deposits")
	today := calendar.On(d.Clock())
	lines, err := billingdb.DepositsToReturn(ctx, d.Snapshot(), today.AddDays(returnLead))
	if err != nil {
		return err
	}
	var left []billing.Deposit
	for _, l := range lines {
		returned, err := returnToKnown(ctx, d, l.ID)
		if err != nil {
			return err
		}
		if !returned {
			left = append(left, l)
		}
	}
	if len(left) == 0 {
		return nil
	}
	_, err = d.Once(ctx, db.Command{Key: "return deposits " + today.String()}, func(tx *db.Tx) (string, error) {
		return "", inform.Desk(ctx, tx, "deposits_to_return", notice.Message{
			Say: "返し先のわからない入金が%d件（%s）あります。いちばん早い期限は%sです", Args: []any{len(left), sumOf(left), left[0].ReturnBy}, Link: "/desk/deposits",
			More: []notice.Sentence{{Say: "銀行に振込元の口座をたずね、返金の手続きをしてください。"}},
		})
	})
	return err
}

// returnToKnown returns a line to the bank account that its payer has given here, if there is one.
func returnToKnown(ctx context.Context, d *db.DB, did id.Deposit) (returned bool, err error) {
	err = d.Write(ctx, func(tx *db.Tx) error {
		returned = false
		dep, err := billingdb.Deposit(ctx, tx, did)
		if err != nil || dep.State != billing.DepositSuspense {
			returned = err == nil
			return err
		}
		f, err := payer(ctx, tx, dep)
		if err != nil || f.Client == "" {
			return err
		}
		acc, ok, err := peopledb.PayoutAccount(ctx, tx, f.Client, calendar.On(tx.Now))
		if err != nil || !ok {
			return err
		}
		to := billing.Target{Bank: acc.Bank, Branch: acc.Branch, Type: string(acc.Kind), Number: acc.Number, Payee: acc.Payee}
		if _, err := sendBack(ctx, tx, dep, to); err != nil {
			return err
		}
		returned = true
		return tx.Audit(ctx, "", f.Client, "return_deposit", string(did), dep.Amount.String()+" → "+shown(to))
	})
	return returned, err
}
