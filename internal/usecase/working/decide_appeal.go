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

// DecideAppeal is the last word on a dispute, by somebody at the desk who did not give the first. The money moves at once.
func DecideAppeal(ctx context.Context, d *db.DB, a people.Actor, did id.Dispute, r market.Ruling) (err error) {
	defer fault.Wrap(&err, "decide appeal %s", did)
	return atDesk(ctx, d, a, did, func(tx *db.Tx, c *market.Contract, it *market.Item, dis *market.Dispute) error {
		if err := dis.DecideAppeal(it, r, a.Person, tx.Now); err != nil {
			return err
		}
		e := market.Event{Contract: c.ID, Item: it.ID, Kind: market.EventDecided, By: a.Person, Amount: dis.Pay.Int64(), Note: string(did)}
		if err := marketdb.Log(ctx, tx, e); err != nil {
			return err
		}
		if err := settleDispute(ctx, tx, c, it, dis); err != nil {
			return err
		}
		return tx.Audit(ctx, a.Person, a.Party, "decide_appeal", string(did), dis.Pay.String()+" "+string(dis.Fault))
	})
}
