package posting

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/listing"
	"nariwai/internal/usecase/recording"
)

// EndJob ends a job without further hires and answers everybody who still waits.
func EndJob(ctx context.Context, d *db.DB, a people.Actor, jid id.Job) (err error) {
	defer fault.Wrap(&err, "end job %s", jid)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		j, _, err := own(ctx, tx, a, jid, peopledb.Acting)
		if err != nil {
			return "", err
		}
		if err := j.End(tx.Now); err != nil {
			return "", err
		}
		if err := listing.Save(ctx, tx, &j); err != nil {
			return "", err
		}
		if err := recording.JobEnded(ctx, tx, j); err != nil {
			return "", err
		}
		return "", listing.AnswerAll(ctx, tx, j)
	})
	return err
}
