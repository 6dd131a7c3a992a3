package posting

import (
	"context"
	"errors"

	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
)

// atATime is how many jobs one round looks up.
const atATime = 50

// eachDue runs do on every job that list finds, each once and in a transaction of its own. What fails doesn't keep
// the others waiting; it is tried again the next time.
func eachDue(ctx context.Context, d *db.DB, list func(db.Reader) ([]market.Job, error), do func(*db.Tx, *market.Job) error) (done int, err error) {
	seen := map[id.Job]bool{}
	var failed []error
	for fresh := true; fresh && ctx.Err() == nil; {
		jobs, err := list(d.Snapshot())
		if err != nil {
			return done, err
		}
		fresh = false
		for _, j := range jobs {
			if seen[j.ID] {
				continue
			}
			seen[j.ID], fresh = true, true
			if err := d.Write(ctx, func(tx *db.Tx) error {
				j, err := marketdb.Job(ctx, tx, j.ID)
				if err != nil {
					return err
				}
				return do(tx, &j)
			}); err != nil {
				failed = append(failed, err)
				continue
			}
			done++
		}
	}
	return done, errors.Join(append(failed, ctx.Err())...)
}
