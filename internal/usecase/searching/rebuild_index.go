// Package searching is how people find work and keep what they have found.
package searching

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/search"
	"nariwai/internal/search/searchdb"
	"nariwai/internal/usecase/listing"
)

// atATime is how many jobs one transaction of a rebuild takes.
const atATime = 200

// RebuildIndex writes the index of open jobs anew if it is of another version than this program's, in short transactions
// between which the market goes on. One that breaks off is begun again.
func RebuildIndex(ctx context.Context, d *db.DB) (err error) {
	defer fault.Wrap(&err, "rebuild the index of jobs")
	have, err := searchdb.Version(ctx, d.Snapshot())
	if err != nil || have == search.Version {
		return err
	}
	for after := id.Job(""); ctx.Err() == nil; {
		var last id.Job
		if err := d.Write(ctx, func(tx *db.Tx) error {
			last = ""
			jobs, err := marketdb.OpenJobs(ctx, tx, after, atATime)
			if err != nil {
				return err
			}
			if len(jobs) == 0 {
				return nil
			}
			last = jobs[len(jobs)-1].ID
			return listing.Again(ctx, tx, jobs)
		}); err != nil {
			return err
		}
		if after = last; last == "" {
			return d.Write(ctx, func(tx *db.Tx) error { return searchdb.SetVersion(ctx, tx) })
		}
	}
	return ctx.Err()
}
