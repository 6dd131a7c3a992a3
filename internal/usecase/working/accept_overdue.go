package working

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
)

// AcceptOverdue settles every delivered item whose client stayed silent, each dated by the instant at which its time was up.
// A closing counts what it has settled, so it comes first (marketdb.CountOverdue says whether any is left).
func AcceptOverdue(ctx context.Context, d *db.DB) (accepted int, err error) {
	defer fault.Wrap(&err, "accept overdue items")
	list := func(r db.Reader) ([]market.Item, error) {
		return marketdb.ItemsOverdue(ctx, r, d.Clock(), atATime)
	}
	return eachDue(ctx, d, itemKey, list, func(tx *db.Tx, found market.Item) (bool, error) {
		c, it, err := reload(ctx, tx, found.ID)
		if err != nil || it.State != market.ItemDelivered || tx.Now < it.AcceptBy { // somebody was faster
			return false, err
		}
		if err := it.AcceptOverdue(tx.Now); err != nil {
			return false, err
		}
		o, err := settle(ctx, tx, &c, &it, it.Pay)
		if err != nil {
			return false, err
		}
		if err := marketdb.Log(ctx, tx, market.Event{Contract: c.ID, Item: it.ID, Kind: market.EventAuto, At: it.AcceptedAt, Amount: o.paid.Pay.Int64()}); err != nil {
			return false, err
		}
		if err := tellParty(ctx, tx, c, c.Worker, "auto_accepted", "「%s」の検収が、期限が来たので成立しました", []any{name(c, it)}, o.toWorker()...); err != nil {
			return false, err
		}
		if err := tellParty(ctx, tx, c, c.Client, "auto_accepted", "「%s」の検収が、期限が来たので成立しました", []any{name(c, it)}); err != nil {
			return false, err
		}
		return true, tx.Audit(ctx, "", "", "auto_accept", string(it.ID), o.paid.Pay.String())
	})
}
