package replydb_test

import (
	"context"
	"testing"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/reply"
	"nariwai/internal/reply/replydb"
)

func counted(t *testing.T, d *db.DB, p id.Party) (c reply.Count) {
	t.Helper()
	days, err := db.All(context.Background(), d.Snapshot(), func(c *reply.Count) []any { return []any{&c.Answered, &c.Missed} },
		"SELECT answered, missed FROM reply_day WHERE party = $1", p)
	if err != nil {
		t.Fatal(err)
	}
	for _, day := range days {
		c = c.Add(day)
	}
	return c
}

func TestAsks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		ctx := context.Background()
		write := func(f func(tx *db.Tx) error) {
			t.Helper()
			if err := d.Write(ctx, f); err != nil {
				t.Fatal(err)
			}
		}
		ask := func(tx *db.Tx, thread id.Thread) reply.Ask {
			return reply.New(reply.Ask{ID: id.Message(tx.NewID()), Thread: thread, Job: "job", Asked: "shop", By: "worker"}, tx.Now)
		}
		c.Set(clock.At(2026, 6, 1, 10, 0))
		write(func(tx *db.Tx) error {
			for _, thread := range []id.Thread{"a", "b", "c"} {
				if err := replydb.Insert(ctx, tx, ask(tx, thread)); err != nil {
					return err
				}
			}
			return nil
		})
		// At most one of a thread is open, whoever is faster.
		if err := d.Write(ctx, func(tx *db.Tx) error { return replydb.Insert(ctx, tx, ask(tx, "a")) }); !fault.Is(err, fault.Conflict) {
			t.Errorf("a second open ask of a thread: %v", err)
		}
		end := func(thread id.Thread, f func(*reply.Ask, clock.Instant)) {
			t.Helper()
			write(func(tx *db.Tx) error {
				list, err := replydb.Waiting(ctx, tx, "job", "")
				if err != nil {
					return err
				}
				for _, a := range list {
					if a.Thread == thread {
						before := a
						f(&a, tx.Now)
						return replydb.Save(ctx, tx, before, a)
					}
				}
				t.Errorf("nothing waits in %s", thread)
				return nil
			})
		}
		c.Advance(3 * clock.Hour)
		end("a", func(a *reply.Ask, now clock.Instant) { a.Close(reply.ByMessage, 2, now) })
		end("b", func(a *reply.Ask, now clock.Instant) { a.Close(reply.Ended, 1, now) })
		if got := counted(t, d, "shop"); got != (reply.Count{Answered: 1}) {
			t.Errorf("counted %+v", got)
		}
		c.Advance(22 * clock.Hour)
		if late, err := replydb.Overdue(ctx, d.Snapshot(), c.Now(), 10); err != nil || len(late) != 1 || late[0].Thread != "c" {
			t.Errorf("overdue: %+v, %v", late, err)
		}
		end("c", func(a *reply.Ask, now clock.Instant) { a.Miss(now) })
		end("c", func(a *reply.Ask, now clock.Instant) { a.Close(reply.ByMessage, 4, now) }) // late: counted once
		if got := counted(t, d, "shop"); got != (reply.Count{Answered: 1, Missed: 1}) {
			t.Errorf("counted %+v", got)
		}
		if left, err := replydb.Waiting(ctx, d.Snapshot(), "job", ""); err != nil || len(left) != 0 {
			t.Errorf("still waiting: %+v, %v", left, err)
		}
		// What was changed by somebody else meanwhile is not written over.
		write(func(tx *db.Tx) error { return replydb.Insert(ctx, tx, ask(tx, "d")) })
		stale, err := replydb.OpenBy(ctx, d.Snapshot(), "worker")
		if err != nil || len(stale) != 1 {
			t.Fatal(stale, err)
		}
		end("d", func(a *reply.Ask, now clock.Instant) { a.Close(reply.ByAct, 1, now) })
		if err := d.Write(ctx, func(tx *db.Tx) error {
			a := stale[0]
			a.Close(reply.Left, 1, tx.Now)
			return replydb.Save(ctx, tx, stale[0], a)
		}); !fault.Is(err, fault.Conflict) {
			t.Errorf("a stale ask was saved: %v", err)
		}
	})
}

// What is written in bulk counts as what was written one by one.
func TestInsertAll(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		var all []reply.Ask
		for i := range 20 {
			a := reply.New(reply.Ask{ID: id.Message(rune('a' + i)), Thread: id.Thread(rune('a' + i)), Asked: "shop", By: "worker"}, clock.At(2026, 6, 1+i/5, 10, 0))
			switch i % 3 {
			case 0:
				a.Close(reply.ByMessage, 1, a.At.Add(clock.Hour))
			case 1:
				a.Miss(a.DueAt + 1)
			}
			all = append(all, a)
		}
		for _, part := range [][]reply.Ask{all[:7], all[7:]} {
			if err := d.Write(context.Background(), func(tx *db.Tx) error { return replydb.InsertAll(context.Background(), tx, part) }); err != nil {
				t.Fatal(err)
			}
		}
		if got := counted(t, d, "shop"); got != (reply.Count{Answered: 7, Missed: 7}) {
			t.Errorf("counted %+v", got)
		}
	})
}
