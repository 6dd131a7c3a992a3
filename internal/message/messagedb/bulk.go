package messagedb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/message"
)

// InsertAll adds threads and messages as they are: for markets that are made up (usecase/seeding).
func InsertAll(ctx context.Context, tx *db.Tx, ts []message.Thread, ss []message.Seat, ms []message.Message) (err error) {
	defer fault.Wrap(&err, "insert %d threads", len(ts))
	if err := threads.InsertAll(ctx, tx, ts); err != nil {
		return err
	}
	if err := seats.InsertAll(ctx, tx, ss); err != nil {
		return err
	}
	return messages.InsertAll(ctx, tx, ms)
}
