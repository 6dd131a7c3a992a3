package bulking

import (
	"context"

	"nariwai/internal/bulk"
	"nariwai/internal/bulk/bulkdb"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/sheet"
)

// ReadRows keeps a client's table to be looked at: nothing of it is in the order before ConfirmRows.
func ReadRows(ctx context.Context, d *db.DB, a people.Actor, bid id.Bulk, name string, t sheet.Table) (err error) {
	defer fault.Wrap(&err, "read rows for %s", bid)
	_, err = command(ctx, d, a, func(tx *db.Tx) (string, error) {
		o, err := draft(ctx, tx, a, bid)
		if err != nil {
			return "", err
		}
		i := bulk.Import{ID: id.Table(tx.NewID()), Bulk: o.ID, Name: name, Since1904: t.Since1904, By: a.Person, At: tx.Now}
		if err := i.Hold(t.Rows); err != nil {
			return "", err
		}
		if _, err := i.Sheet(calendar.On(tx.Now)); err != nil {
			return "", err // heads that can't be
		}
		return "", bulkdb.InsertImport(ctx, tx, i)
	})
	return err
}

// MendRows puts cells of the table that waits right.
func MendRows(ctx context.Context, d *db.DB, a people.Actor, bid id.Bulk, fixes []bulk.Fix) (err error) {
	defer fault.Wrap(&err, "mend rows for %s", bid)
	_, err = command(ctx, d, a, func(tx *db.Tx) (string, error) {
		if _, err := draft(ctx, tx, a, bid); err != nil {
			return "", err
		}
		i, err := bulkdb.Import(ctx, tx, bid)
		if err != nil {
			return "", err
		}
		if err := i.Mend(fixes); err != nil {
			return "", err
		}
		return "", bulkdb.SaveImport(ctx, tx, &i)
	})
	return err
}

// ConfirmRows puts all rows of the table that waits into the order, or none: a row that can't be taken keeps the others out.
func ConfirmRows(ctx context.Context, d *db.DB, a people.Actor, bid id.Bulk) (err error) {
	defer fault.Wrap(&err, "confirm rows for %s", bid)
	_, err = command(ctx, d, a, func(tx *db.Tx) (string, error) {
		o, err := draft(ctx, tx, a, bid)
		if err != nil {
			return "", err
		}
		i, err := bulkdb.Import(ctx, tx, bid)
		if err != nil {
			return "", err
		}
		s, err := i.Sheet(calendar.On(tx.Now))
		if err != nil {
			return "", err
		}
		if len(s.Bad) > 0 {
			return "", fault.New(fault.Conflict, "直すところが残っています。すべての行がそろってから入れます")
		}
		if err := addLines(ctx, tx, o, s.Asks); err != nil {
			return "", err
		}
		return "", bulkdb.DropImport(ctx, tx, bid)
	})
	return err
}

// DropRows throws away the table that waits.
func DropRows(ctx context.Context, d *db.DB, a people.Actor, bid id.Bulk) (err error) {
	defer fault.Wrap(&err, "drop rows for %s", bid)
	_, err = command(ctx, d, a, func(tx *db.Tx) (string, error) {
		if _, err := draft(ctx, tx, a, bid); err != nil {
			return "", err
		}
		return "", bulkdb.DropImport(ctx, tx, bid)
	})
	return err
}
