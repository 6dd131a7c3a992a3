package offering

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/usecase/inform"
	"nariwai/internal/usecase/replying"
)

// DeclineOffer is the worker's no. It counts against nobody, and needs no reason.
func DeclineOffer(ctx context.Context, d *db.DB, a people.Actor, oid id.Offer, reason string) (err error) {
	defer fault.Wrap(&err, "decline offer %s", oid)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		o, j, err := received(ctx, tx, a, oid)
		if err != nil {
			return "", err
		}
		if err := o.Decline(reason, tx.Now); err != nil {
			return "", err
		}
		if err := replying.Withdrew(ctx, tx, j.ID, o.Worker, o.Client); err != nil {
			return "", err
		}
		if err := void(ctx, tx, &o, &j); err != nil {
			return "", err
		}
		m := notice.Message{Say: "「%s」のお願いは、受けてもらえませんでした", Args: []any{j.Title}, Link: "/offers/" + string(o.ID)}
		if o.Reason != "" {
			m.More = []notice.Sentence{{Say: "相手の言葉：%s", Args: []any{o.Reason}}}
		}
		return "", inform.Party(ctx, tx, o.Client, "offered", m)
	})
	return err
}
