package noticedb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/notice"
)

// InsertAll adds notices as they are: for markets that are made up (usecase/seeding).
func InsertAll(ctx context.Context, tx *db.Tx, ns []notice.Notice) error {
	return notices.InsertAll(ctx, tx, ns)
}
