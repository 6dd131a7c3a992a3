package working

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
)

// LapseRaises ends signed raises whose difference was not paid in within the days that the client had; the terms stand as they were.
func LapseRaises(ctx context.Context, d *db.DB) (lapsed int, err error) {
	defer fault.Wrap(&err, "lapse raises")
	list := func(r db.Reader) ([]billing.Funding, error) {
		return billingdb.RaisesUnpaid(ctx, r, d.Clock(), atATime)
	}
	key := func(f billing.Funding) id.Funding { return f.ID }
	return eachDue(ctx, d, key, list, func(tx *db.Tx, found billing.Funding) (bool, error) {
		f, err := billingdb.Funding(ctx, tx, found.ID)
		if err != nil || tx.Now < f.PayBy || !f.Void() {
			return false, err
		}
		if err := billingdb.SaveFunding(ctx, tx, &f); err != nil {
			return false, err
		}
		ch, err := marketdb.Change(ctx, tx, f.Change)
		if err != nil || !ch.Lapse() {
			return false, err
		}
		if err := marketdb.SaveChange(ctx, tx, &ch); err != nil {
			return false, err
		}
		c, it, err := reload(ctx, tx, ch.Item)
		if err != nil {
			return false, err
		}
		if err := marketdb.Log(ctx, tx, market.Event{Contract: c.ID, Item: it.ID, Kind: market.EventVoid, At: f.PayBy}); err != nil {
			return false, err
		}
		return true, tellBoth(ctx, tx, c, "change_void", "「%s」の変更は、差額の仮払いがなかったので、なくなりました。もとの内容のまま続きます", []any{name(c, it)})
	})
}
