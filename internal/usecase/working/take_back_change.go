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

// TakeBackChange withdraws one's own unanswered change order.
func TakeBackChange(ctx context.Context, d *db.DB, a people.Actor, chid id.Change) (cid id.Contract, err error) {
	defer fault.Wrap(&err, "take back change %s", chid)
	return onChange(ctx, d, a, chid, func(tx *db.Tx, r *room, ch *market.Change) error {
		if err := ch.TakeBack(a.Party); err != nil {
			return err
		}
		if err := marketdb.SaveChange(ctx, tx, ch); err != nil {
			return err
		}
		return r.tookBack(ctx, tx, "「%s」の内容を変える申し出は、取り下げられました")
	})
}
