package working

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
)

// CancelSilent returns a client's money of an item whose worker has left a message unanswered for as long as the contract says.
func CancelSilent(ctx context.Context, d *db.DB, a people.Actor, iid id.Item) (cid id.Contract, err error) {
	defer fault.Wrap(&err, "cancel silent item %s", iid)
	return onItem(ctx, d, a, people.Accept, iid, func(tx *db.Tx, r *room) error {
		if err := r.must(market.ClientSide); err != nil {
			return err
		}
		if err := r.it.CancelSilent(r.c, tx.Now); err != nil {
			return err
		}
		return r.refund(ctx, tx, "cancel_silent", "「%s」は、返事がないため取り消され、お金は依頼主へ戻ります")
	})
}
