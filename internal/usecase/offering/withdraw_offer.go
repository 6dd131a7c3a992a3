package offering

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/usecase/inform"
)

// WithdrawOffer takes back what nobody has answered.
func WithdrawOffer(ctx context.Context, d *db.DB, a people.Actor, oid id.Offer) (err error) {
	defer fault.Wrap(&err, "withdraw offer %s", oid)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		o, j, err := sent(ctx, tx, a, oid)
		if err != nil {
			return "", err
		}
		if err := o.Withdraw(tx.Now); err != nil {
			return "", err
		}
		if err := void(ctx, tx, &o, &j); err != nil {
			return "", err
		}
		return "", inform.Party(ctx, tx, o.Worker, "offered", notice.Message{
			Say: "「%s」のお願いは、依頼主が取り下げました", Args: []any{j.Title}, Link: "/offers/" + string(o.ID),
		})
	})
	return err
}
