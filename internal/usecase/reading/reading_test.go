package reading_test

import (
	"context"
	"testing"

	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/notice/noticedb"
	"nariwai/internal/people"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/reading"
)

func TestRead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		ctx := context.Background()
		mina, saki := cast.Worker(t, d, "mina"), cast.Worker(t, d, "saki")
		if err := d.Write(ctx, func(tx *db.Tx) error {
			for _, who := range []people.Actor{mina, mina, saki} {
				if err := noticedb.Tell(ctx, tx, notice.Notice{Person: who.Person, Text: "x"}); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		unread := func(a people.Actor) (ids []id.Notice) {
			t.Helper()
			ids, err := db.All(ctx, d.Snapshot(), func(n *id.Notice) []any { return []any{n} },
				"SELECT id FROM notice_notice WHERE person = $1 AND read_at = 0 ORDER BY id", a.Person)
			if err != nil {
				t.Fatal(err)
			}
			return ids
		}
		first := unread(mina)[0]
		if err := reading.ReadNotice(ctx, d, saki, first); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
		for range 2 {
			if err := reading.ReadNotice(ctx, d, mina, first); err != nil {
				t.Error(err)
			}
		}
		if left := unread(mina); len(left) != 1 || left[0] == first {
			t.Errorf("unread: %v", left)
		}
		if err := reading.ReadAllNotices(ctx, d, mina); err != nil || len(unread(mina)) != 0 || len(unread(saki)) != 1 {
			t.Error(err, unread(mina), unread(saki))
		}
		if err := reading.ReadAllNotices(ctx, d, people.Actor{}); !fault.Is(err, fault.Unsigned) {
			t.Error(err)
		}
	})
}
