package noticedb

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/phrase"
)

var ctx = context.Background()

func write(t *testing.T, d *db.DB, f func(*db.Tx) error) {
	t.Helper()
	if err := d.Write(ctx, f); err != nil {
		t.Fatal(err)
	}
}

func all[T any](t *testing.T, d *db.DB, table db.Table[T]) []T {
	t.Helper()
	rows, err := table.All(ctx, d.Snapshot(), "ORDER BY id")
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func claim(t *testing.T, d *db.DB) (m notice.Mail, ok bool) {
	t.Helper()
	write(t, d, func(tx *db.Tx) (err error) { m, ok, err = Claim(ctx, tx); return err })
	return m, ok
}

func settle(t *testing.T, d *db.DB, m notice.Mail, a notice.Answer) {
	t.Helper()
	write(t, d, func(tx *db.Tx) error { return Settle(ctx, tx, m, m.Answered(a, "なぜか", tx.Now)) })
}

func TestInform(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		message := notice.Message{Say: "見つかりませんでした", Link: "/contracts/1"}
		write(t, d, func(tx *db.Tx) error {
			if err := Inform(ctx, tx, notice.To{Person: "p1", Email: "a@example.jp", Lang: phrase.Ja}, "awarded", message); err != nil {
				return err
			}
			return Inform(ctx, tx, notice.To{Person: "p2", Lang: phrase.Ja}, "awarded", message)
		})
		told := all(t, d, notices)
		slices.SortFunc(told, func(a, b notice.Notice) int { return strings.Compare(string(a.Person), string(b.Person)) })
		if len(told) != 2 || told[0].Text != "見つかりませんでした" || told[0].At != c.Now() || told[0].Link != "/contracts/1" {
			t.Errorf("notices: %+v", told)
		}
		queue := all(t, d, mails)
		if len(queue) != 1 || queue[0].To != "a@example.jp" || queue[0].State != notice.Queued || queue[0].Subject != "見つかりませんでした" {
			t.Errorf("mails: %+v", queue)
		}

		err := d.Write(ctx, func(tx *db.Tx) error { _, err := Read(ctx, tx, "p2", told[0].ID); return err })
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("reading somebody else's notice: %v", err)
		}
		c.Advance(clock.Minute)
		for range 2 {
			write(t, d, func(tx *db.Tx) error { _, err := Read(ctx, tx, "p1", told[0].ID); return err })
			write(t, d, func(tx *db.Tx) error { _, err := ReadAll(ctx, tx, "p2"); return err })
			c.Advance(clock.Minute)
		}
		for _, n := range all(t, d, notices) {
			if n.ReadAt != dbtest.Start.Add(clock.Minute) {
				t.Errorf("read at %v", n.ReadAt)
			}
		}
	})
}

func TestNothingIsToldOfWhatFails(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		refuse := fault.New(fault.Conflict, "だめ")
		err := d.Write(ctx, func(tx *db.Tx) error {
			to := notice.To{Person: "p1", Email: "a@example.jp", Lang: phrase.Ja}
			if err := Inform(ctx, tx, to, "awarded", notice.Message{Say: "見つかりませんでした"}); err != nil {
				return err
			}
			return refuse
		})
		if !fault.Is(err, fault.Conflict) {
			t.Fatal(err)
		}
		if n := len(all(t, d, notices)) + len(all(t, d, mails)); n != 0 {
			t.Errorf("%d rows are left of a refused command", n)
		}
	})
}

func TestClaimOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		const n = 40
		write(t, d, func(tx *db.Tx) error {
			for i := range n {
				if err := Queue(ctx, tx, notice.Letter{To: fmt.Sprintf("p%d@example.jp", i), Lang: phrase.Ja}); err != nil {
					return err
				}
			}
			return nil
		})
		var mu sync.Mutex
		seen := map[id.Mail]int{}
		var senders sync.WaitGroup
		for range 8 {
			senders.Go(func() {
				for {
					var m notice.Mail
					var ok bool
					err := d.Write(ctx, func(tx *db.Tx) (err error) { m, ok, err = Claim(ctx, tx); return err })
					if err != nil {
						t.Error(err)
						return
					}
					if !ok {
						return
					}
					mu.Lock()
					seen[m.ID]++
					mu.Unlock()
				}
			})
		}
		senders.Wait()
		if len(seen) != n {
			t.Errorf("%d of %d mails were claimed", len(seen), n)
		}
		for m, times := range seen {
			if times != 1 {
				t.Errorf("%s was claimed %d times", m, times)
			}
		}
	})
}

func TestMailLife(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		write(t, d, func(tx *db.Tx) error {
			return Queue(ctx, tx, notice.Letter{Person: "p1", To: "a@example.jp", Lang: phrase.Ja, Text: "合い鍵", Link: "/reset?t=1", Secret: true})
		})
		one := func() notice.Mail { return all(t, d, mails)[0] }

		// A sender that dies keeps the mail only for its lease.
		dead, ok := claim(t, d)
		if !ok {
			t.Fatal("nothing to claim")
		}
		if _, ok := claim(t, d); ok {
			t.Fatal("claimed twice")
		}
		c.Advance(notice.Lease)
		m, ok := claim(t, d)
		if !ok {
			t.Fatal("not claimed after the lease ran out")
		}
		settle(t, d, dead, notice.Later) // comes back too late to say anything but "sent"
		if got := one(); got.Attempts != 0 || got.LeaseUntil != m.LeaseUntil {
			t.Errorf("a late sender changed %+v", got)
		}

		// Put off, then given up, then queued again by hand.
		settle(t, d, m, notice.Later)
		if _, ok := claim(t, d); ok {
			t.Error("claimed before its time")
		}
		c.Advance(clock.Minute)
		if m, ok = claim(t, d); !ok {
			t.Fatal("not claimed at its time")
		}
		settle(t, d, m, notice.Refused)
		if got := one(); got.State != notice.Failed || got.LastError != "なぜか" || got.Text == "" {
			t.Errorf("refused: %+v", got)
		}
		write(t, d, func(tx *db.Tx) error { return Again(ctx, tx, m.ID) })
		if err := d.Write(ctx, func(tx *db.Tx) error { return Again(ctx, tx, m.ID) }); !fault.Is(err, fault.Conflict) {
			t.Errorf("queued again twice: %v", err)
		}

		// Sent: the secret is gone.
		if m, ok = claim(t, d); !ok {
			t.Fatal("not claimed again")
		}
		settle(t, d, m, notice.Taken)
		settle(t, d, m, notice.Taken)
		if got := one(); got.State != notice.Sent || got.SentAt != c.Now() || got.Text != "" || got.Link != "" || got.Attempts != 1 {
			t.Errorf("sent: %+v", got)
		}
	})
}

func TestForgetAndPrune(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		letter := notice.Letter{Person: "p1", To: "a@example.jp", Lang: phrase.Ja}
		to := notice.To{Person: "p1", Email: "a@example.jp", Lang: phrase.Ja}
		write(t, d, func(tx *db.Tx) error {
			return Inform(ctx, tx, to, "awarded", notice.Message{Say: "見つかりませんでした"})
		})
		m, _ := claim(t, d)
		settle(t, d, m, notice.Taken)
		write(t, d, func(tx *db.Tx) error { return Queue(ctx, tx, letter) })
		write(t, d, func(tx *db.Tx) error { return Forget(ctx, tx, "p1") })
		if left := all(t, d, mails); len(left) != 1 || left[0].Person != "" || left[0].State != notice.Queued {
			t.Errorf("left: %+v", left)
		}
		if left := all(t, d, notices); len(left) != 0 {
			t.Errorf("left: %+v", left)
		}
		m, _ = claim(t, d)
		settle(t, d, m, notice.Taken)
		write(t, d, func(tx *db.Tx) error { return Prune(ctx, tx) })
		if left := all(t, d, mails); len(left) != 0 {
			t.Errorf("left: %+v", left)
		}

		write(t, d, func(tx *db.Tx) error {
			return Inform(ctx, tx, to, "awarded", notice.Message{Say: "見つかりませんでした"})
		})
		m, _ = claim(t, d)
		settle(t, d, m, notice.Refused)
		c.Advance(Kept)
		write(t, d, func(tx *db.Tx) error { return Prune(ctx, tx) })
		if len(all(t, d, mails)) != 1 || len(all(t, d, notices)) != 1 {
			t.Error("pruned too early")
		}
		c.Advance(1)
		write(t, d, func(tx *db.Tx) error { return Prune(ctx, tx) })
		if len(all(t, d, mails)) != 0 || len(all(t, d, notices)) != 0 {
			t.Error("not pruned")
		}
	})
}
