package funding

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/ledger"
	"nariwai/internal/ledger/ledgerdb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/yen"
)

// TakeAsCapital sets a line apart as the operator's capital: the money that stands in for clients with a line of credit.
func TakeAsCapital(ctx context.Context, d *db.DB, a people.Actor, did id.Deposit, note string) (err error) {
	defer fault.Wrap(&err, "take deposit %s as capital", did)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if err := peopledb.Operating(ctx, tx, a); err != nil {
			return "", err
		}
		dep, err := billingdb.Deposit(ctx, tx, did)
		if err != nil {
			return "", err
		}
		entry, err := dep.TakeAsCapital(note, tx.Now)
		if err != nil {
			return "", err
		}
		if err := billingdb.SaveDeposit(ctx, tx, &dep); err != nil {
			return "", err
		}
		if err := ledgerdb.Post(ctx, tx, entry); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, a.Party, "take_as_capital", string(did), dep.Amount.String()+": "+note)
	})
	return err
}

// ReleaseCapital takes capital that nothing is secured by back among what the site has earned, from where the operator may take it
// out of the bank. What stands in for clients can't be released: the account does not hold it any more.
func ReleaseCapital(ctx context.Context, d *db.DB, a people.Actor, amount yen.Yen) (err error) {
	defer fault.Wrap(&err, "release capital")
	if amount.Sign() <= 0 {
		var f fault.Form
		f.Add("amount", "金額を入れてください")
		return f.Err()
	}
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if err := peopledb.Operating(ctx, tx, a); err != nil {
			return "", err
		}
		unused, err := ledgerdb.Balance(ctx, tx, ledger.Capital)
		if err != nil {
			return "", err
		}
		if unused.Less(amount) {
			var f fault.Form
			f.Add("amount", "使われていない元手は%sです", unused)
			return "", f.Err()
		}
		entry, err := billing.ReleaseCapital(tx.NewID(), id.Site, amount, calendar.On(tx.Now))
		if err != nil {
			return "", err
		}
		if err := ledgerdb.Post(ctx, tx, entry); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, a.Party, "release_capital", "", amount.String())
	})
	return err
}
