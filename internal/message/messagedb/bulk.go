package messagedb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/message"
)

// InsertAll adds messages as they are: for markets that are made up (usecase/seeding).
func InsertAll(ctx context.Context, tx *db.Tx, ms []message.Message) error {
	return messages.InsertAll(ctx, tx, ms)
}
