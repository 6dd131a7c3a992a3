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

// Split is how an item would end: Pay to the worker, the rest back to the client.
type Split struct {
	Pay    yen.Yen
	Fault  market.Blame
	Reason string
}

// ProposeCancel offers the other side to end a funded item with a split. No money moves before they sign.
func ProposeCancel(ctx context.Context, d *db.DB, a people.Actor, iid id.Item, s Split) (cid id.Contract, err error) {
	defer fault.Wrap(&err, "propose to end item %s", iid)
	return onItem(ctx, d, a, people.Accept, iid, func(tx *db.Tx, r *room) error {
		waiting, err := marketdb.CancelsPending(ctx, tx, iid)
		if err != nil {
			return err
		}
		if len(waiting) > 0 {
			return oneAtATime()
		}
		ca, err := r.c.ProposeCancel(market.Cancel{ID: id.Cancel(tx.NewID()), Asked: market.Asked{ByParty: a.Party, By: a.Person}, Pay: s.Pay, Fault: s.Fault, Reason: s.Reason}, r.it, tx.Now)
		if err != nil {
			return err
		}
		if err := marketdb.InsertCancel(ctx, tx, ca); err != nil {
			return err
		}
		if err := r.answered(ctx, tx); err != nil {
			return err
		}
		if err := r.log(ctx, tx, market.EventCancel, ca.Pay, ca.Reason); err != nil {
			return err
		}
		return r.tell(ctx, tx, "cancel_offered", "「%s」を終える申し出が届きました。答えてください", []any{name(r.c, r.it)},
			notice.Sentence{Say: "働く人へ払う金額は%s、残りは依頼主へ戻します。", Args: []any{ca.Pay}},
			notice.Sentence{Say: "理由：%s", Args: []any{ca.Reason}})
	})
}

func oneAtATime() error {
	return fault.New(fault.Conflict, "先に出ている申し出があります。それに答えるか、取り下げてから出してください")
}
