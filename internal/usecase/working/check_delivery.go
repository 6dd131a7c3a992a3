package working

import (
	"context"

	"nariwai/internal/bulk"
	"nariwai/internal/bulk/bulkdb"
	"nariwai/internal/db"
	"nariwai/internal/market"
)

// check holds what is handed in for a bulk order against the order's checks, the sample and the other lines' texts, and keeps what it
// found for both sides to see. It refuses nothing. What comes as a file only can't be read.
func (r *room) check(ctx context.Context, tx *db.Tx, text string) error {
	if r.c.Arrangement != market.Bulk {
		return nil
	}
	l, err := bulkdb.Line(ctx, tx, r.it.ID)
	if err != nil {
		return err
	}
	o, err := bulkdb.Order(ctx, tx, l.Bulk)
	if err != nil {
		return err
	}
	prints := bulk.Prints(text)
	likes, err := bulkdb.Alike(ctx, tx, l, prints)
	if err != nil {
		return err
	}
	if err := bulkdb.SavePrints(ctx, tx, l, prints); err != nil {
		return err
	}
	l.Deliver(o.Find(text, l.Chars, o.Sample, prints, likes))
	return bulkdb.SaveLine(ctx, tx, &l)
}
