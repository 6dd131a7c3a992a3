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

// TakeBackCancel withdraws one's own unanswered offer to end an item.
func TakeBackCancel(ctx context.Context, d *db.DB, a people.Actor, caid id.Cancel) (cid id.Contract, err error) {
	defer fault.Wrap(&err, "take back end %s", caid)
	return onCancel(ctx, d, a, caid, func(tx *db.Tx, r *room, ca *market.Cancel) error {
		if err := ca.TakeBack(a.Party); err != nil {
			return err
		}
		if err := marketdb.SaveCancel(ctx, tx, ca); err != nil {
			return err
		}
		return r.tookBack(ctx, tx, "「%s」を終える申し出は、取り下げられました")
	})
}

func (r *room) tookBack(ctx context.Context, tx *db.Tx, say string) error {
	if err := r.answered(ctx, tx); err != nil {
		return err
	}
	if err := r.log(ctx, tx, market.EventTakenBack, yen.Yen{}, ""); err != nil {
		return err
	}
	return r.tell(ctx, tx, "taken_back", say, []any{name(r.c, r.it)})
}
