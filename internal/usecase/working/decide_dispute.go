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
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/inform"
)

// DecideDispute is the desk's first decision. It takes effect when both sides are content, or when nobody has appealed in time.
func DecideDispute(ctx context.Context, d *db.DB, a people.Actor, did id.Dispute, r market.Ruling) (err error) {
	defer fault.Wrap(&err, "decide dispute %s", did)
	return atDesk(ctx, d, a, did, func(tx *db.Tx, c *market.Contract, it *market.Item, dis *market.Dispute) error {
		if err := dis.Decide(*c, *it, r, a.Person, tx.Now); err != nil {
			return err
		}
		if err := marketdb.SaveDispute(ctx, tx, dis); err != nil {
			return err
		}
		e := market.Event{Contract: c.ID, Item: it.ID, Kind: market.EventDecided, By: a.Person, Amount: dis.Pay.Int64(), Note: string(did)}
		if err := marketdb.Log(ctx, tx, e); err != nil {
			return err
		}
		for _, p := range []id.Party{c.Client, c.Worker} {
			if err := inform.Party(ctx, tx, p, "decided", notice.Message{
				Say: "「%s」のもめごと相談が決まりました", Args: []any{name(*c, *it)}, Link: "/disputes/" + string(did),
				More: []notice.Sentence{
					{Say: "働く人へ払う金額は%s、残りは依頼主へ戻します。", Args: []any{dis.Pay}},
					{Say: "理由：%s", Args: []any{dis.Grounds}},
					{Say: "納得できないときは、%sまでに1度だけ、別の担当者の決定を求められます。", Args: []any{calendar.On(dis.AppealBy).AddDays(-1)}},
				},
			}); err != nil {
				return err
			}
		}
		return tx.Audit(ctx, a.Person, a.Party, "decide_dispute", string(did), dis.Pay.String()+" "+string(dis.Fault))
	})
}

// atDesk runs what an operator does to a dispute. Nobody decides on a contract of their own.
func atDesk(ctx context.Context, d *db.DB, a people.Actor, did id.Dispute, f func(*db.Tx, *market.Contract, *market.Item, *market.Dispute) error) error {
	_, err := command(ctx, d, a, func(tx *db.Tx) (string, error) {
		if err := peopledb.Operating(ctx, tx, a); err != nil {
			return "", err
		}
		dis, err := marketdb.Dispute(ctx, tx, did)
		if err != nil {
			return "", err
		}
		c, it, err := reload(ctx, tx, dis.Item)
		if err != nil {
			return "", err
		}
		if err := impartial(ctx, tx, a, c); err != nil {
			return "", err
		}
		return string(did), f(tx, &c, &it, &dis)
	})
	return err
}

// impartial refuses an operator who acts for a side of the contract.
func impartial(ctx context.Context, tx *db.Tx, a people.Actor, c market.Contract) error {
	for _, side := range []id.Party{c.Client, c.Worker} {
		persons, err := peopledb.Contacts(ctx, tx, side)
		if err != nil {
			return err
		}
		for _, p := range persons {
			if p.ID == a.Person {
				return fault.New(fault.Forbidden, "自分の契約のもめごとは、運営のほかの人が決めます")
			}
		}
	}
	return nil
}
