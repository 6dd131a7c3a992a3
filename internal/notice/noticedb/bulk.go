package noticedb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
)

// Told is what one person is told.
type Told struct {
	To   notice.To
	Kind string
	notice.Message
}

// InformAll is Inform for many.
func InformAll(ctx context.Context, tx *db.Tx, list []Told) (err error) {
	defer fault.Wrap(&err, "inform %d", len(list))
	var ns []notice.Notice
	var ms []notice.Mail
	for _, t := range list {
		n := t.Notice(t.To, t.Kind)
		n.ID, n.At = id.Notice(tx.NewID()), tx.Now
		ns = append(ns, n)
		if t.To.Email != "" {
			ms = append(ms, queued(tx, t.Letter(t.To, t.Kind)))
		}
	}
	if err := notices.InsertAll(ctx, tx, ns); err != nil {
		return err
	}
	return mails.InsertAll(ctx, tx, ms)
}

// InsertAll adds notices as they are: for markets that are made up (usecase/seeding).
func InsertAll(ctx context.Context, tx *db.Tx, ns []notice.Notice) error {
	return notices.InsertAll(ctx, tx, ns)
}
