package working

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/yen"
)

// CancelLate returns a client's money of an item that is late beyond what the contract allows and has never been delivered.
func CancelLate(ctx context.Context, d *db.DB, a people.Actor, iid id.Item) (cid id.Contract, err error) {
	defer fault.Wrap(&err, "cancel late item %s", iid)
	return onItem(ctx, d, a, people.Accept, iid, func(tx *db.Tx, r *room) error {
		if err := r.must(market.ClientSide); err != nil {
			return err
		}
		if err := r.it.CancelLate(r.c.Terms, tx.Now); err != nil {
			return err
		}
		return r.refund(ctx, tx, "cancel_late", "「%s」は、納期を過ぎたため取り消され、お金は依頼主へ戻ります")
	})
}

// refund returns all that is in an item's escrow and tells both sides.
func (r *room) refund(ctx context.Context, tx *db.Tx, verb, say string) error {
	o, err := settle(ctx, tx, &r.c, &r.it, yen.Yen{})
	if err != nil {
		return err
	}
	if err := r.log(ctx, tx, market.EventRefunded, o.refund, string(r.it.Ending)); err != nil {
		return err
	}
	args := []any{name(r.c, r.it)}
	if err := tellParty(ctx, tx, r.c, r.c.Worker, "refunded", say, args); err != nil {
		return err
	}
	if err := tellParty(ctx, tx, r.c, r.c.Client, "refunded", say, args, o.toClient()...); err != nil {
		return err
	}
	return tx.Audit(ctx, r.by.Person, r.by.Party, verb, string(r.it.ID), o.refund.String())
}
