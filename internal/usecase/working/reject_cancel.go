package working

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/yen"
)

// RejectCancel says no to the other side's offer to end an item; the item goes on.
func RejectCancel(ctx context.Context, d *db.DB, a people.Actor, caid id.Cancel) (cid id.Contract, err error) {
	defer fault.Wrap(&err, "reject end %s", caid)
	return onCancel(ctx, d, a, caid, func(tx *db.Tx, r *room, ca *market.Cancel) error {
		if err := ca.Reject(r.c, a.Party, a.Person, tx.Now); err != nil {
			return err
		}
		if err := marketdb.SaveCancel(ctx, tx, ca); err != nil {
			return err
		}
		return r.declined(ctx, tx, "「%s」を終える申し出は、断られました")
	})
}

// declined notes the no to an offer and tells who made it.
func (r *room) declined(ctx context.Context, tx *db.Tx, say string) error {
	if err := r.answered(ctx, tx); err != nil {
		return err
	}
	if err := r.log(ctx, tx, market.EventRejected, yen.Yen{}, ""); err != nil {
		return err
	}
	return r.tell(ctx, tx, "rejected", say, []any{name(r.c, r.it)})
}
