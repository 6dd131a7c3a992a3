package searching

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/search/searchdb"
)

// ForgetChanges removes the old notes of what has changed in the index of jobs.
func ForgetChanges(ctx context.Context, d *db.DB) error {
	return d.Write(ctx, func(tx *db.Tx) error { return searchdb.ForgetChanges(ctx, tx) })
}
