package posting

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/trust/trustdb"
)

// DropDraft removes a job for good that was never published.
func DropDraft(ctx context.Context, d *db.DB, a people.Actor, jid id.Job) (err error) {
	defer fault.Wrap(&err, "drop draft %s", jid)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		j, _, err := own(ctx, tx, a, jid, peopledb.Acting)
		if err != nil {
			return "", err
		}
		if err := j.Drop(); err != nil {
			return "", err
		}
		if err := trustdb.DropMarks(ctx, tx, j.ID); err != nil {
			return "", err
		}
		return "", marketdb.DropJob(ctx, tx, j)
	})
	return err
}
