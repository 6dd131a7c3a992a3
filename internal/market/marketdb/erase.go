package marketdb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/market"
)

// DropJob removes a job that was never shown to anybody.
func DropJob(ctx context.Context, tx *db.Tx, j market.Job) (err error) {
	defer fault.Wrap(&err, "drop job %s", j.ID)
	if _, err := tx.Do(ctx, "DELETE FROM market_job_edit WHERE job = $1", j.ID); err != nil {
		return err
	}
	return tx.Exec(ctx, 1, "DELETE FROM market_job WHERE id = $1 AND version = $2", j.ID, j.Version)
}
