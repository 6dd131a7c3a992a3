package posting

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/listing"
)

// ReopenJob takes proposals again until closesOn; those who have proposed are told.
func ReopenJob(ctx context.Context, d *db.DB, a people.Actor, jid id.Job, closesOn calendar.Date) (err error) {
	defer fault.Wrap(&err, "reopen job %s", jid)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		j, client, err := own(ctx, tx, a, jid, peopledb.Trading)
		if err != nil {
			return "", err
		}
		j.Recruiter = recruiter(client)
		edits, err := j.Reopen(closesOn, tx.Now)
		if err != nil {
			return "", err
		}
		if err := listing.Save(ctx, tx, &j); err != nil {
			return "", err
		}
		return "", tellEdits(ctx, tx, a, j, edits, "「%s」の募集が、もう一度始まりました。提案を確かめてください")
	})
	return err
}
