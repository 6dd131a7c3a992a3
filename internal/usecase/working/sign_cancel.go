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

// SignCancel agrees to the other side's offer to end an item: the money moves by its split.
func SignCancel(ctx context.Context, d *db.DB, a people.Actor, caid id.Cancel) (cid id.Contract, err error) {
	defer fault.Wrap(&err, "sign end %s", caid)
	return onCancel(ctx, d, a, caid, func(tx *db.Tx, r *room, ca *market.Cancel) error {
		if err := ca.Sign(r.c, &r.it, a.Party, a.Person, tx.Now); err != nil {
			return err
		}
		if err := marketdb.SaveItem(ctx, tx, &r.it); err != nil { // before the offer: settle says why
			return err
		}
		if err := marketdb.SaveCancel(ctx, tx, ca); err != nil {
			return err
		}
		if err := r.answered(ctx, tx); err != nil {
			return err
		}
		o, err := settle(ctx, tx, &r.c, &r.it, ca.Pay)
		if err != nil {
			return err
		}
		if err := r.log(ctx, tx, market.EventSettled, o.paid.Pay, string(r.it.Ending)); err != nil {
			return err
		}
		if err := o.tell(ctx, tx, r.c, r.it, "「%s」は、ふたりの合意で終わりました"); err != nil {
			return err
		}
		return tx.Audit(ctx, a.Person, a.Party, "sign_cancel", string(r.it.ID), o.paid.Pay.String()+" / "+o.refund.String())
	})
}

// tell tells both sides how an item was settled.
func (o outcome) tell(ctx context.Context, tx *db.Tx, c market.Contract, it market.Item, say string) error {
	args := []any{name(c, it)}
	if err := tellParty(ctx, tx, c, c.Worker, "settled", say, args, o.toWorker()...); err != nil {
		return err
	}
	return tellParty(ctx, tx, c, c.Client, "settled", say, args, o.toClient()...)
}

// onCancel is command for what is done to an offer to end an item; it answers the contract.
func onCancel(ctx context.Context, d *db.DB, a people.Actor, caid id.Cancel, f func(*db.Tx, *room, *market.Cancel) error) (id.Contract, error) {
	answer, err := command(ctx, d, a, func(tx *db.Tx) (string, error) {
		ca, err := marketdb.Cancel(ctx, tx, caid)
		if err != nil {
			return "", err
		}
		r, err := enterItem(ctx, tx, a, people.Accept, ca.Item)
		if err != nil {
			return "", err
		}
		return string(r.c.ID), f(tx, &r, &ca)
	})
	return id.Contract(answer), err
}
