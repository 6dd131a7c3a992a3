package searching

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/search/searchdb"
)

// MostKept is how many jobs a party may keep in mind, and how many things it may hide.
const MostKept = 1000

// SaveJob keeps a job in mind, or no more. Its client sees how many do, not who.
func SaveJob(ctx context.Context, d *db.DB, a people.Actor, jid id.Job, on bool) (err error) {
	defer fault.Wrap(&err, "keep job %s in mind", jid)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		j, err := seen(ctx, tx, a, jid)
		if err != nil {
			return "", err
		}
		if !on {
			return "", searchdb.UnsaveJob(ctx, tx, a.Party, j.ID)
		}
		if n, err := searchdb.JobsKeptBy(ctx, tx, a.Party); err != nil || n >= MostKept {
			return "", tooMany(err)
		}
		return "", searchdb.SaveJob(ctx, tx, a.Party, j.ID)
	})
	return err
}

// seen is a job that everybody may see, for somebody who may act for a party.
func seen(ctx context.Context, tx *db.Tx, a people.Actor, jid id.Job) (j market.Job, err error) {
	if _, err := peopledb.Acting(ctx, tx, a, people.Any); err != nil {
		return j, err
	}
	if j, err = marketdb.Job(ctx, tx, jid); err != nil {
		return j, err
	}
	if !j.Shown() {
		return j, fault.New(fault.NotFound, "見つかりませんでした")
	}
	return j, nil
}

func tooMany(err error) error {
	if err != nil {
		return err
	}
	return fault.New(fault.Conflict, "%d件までです。要らなくなったものを外してください", MostKept)
}
