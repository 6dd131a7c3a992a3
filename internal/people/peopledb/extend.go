package peopledb

import (
	"context"

	"nariwai/internal/clock"
	"nariwai/internal/db"
)

// ExtendSessions lets all sessions last longer: time that a demonstration skips is not time that anybody was away.
func ExtendSessions(ctx context.Context, tx *db.Tx, by clock.Duration) error {
	_, err := tx.Do(ctx, "UPDATE people_session SET expires_at = expires_at + $1", int64(by))
	return err
}
