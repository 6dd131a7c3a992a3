package funding

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
)

// PayInDemonstration is the button that pays a request where the money is not real. A line of exactly the amount comes from
// the demonstration's own bank and takes the way of every other line.
func PayInDemonstration(ctx context.Context, d *db.DB, a people.Actor, fid id.Funding) (err error) {
	defer fault.Wrap(&err, "pay in %s", fid)
	if !d.Demonstration() {
		return fault.New(fault.Forbidden, "このボタンが使えるのは、体験用の市場だけです")
	}
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		client, err := peopledb.Acting(ctx, tx, a, people.Accounts)
		if err != nil {
			return "", err
		}
		f, err := billingdb.Funding(ctx, tx, fid)
		if err != nil {
			return "", err
		}
		if f.Client != client.ID {
			return "", fault.New(fault.NotFound, "見つかりませんでした")
		}
		switch f.State {
		case billing.FundingPaid:
			return "", fault.New(fault.Conflict, "この仮払いは、もう済んでいます")
		case billing.FundingVoid:
			return "", fault.New(fault.Conflict, "この仮払いは、取り消されています")
		}
		before, err := lastClosing(ctx, tx)
		if err != nil {
			return "", err
		}
		today := calendar.On(tx.Now)
		im, dep := billing.DemonstrationLine(id.Import(tx.NewID()), id.Deposit(tx.NewID()), today, f.Amount, f.Reference+" "+client.DisplayName, before, tx.Now)
		dep.Reference = f.Reference
		if err := billingdb.InsertImport(ctx, tx, im); err != nil {
			return "", err
		}
		if err := billingdb.InsertDeposit(ctx, tx, dep); err != nil {
			return "", err
		}
		if err := billingdb.ShiftPending(ctx, tx, f.Amount); err != nil {
			return "", err
		}
		if err := book(ctx, tx, &dep); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, a.Party, "pay_in_demonstration", string(fid), f.Amount.String())
	})
	return err
}
