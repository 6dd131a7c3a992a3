package working

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/notice"
	"nariwai/internal/people"
)

// AcceptItem settles a delivered item in full: the pay is the worker's from then on, and the closing pays it out.
func AcceptItem(ctx context.Context, d *db.DB, a people.Actor, iid id.Item) (cid id.Contract, err error) {
	defer fault.Wrap(&err, "accept item %s", iid)
	return onItem(ctx, d, a, people.Accept, iid, func(tx *db.Tx, r *room) error {
		return r.accept(ctx, tx)
	})
}

func (r *room) accept(ctx context.Context, tx *db.Tx) error {
	if err := r.must(market.ClientSide); err != nil {
		return err
	}
	if err := r.it.Accept(tx.Now); err != nil {
		return err
	}
	o, err := settleAmong(ctx, tx, &r.c, &r.it, r.items, r.it.Pay)
	if err != nil {
		return err
	}
	if err := r.log(ctx, tx, market.EventAccepted, o.paid.Pay, ""); err != nil {
		return err
	}
	if err := r.tell(ctx, tx, "accepted", "「%s」が検収されました", []any{name(r.c, r.it)}, o.toWorker()...); err != nil {
		return err
	}
	return tx.Audit(ctx, r.by.Person, r.by.Party, "accept", string(r.it.ID), o.paid.Pay.String())
}

// toWorker says what the worker gets and when.
func (o outcome) toWorker() []notice.Sentence {
	if o.paid.Pay.IsZero() {
		return nil
	}
	return []notice.Sentence{{Say: "報酬%s（手取り%s）が確定しました。%sまでに、登録された口座へ振り込みます。", Args: []any{o.paid.Pay, o.paid.Net, o.payday}}}
}

// toClient says what comes back and how.
func (o outcome) toClient() []notice.Sentence {
	switch {
	case o.refund.IsZero():
		return nil
	case o.credit:
		return []notice.Sentence{{Say: "請求書払いの枠に%sが戻りました。", Args: []any{o.refund}}}
	case o.homed:
		return []notice.Sentence{{Say: "%sを、登録された口座へお返しします。", Args: []any{o.refund}}}
	}
	return []notice.Sentence{{Say: "%sをお返しします。返金先の口座を、設定で登録してください。", Args: []any{o.refund}}}
}
