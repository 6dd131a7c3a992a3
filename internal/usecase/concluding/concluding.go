// Package concluding is the step by which an item ends, whoever ended it: what still hung on it ends too, the contract follows, and both
// sides' records count it. Money has moved before. It runs in the caller's transaction.
package concluding

import (
	"context"
	"slices"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/usecase/inviting"
	"nariwai/internal/usecase/recording"
	"nariwai/internal/usecase/replying"
)

// Item saves an item that has ended and its contract, and closes what still hung on the item.
func Item(ctx context.Context, tx *db.Tx, c *market.Contract, it *market.Item) error {
	if err := marketdb.SaveItem(ctx, tx, it); err != nil {
		return err
	}
	items, err := marketdb.Items(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	return Among(ctx, tx, c, it, items, nil)
}

// Among is Item where the item was saved and the contract's items were read before.
func Among(ctx context.Context, tx *db.Tx, c *market.Contract, it *market.Item, items []market.Item, ss []billing.Settlement) error {
	if err := billingdb.VoidFundings(ctx, tx, c.ID, map[id.Item]bool{it.ID: true}); err != nil {
		return err
	}
	if err := closeOffers(ctx, tx, it.ID); err != nil {
		return err
	}
	items[slices.IndexFunc(items, func(i market.Item) bool { return i.ID == it.ID })] = *it
	if c.Follow(items, tx.Now) {
		if err := replying.Over(ctx, tx, c.Job, c.ID); err != nil {
			return err
		}
		if err := inviting.Ended(ctx, tx, *c, items); err != nil {
			return err
		}
	}
	if err := recording.ItemEnded(ctx, tx, *c, *it, ss); err != nil {
		return err
	}
	if err := marketdb.SaveContract(ctx, tx, c); err != nil {
		return err
	}
	return bulkOf(ctx, tx, *c)
}

// closeOffers ends the change orders, offers and disputes that still wait on an item.
func closeOffers(ctx context.Context, tx *db.Tx, iid id.Item) error {
	if some, err := marketdb.Hanging(ctx, tx, iid); err != nil || !some {
		return err
	}
	changes, err := marketdb.ChangesPending(ctx, tx, iid)
	if err != nil {
		return err
	}
	for _, ch := range changes {
		if ch.Lapse() {
			if err := marketdb.SaveChange(ctx, tx, &ch); err != nil {
				return err
			}
		}
	}
	cancels, err := marketdb.CancelsPending(ctx, tx, iid)
	if err != nil {
		return err
	}
	for _, ca := range cancels {
		if ca.Lapse() {
			if err := marketdb.SaveCancel(ctx, tx, &ca); err != nil {
				return err
			}
		}
	}
	d, err := marketdb.DisputeOn(ctx, tx, iid)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err == nil && d.Agree("", tx.Now) {
		err = marketdb.SaveDispute(ctx, tx, &d)
	}
	return err
}
