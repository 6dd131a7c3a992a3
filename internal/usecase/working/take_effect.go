package working

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
)

// TakeEffect settles the items whose decision was not appealed against in time.
func TakeEffect(ctx context.Context, d *db.DB) (settled int, err error) {
	defer fault.Wrap(&err, "let decisions take effect")
	list := func(r db.Reader) ([]market.Dispute, error) {
		return marketdb.DisputesDecided(ctx, r, d.Clock(), atATime)
	}
	key := func(d market.Dispute) id.Dispute { return d.ID }
	return eachDue(ctx, d, key, list, func(tx *db.Tx, found market.Dispute) (bool, error) {
		dis, err := marketdb.Dispute(ctx, tx, found.ID)
		if err != nil || !dis.Final(tx.Now) { // appealed in the meantime
			return false, err
		}
		c, it, err := reload(ctx, tx, dis.Item)
		if err != nil {
			return false, err
		}
		if err := takeEffect(ctx, tx, &c, &it, &dis); err != nil {
			return false, err
		}
		return true, tx.Audit(ctx, "", "", "take_effect", string(dis.ID), dis.Pay.String())
	})
}

// takeEffect settles an item as it was decided.
func takeEffect(ctx context.Context, tx *db.Tx, c *market.Contract, it *market.Item, dis *market.Dispute) error {
	if err := dis.TakeEffect(it, tx.Now); err != nil {
		return err
	}
	return settleDispute(ctx, tx, c, it, dis)
}

// settleDispute moves the money of an item whose dispute has just ended with a decision.
func settleDispute(ctx context.Context, tx *db.Tx, c *market.Contract, it *market.Item, dis *market.Dispute) error {
	if err := marketdb.SaveItem(ctx, tx, it); err != nil { // before the dispute: settle says why
		return err
	}
	if err := marketdb.SaveDispute(ctx, tx, dis); err != nil {
		return err
	}
	o, err := settle(ctx, tx, c, it, dis.Pay)
	if err != nil {
		return err
	}
	e := market.Event{Contract: c.ID, Item: it.ID, Kind: market.EventSettled, Amount: o.paid.Pay.Int64(), Note: string(it.Ending)}
	if err := marketdb.Log(ctx, tx, e); err != nil {
		return err
	}
	return o.tell(ctx, tx, *c, *it, "「%s」は、もめごと相談の決定のとおりに終わりました")
}
