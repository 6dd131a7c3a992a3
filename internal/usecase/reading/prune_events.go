package reading

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/live/livedb"
)

// PruneEvents removes what no open page asks for any more.
func PruneEvents(ctx context.Context, d *db.DB) error {
	for more := true; more; {
		err := d.Write(ctx, func(tx *db.Tx) (err error) {
			more, err = livedb.Prune(ctx, tx)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
