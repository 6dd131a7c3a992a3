package identifying

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/identity"
	"nariwai/internal/identity/identitydb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
)

// OpenDocument lets one person at the desk look at a document for half an hour. The reason is written into the record.
func OpenDocument(ctx context.Context, d *db.DB, a people.Actor, check id.Check, reason string) (err error) {
	defer fault.Wrap(&err, "open document %s", check)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		c, err := atDesk(ctx, tx, a, check)
		if err != nil {
			return "", err
		}
		why, err := c.Open(a.Person, reason, tx.Now)
		if err != nil {
			return "", err
		}
		if err := identitydb.Save(ctx, tx, &c); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, c.Party, "identity_opened", string(c.ID), why)
	})
	return err
}

// atDesk is a check for somebody at the desk.
func atDesk(ctx context.Context, tx *db.Tx, a people.Actor, check id.Check) (c identity.Check, err error) {
	if err := peopledb.Operating(ctx, tx, a); err != nil {
		return c, err
	}
	return identitydb.Check(ctx, tx, check)
}
