package funding

import (
	"context"
	"errors"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
)

// ConfirmDeposits is the second person's yes to a list; then every line is booked. What a crash leaves unbooked,
// BookDeposits takes up.
func ConfirmDeposits(ctx context.Context, d *db.DB, a people.Actor, iid id.Import) (err error) {
	defer fault.Wrap(&err, "confirm deposits %s", iid)
	if _, err := d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if err := peopledb.Operating(ctx, tx, a); err != nil {
			return "", err
		}
		im, err := billingdb.Import(ctx, tx, iid)
		if err != nil {
			return "", err
		}
		if err := im.Confirm(a.Person, tx.Now); err != nil {
			return "", err
		}
		refuse := func(say string, args ...any) error { return fault.New(fault.Conflict, say, args...) }
		if err := goesOn(ctx, tx, im, refuse); err != nil { // another list may have been confirmed since
			return "", err
		}
		if err := billingdb.SaveImport(ctx, tx, &im); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, a.Party, "confirm_deposits", string(iid), im.Closing.String())
	}); err != nil {
		return err
	}
	return BookDeposits(ctx, d)
}

// DropDeposits sets a list aside that should not have been brought; its lines may come with another.
func DropDeposits(ctx context.Context, d *db.DB, a people.Actor, iid id.Import) (err error) {
	defer fault.Wrap(&err, "drop deposits %s", iid)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if err := peopledb.Operating(ctx, tx, a); err != nil {
			return "", err
		}
		im, err := billingdb.Import(ctx, tx, iid)
		if err != nil {
			return "", err
		}
		if err := im.Drop(a.Person, tx.Now); err != nil {
			return "", err
		}
		if err := billingdb.SaveImport(ctx, tx, &im); err != nil {
			return "", err
		}
		if err := billingdb.DropDeposits(ctx, tx, iid); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, a.Party, "drop_deposits", string(iid), im.Name)
	})
	return err
}

// BookDeposits books the lines of confirmed lists that are not booked yet, each in a transaction of its own. A line that
// can't be booked keeps no other waiting.
func BookDeposits(ctx context.Context, d *db.DB) (err error) {
	defer fault.Wrap(&err, "book deposits")
	var failed []error
	for after := id.Deposit(""); ; {
		lines, err := billingdb.DepositsToBook(ctx, d.Snapshot(), after, 100)
		if err != nil || len(lines) == 0 {
			return errors.Join(append(failed, err)...)
		}
		for _, l := range lines {
			after = l.ID
			if err := BookDeposit(ctx, d, l.ID); err != nil {
				failed = append(failed, err)
			}
		}
	}
}

// BookDeposit books one line of a confirmed list: into suspense, and from there to the items of the request that it pays.
// A line that is booked already stays as it is.
func BookDeposit(ctx context.Context, d *db.DB, did id.Deposit) (err error) {
	defer fault.Wrap(&err, "book deposit %s", did)
	return d.Write(ctx, func(tx *db.Tx) error {
		dep, err := billingdb.Deposit(ctx, tx, did)
		if err != nil || dep.State != billing.DepositPending {
			return err
		}
		im, err := billingdb.Import(ctx, tx, dep.Import)
		if err != nil {
			return err
		}
		if im.State != billing.ImportConfirmed {
			return fault.New(fault.Conflict, "この入金の一覧は、まだ確かめられていません")
		}
		return book(ctx, tx, &dep)
	})
}
