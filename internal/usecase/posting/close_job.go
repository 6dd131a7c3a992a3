package posting

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/listing"
)

// CloseJob ends the call for proposals before its last day; the client then has some days to decide.
func CloseJob(ctx context.Context, d *db.DB, a people.Actor, jid id.Job) (err error) {
	defer fault.Wrap(&err, "close job %s", jid)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		j, _, err := own(ctx, tx, a, jid, peopledb.Acting)
		if err != nil {
			return "", err
		}
		limits, err := clocks(ctx, tx, j.Mall)
		if err != nil {
			return "", err
		}
		if err := j.Close(tx.Now, limits.DecideDays); err != nil {
			return "", err
		}
		return "", listing.Save(ctx, tx, &j)
	})
	return err
}
