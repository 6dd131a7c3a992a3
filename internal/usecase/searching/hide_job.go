package searching

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/search/searchdb"
)

// HideJob leaves a job, or all jobs of its client, out of the lists that a party sees, or puts them back. Nobody hears of it.
func HideJob(ctx context.Context, d *db.DB, a people.Actor, jid id.Job, allOfClient, on bool) (err error) {
	defer fault.Wrap(&err, "hide job %s", jid)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		j, err := seen(ctx, tx, a, jid)
		if err != nil {
			return "", err
		}
		kind, thing := "job", string(j.ID)
		if allOfClient {
			kind, thing = "client", string(j.Client)
		}
		if !on {
			return "", searchdb.Unhide(ctx, tx, a.Party, kind, thing)
		}
		if j.Client == a.Party {
			return "", fault.New(fault.Conflict, "自分の依頼は隠せません")
		}
		if n, err := searchdb.HiddenBy(ctx, tx, a.Party); err != nil || n >= MostKept {
			return "", tooMany(err)
		}
		return "", searchdb.Hide(ctx, tx, a.Party, kind, thing)
	})
	return err
}
