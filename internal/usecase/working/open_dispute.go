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
	"nariwai/internal/usecase/inform"
	"nariwai/internal/usecase/recording"
	"nariwai/internal/yen"
)

// OpenDispute freezes an item and puts it before the desk. Either side may.
func OpenDispute(ctx context.Context, d *db.DB, a people.Actor, iid id.Item, reason string) (did id.Dispute, err error) {
	defer fault.Wrap(&err, "dispute item %s", iid)
	answer, err := command(ctx, d, a, func(tx *db.Tx) (string, error) {
		r, err := enterItem(ctx, tx, a, people.Accept, iid)
		if err != nil {
			return "", err
		}
		dis, err := r.c.OpenDispute(id.Dispute(tx.NewID()), &r.it, a.Party, a.Person, reason, tx.Now)
		if err != nil {
			return "", err
		}
		if err := marketdb.InsertDispute(ctx, tx, dis); err != nil {
			return "", err
		}
		if err := marketdb.SaveItem(ctx, tx, &r.it); err != nil {
			return "", err
		}
		if err := recording.Disputed(ctx, tx, r.c); err != nil {
			return "", err
		}
		if err := r.answered(ctx, tx); err != nil {
			return "", err
		}
		if err := r.log(ctx, tx, market.EventDisputed, yen.Yen{}, string(dis.ID)); err != nil {
			return "", err
		}
		if err := r.tellOfDispute(ctx, tx, dis, "disputed", "「%s」について、もめごと相談が始まりました。お金は動かさずにお預かりします",
			notice.Sentence{Say: "理由：%s", Args: []any{reason}}, notice.Sentence{Say: "運営が両方の話を聞いて決めます。あなたの言い分を書いてください。"}); err != nil {
			return "", err
		}
		return string(dis.ID), tellDesk(ctx, tx, dis, "disputed", "もめごと相談が始まりました：「%s」", []any{name(r.c, r.it)})
	})
	return id.Dispute(answer), err
}

// tellOfDispute tells the other side; the link leads to the dispute.
func (r *room) tellOfDispute(ctx context.Context, tx *db.Tx, dis market.Dispute, kind notice.Kind, say string, more ...notice.Sentence) error {
	return inform.Party(ctx, tx, r.c.Other(r.by.Party), kind, notice.Message{Say: say, Args: []any{name(r.c, r.it)}, More: more, Link: "/disputes/" + string(dis.ID)})
}

func tellDesk(ctx context.Context, tx *db.Tx, dis market.Dispute, kind notice.Kind, say string, args []any) error {
	return inform.Desk(ctx, tx, kind, notice.Message{Say: say, Args: args, Link: "/desk/disputes/" + string(dis.ID)})
}

// onDispute is command for what a side does to a dispute; it answers the dispute.
func onDispute(ctx context.Context, d *db.DB, a people.Actor, did id.Dispute, f func(*db.Tx, *room, *market.Dispute) error) error {
	_, err := command(ctx, d, a, func(tx *db.Tx) (string, error) {
		dis, err := marketdb.Dispute(ctx, tx, did)
		if err != nil {
			return "", err
		}
		r, err := enterItem(ctx, tx, a, people.Accept, dis.Item)
		if err != nil {
			return "", err
		}
		if err := r.answered(ctx, tx); err != nil {
			return "", err
		}
		return string(did), f(tx, &r, &dis)
	})
	return err
}
