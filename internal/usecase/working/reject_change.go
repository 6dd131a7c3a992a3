package working

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
)

// RejectChange says no to the other side's change order; the terms stand as they were.
func RejectChange(ctx context.Context, d *db.DB, a people.Actor, chid id.Change) (cid id.Contract, err error) {
	defer fault.Wrap(&err, "reject change %s", chid)
	return onChange(ctx, d, a, chid, func(tx *db.Tx, r *room, ch *market.Change) error {
		if err := ch.Reject(r.c, a.Party, a.Person, tx.Now); err != nil {
			return err
		}
		if err := marketdb.SaveChange(ctx, tx, ch); err != nil {
			return err
		}
		return r.declined(ctx, tx, "「%s」の内容を変える申し出は、断られました")
	})
}
