package identifying

import (
	"context"

	"nariwai/internal/blob"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/identity/identitydb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
)

// WithdrawDocument takes back a document that nobody has decided about, and erases it.
func WithdrawDocument(ctx context.Context, d *db.DB, files *blob.Store, a people.Actor) (err error) {
	defer fault.Wrap(&err, "withdraw document")
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		p, err := peopledb.Acting(ctx, tx, a, people.Manage)
		if err != nil {
			return "", err
		}
		c, err := identitydb.WaitingOf(ctx, tx, p.ID)
		if fault.Is(err, fault.NotFound) {
			return "", fault.New(fault.Conflict, "確認を待つ書類はありません")
		}
		if err != nil {
			return "", err
		}
		if err := c.Withdraw(tx.Now); err != nil {
			return "", err
		}
		if err := identitydb.Save(ctx, tx, &c); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, p.ID, "identity_withdrawn", string(c.ID), "")
	})
	return swept(ctx, d, files, err)
}
