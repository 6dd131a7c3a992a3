package mailing

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/mail"
	"nariwai/internal/notice/noticedb"
)

// TakeBounce notes what a mail server has reported of a mail that it could not deliver.
func TakeBounce(ctx context.Context, d *db.DB, b mail.Bounce) (err error) {
	defer fault.Wrap(&err, "take a bounce")
	return d.Write(ctx, func(tx *db.Tx) error { return noticedb.Returned(ctx, tx, b.Mail, b.Gone, b.Why) })
}
