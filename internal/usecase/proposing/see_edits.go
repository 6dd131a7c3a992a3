package proposing

import (
	"context"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
)

// SeeEdits confirms a proposal as it stands after the job's edits up to upTo, the newest that its proposer was shown:
// an edit that was made meanwhile stays to be confirmed.
func SeeEdits(ctx context.Context, d *db.DB, a people.Actor, pid id.Proposal, upTo clock.Instant) (err error) {
	defer fault.Wrap(&err, "see edits for proposal %s", pid)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		p, _, _, err := own(ctx, tx, a, pid, peopledb.Trading)
		if err != nil {
			return "", err
		}
		if err := p.SeeEdits(upTo, tx.Now); err != nil {
			return "", err
		}
		return "", marketdb.SaveAnswer(ctx, tx, &p)
	})
	return err
}
