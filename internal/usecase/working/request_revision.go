package working

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/yen"
)

// RequestRevision sends a delivery back with a reason and whose fault it is. Only the worker's recorded fault lets the days
// to pay begin anew with the next delivery.
func RequestRevision(ctx context.Context, d *db.DB, a people.Actor, iid id.Item, reason string, blame market.Blame) (cid id.Contract, err error) {
	defer fault.Wrap(&err, "revise item %s", iid)
	return onItem(ctx, d, a, people.Direct, iid, func(tx *db.Tx, r *room) error {
		if err := r.must(market.ClientSide); err != nil {
			return err
		}
		if err := r.it.Revise(r.c.Terms, reason, blame); err != nil {
			return err
		}
		last, err := marketdb.LastDelivery(ctx, tx, iid)
		if err != nil {
			return err
		}
		rev := market.Revision{ID: id.Revision(tx.NewID()), Item: iid, Delivery: last.ID, Reason: reason, Fault: blame, By: a.Person, At: tx.Now}
		if err := marketdb.InsertRevision(ctx, tx, rev); err != nil {
			return err
		}
		if err := marketdb.SaveItem(ctx, tx, &r.it); err != nil {
			return err
		}
		if err := r.log(ctx, tx, market.EventRevision, yen.Yen{}, string(rev.ID)); err != nil {
			return err
		}
		return r.tell(ctx, tx, "revision", "「%s」に、直しのお願いが届きました", []any{name(r.c, r.it)},
			notice.Sentence{Say: "理由：%s", Args: []any{reason}})
	})
}
