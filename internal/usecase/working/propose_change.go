package working

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/yen"
)

// NewTerms are what an item's terms would become.
type NewTerms struct {
	Pay    yen.Yen
	DueOn  calendar.Date
	Scope  string // what is to be done differently; "" when only date or pay change
	Reason string
}

// ProposeChange offers the other side new terms for an item. Pay can't fall.
func ProposeChange(ctx context.Context, d *db.DB, a people.Actor, iid id.Item, n NewTerms) (cid id.Contract, err error) {
	defer fault.Wrap(&err, "propose change of %s", iid)
	return onItem(ctx, d, a, people.Accept, iid, func(tx *db.Tx, r *room) error {
		waiting, err := marketdb.ChangesPending(ctx, tx, iid)
		if err != nil {
			return err
		}
		if len(waiting) > 0 {
			return oneAtATime()
		}
		ch, err := r.c.ProposeChange(market.Change{ID: id.Change(tx.NewID()), Asked: market.Asked{ByParty: a.Party, By: a.Person},
			Pay: n.Pay, DueOn: n.DueOn, Scope: n.Scope, Reason: n.Reason}, r.it, tx.Now)
		if err != nil {
			return err
		}
		if err := marketdb.InsertChange(ctx, tx, ch); err != nil {
			return err
		}
		if err := r.answered(ctx, tx); err != nil {
			return err
		}
		if err := r.log(ctx, tx, market.EventChange, ch.Pay, ch.Reason); err != nil {
			return err
		}
		return r.tell(ctx, tx, "change_offered", "「%s」の内容を変える申し出が届きました。答えてください", []any{name(r.c, r.it)},
			notice.Sentence{Say: "報酬は%sから%sへ、納期は%sから%sへ。", Args: []any{r.it.Pay, ch.Pay, r.it.DueOn, ch.DueOn}},
			notice.Sentence{Say: "理由：%s", Args: []any{ch.Reason}})
	})
}
