// Package recounting counts what is kept in sums once more from the beginning.
package recounting

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/usecase/recording"
)

// RebuildRecords counts the records of all parties anew if another program's rules, or none, have counted them.
func RebuildRecords(ctx context.Context, d *db.DB) error { return recording.Rebuild(ctx, d) }
