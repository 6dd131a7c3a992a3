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
	"nariwai/internal/people/peopledb"
)

// CreateOrder keeps a draft of a bulk order, without lines yet.
func CreateOrder(ctx context.Context, d *db.DB, a people.Actor, b bulk.Brief) (_ id.Bulk, err error) {
	defer fault.Wrap(&err, "create bulk order")
	answer, err := command(ctx, d, a, func(tx *db.Tx) (string, error) {
		client, err := peopledb.Trading(ctx, tx, a, people.Order)
		if err != nil {
			return "", err
		}
		if err := b.Check(); err != nil {
			return "", err
		}
		o := bulk.Order{ID: id.Bulk(tx.NewID()), Client: client.ID, By: a.Person, Brief: b, State: bulk.Draft, CreatedAt: tx.Now}
		return string(o.ID), bulkdb.InsertOrder(ctx, tx, o)
	})
	return id.Bulk(answer), err
}

// ReviseOrder changes a draft's brief.
func ReviseOrder(ctx context.Context, d *db.DB, a people.Actor, bid id.Bulk, b bulk.Brief) (err error) {
	defer fault.Wrap(&err, "revise bulk order %s", bid)
	_, err = command(ctx, d, a, func(tx *db.Tx) (string, error) {
		o, err := draft(ctx, tx, a, bid)
		if err != nil {
			return "", err
		}
		if err := b.Check(); err != nil {
			return "", err
		}
		o.Brief = b
		return "", bulkdb.SaveOrder(ctx, tx, &o)
	})
	return err
}

// DropOrder removes a draft with all that is in it.
func DropOrder(ctx context.Context, d *db.DB, a people.Actor, bid id.Bulk) (err error) {
	defer fault.Wrap(&err, "drop bulk order %s", bid)
	_, err = command(ctx, d, a, func(tx *db.Tx) (string, error) {
		o, err := draft(ctx, tx, a, bid)
		if err != nil {
			return "", err
		}
		return "", bulkdb.DropOrder(ctx, tx, o.ID)
	})
	return err
}

// AddLines adds rows to a draft, after those that are there.
func AddLines(ctx context.Context, d *db.DB, a people.Actor, bid id.Bulk, rows []bulk.Ask) (err error) {
	defer fault.Wrap(&err, "add %d lines to %s", len(rows), bid)
	_, err = command(ctx, d, a, func(tx *db.Tx) (string, error) {
		o, err := draft(ctx, tx, a, bid)
		if err != nil {
			return "", err
		}
		return "", addLines(ctx, tx, o, rows)
	})
	return err
}

func addLines(ctx context.Context, tx *db.Tx, o bulk.Order, rows []bulk.Ask) error {
	last, err := bulkdb.LastN(ctx, tx, o.ID)
	if err != nil {
		return err
	}
	if last+int64(len(rows)) > bulk.MostLines {
		return fault.New(fault.Conflict, "1つのまとめ依頼に入れられるのは%d本までです", bulk.MostLines)
	}
	today := calendar.On(tx.Now)
	list := make([]bulk.Line, len(rows))
	for i, r := range rows {
		if err := r.Check(today); err != nil {
			return err
		}
		list[i] = bulk.Line{ID: id.Item(tx.NewID()), Bulk: o.ID, N: last + int64(i) + 1, Ask: r, State: bulk.LineDraft}
	}
	return bulkdb.InsertLines(ctx, tx, list)
}

// ClearLines removes all rows of a draft.
func ClearLines(ctx context.Context, d *db.DB, a people.Actor, bid id.Bulk) (err error) {
	defer fault.Wrap(&err, "clear lines of %s", bid)
	_, err = command(ctx, d, a, func(tx *db.Tx) (string, error) {
		o, err := draft(ctx, tx, a, bid)
		if err != nil {
			return "", err
		}
		return "", bulkdb.DropLines(ctx, tx, o.ID)
	})
	return err
}
