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
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/inform"
)

// TakeUpItem puts an escalated item before the desk without either side's asking: somebody must decide before the law's last day.
func TakeUpItem(ctx context.Context, d *db.DB, a people.Actor, iid id.Item, reason string) (did id.Dispute, err error) {
	defer fault.Wrap(&err, "take up item %s", iid)
	answer, err := command(ctx, d, a, func(tx *db.Tx) (string, error) {
		if err := peopledb.Operating(ctx, tx, a); err != nil {
			return "", err
		}
		c, it, err := reload(ctx, tx, iid)
		if err != nil {
			return "", err
		}
		if err := impartial(ctx, tx, a, c); err != nil {
			return "", err
		}
		dis, err := c.TakeUp(id.Dispute(tx.NewID()), &it, a.Person, reason, tx.Now)
		if err != nil {
			return "", err
		}
		if err := marketdb.InsertDispute(ctx, tx, dis); err != nil {
			return "", err
		}
		if err := marketdb.SaveItem(ctx, tx, &it); err != nil {
			return "", err
		}
		if err := marketdb.Log(ctx, tx, market.Event{Contract: c.ID, Item: iid, Kind: market.EventTakenUp, By: a.Person, Note: string(dis.ID)}); err != nil {
			return "", err
		}
		for _, p := range []id.Party{c.Client, c.Worker} {
			if err := inform.Party(ctx, tx, p, "disputed", notice.Message{
				Say: "「%s」を、運営が取り上げました。お金は動かさずにお預かりします", Args: []any{name(c, it)}, Link: "/disputes/" + string(dis.ID),
				More: []notice.Sentence{{Say: "理由：%s", Args: []any{reason}}, {Say: "運営が両方の話を聞いて決めます。あなたの言い分を書いてください。"}},
			}); err != nil {
				return "", err
			}
		}
		return string(dis.ID), tx.Audit(ctx, a.Person, a.Party, "take_up", string(iid), reason)
	})
	return id.Dispute(answer), err
}
