// Package reading notes what people have read of what they were told.
package reading

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/live"
	"nariwai/internal/live/livedb"
	"nariwai/internal/notice/noticedb"
	"nariwai/internal/people"
)

// ReadNotice marks one of the person's notices as read; somebody else's is NotFound.
func ReadNotice(ctx context.Context, d *db.DB, a people.Actor, n id.Notice) (err error) {
	defer fault.Wrap(&err, "read notice %s", n)
	if a.Person == "" {
		return fault.New(fault.Unsigned, "ログインしてください")
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		read, err := noticedb.Read(ctx, tx, a.Person, n)
		if err != nil || read == 0 {
			return err
		}
		return tellPages(ctx, tx, a.Person)
	})
}

// ReadAllNotices marks all notices of the person as read.
func ReadAllNotices(ctx context.Context, d *db.DB, a people.Actor) (err error) {
	defer fault.Wrap(&err, "read all notices")
	if a.Person == "" {
		return fault.New(fault.Unsigned, "ログインしてください")
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		read, err := noticedb.ReadAll(ctx, tx, a.Person)
		if err != nil || read == 0 {
			return err
		}
		return tellPages(ctx, tx, a.Person)
	})
}

// tellPages lets the number in the menu of the person's other pages follow.
func tellPages(ctx context.Context, tx *db.Tx, p id.Person) error {
	return livedb.Tell(ctx, tx, []id.Person{p}, live.Notice, "", 0)
}
