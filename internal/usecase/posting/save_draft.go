// Package posting is what a client does with a job of theirs, from the first draft to its end,
// and what the clock does when they don't.
package posting

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
)

// SaveDraft keeps what a client has written of a job that is not published; with jid "" it begins a new one.
func SaveDraft(ctx context.Context, d *db.DB, a people.Actor, jid id.Job, s market.Spec) (_ id.Job, err error) {
	defer fault.Wrap(&err, "save draft %s", jid)
	answer, err := d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if jid == "" {
			return begin(ctx, tx, a, s)
		}
		j, _, err := own(ctx, tx, a, jid, peopledb.Trading)
		if err != nil {
			return "", err
		}
		if j.State != market.JobDraft && j.State != market.JobRefused {
			return "", fault.New(fault.Conflict, "この依頼は、もう公開されています")
		}
		if _, err := j.Revise(s, tx.Now); err != nil {
			return "", err
		}
		return string(j.ID), marketdb.SaveJob(ctx, tx, &j)
	})
	return id.Job(answer), err
}

func begin(ctx context.Context, tx *db.Tx, a people.Actor, s market.Spec) (string, error) {
	client, err := peopledb.Trading(ctx, tx, a, people.Order)
	if err != nil {
		return "", err
	}
	j, err := market.NewJob(id.Job(tx.NewID()), client.ID, a.Person, s, tx.Now)
	if err != nil {
		return "", err
	}
	return string(j.ID), marketdb.InsertJob(ctx, tx, j)
}
