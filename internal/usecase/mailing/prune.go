package mailing

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/notice/noticedb"
)

// Prune removes notices and finished mails that nobody needs any more.
func Prune(ctx context.Context, d *db.DB) error {
	return d.Write(ctx, func(tx *db.Tx) error { return noticedb.Prune(ctx, tx) })
}
