package talking

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/live"
	"nariwai/internal/message/messagedb"
	"nariwai/internal/notice/noticedb"
	"nariwai/internal/people"
	"nariwai/internal/usecase/threading"
)

// MarkRead notes that a person has seen a thread up to a message; when that is all, they need no mail about it any more. The other side sees how far somebody of this side has read.
func MarkRead(ctx context.Context, d *db.DB, a people.Actor, tid id.Thread, upTo int64) (err error) {
	defer fault.Wrap(&err, "mark %s read", tid)
	if a.Person == "" {
		return fault.New(fault.Unsigned, "ログインしてください")
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		t, _, err := enter(ctx, tx, a, tid)
		if err != nil {
			return err
		}
		s, err := messagedb.Seat(ctx, tx, t.ID, a.Party)
		if err != nil {
			return err
		}
		upTo := max(0, min(upTo, t.LastN))
		if upTo >= s.TheirsN {
			if err := noticedb.Seen(ctx, tx, string(t.ID), a.Person); err != nil {
				return err
			}
		}
		if more, err := messagedb.Read(ctx, tx, s, a.Person, upTo); err != nil || !more {
			return err
		}
		return threading.Tell(ctx, tx, t, live.Read, upTo)
	})
}
