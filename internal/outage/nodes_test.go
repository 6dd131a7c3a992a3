package outage

import (
	"context"
	"testing"
	"time"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
)

// TestSerializableCrowd: 32 people settle and look on SERIALIZABLE PostgreSQL without a pause. Transactions get in each other's
// way, and nobody hears of it.
func TestSerializableCrowd(t *testing.T) {
	items := 1_000
	if soak() {
		items = 20_000
	}
	addr := dbtest.PostgresAddr(t)
	d, tasks := market(t, addr, items)
	s := serve(t, addr, nil, "--files", t.TempDir())
	people := newCrowd(t, tasks, s)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	begun := time.Now()
	crowd := people.run(ctx, 32, 0)
	for int(people.next.Load()) < items && time.Since(begun) < 5*time.Minute {
		time.Sleep(10 * time.Millisecond)
	}
	took := time.Since(begun)
	stop()
	crowd.Wait()
	people.check(d)
	for what, n := range people.statuses {
		if what == "accept 503" && n > 0 {
			t.Errorf("%d acceptances were refused", n)
		}
	}
	t.Logf("%d items in %s, %.0f/s; %.0f transactions were run again", items, took.Round(time.Millisecond), float64(items)/took.Seconds(), s.metric("nariwai_db_retries_total"))
}

// TestNodeDies kills one of two nodes under load. The other serves on; when the dead one's leases have run out it does what the
// clock asks for, too.
func TestNodeDies(t *testing.T) {
	addr := dbtest.PostgresAddr(t)
	d, tasks := market(t, addr, 1_500)
	files := t.TempDir()
	first := serve(t, addr, nil, "--files", files)
	second := serve(t, addr, nil, "--files", files)
	holders := func() map[string]int {
		t.Helper()
		names, err := db.All(t.Context(), d.Snapshot(), func(s *string) []any { return []any{s} }, "SELECT holder FROM db_lease")
		if err != nil {
			t.Fatal(err)
		}
		n := map[string]int{}
		for _, holder := range names {
			n[holder]++
		}
		return n
	}
	before := holders()
	if len(before) == 0 {
		t.Fatal("nobody holds a lease")
	}
	people := newCrowd(t, tasks, first, second)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	crowd := people.run(ctx, 8, 50*time.Millisecond)
	time.Sleep(1500 * time.Millisecond)
	first.kill()
	died := time.Now()
	time.Sleep(1500 * time.Millisecond)
	stop()
	crowd.Wait()
	people.servers = []*server{second}
	people.check(d)

	// Somebody's days to accept run out after the node has died.
	due := tasks[len(tasks)-5:]
	for _, task := range due {
		if err := d.Write(t.Context(), func(tx *db.Tx) error {
			return tx.Exec(t.Context(), 1, "UPDATE market_item SET accept_by = $1 WHERE id = $2", tx.Now.Add(-clock.Second), task.Item)
		}); err != nil {
			t.Fatal(err)
		}
	}
	accepted := func() (n int) {
		for _, task := range due {
			var state string
			if err := db.One(t.Context(), d.Snapshot(), []any{&state}, "SELECT state FROM market_item WHERE id = $1", task.Item); err != nil {
				t.Fatal(err)
			}
			if state == "accepted" {
				n++
			}
		}
		return n
	}
	for accepted() < len(due) {
		if time.Since(died) > time.Minute {
			t.Fatalf("a minute after the node died %d of %d due items are accepted; leases before %v, now %v", accepted(), len(due), before, holders())
		}
		time.Sleep(200 * time.Millisecond)
	}
	t.Logf("the dead node's work is done by the other after %s", time.Since(died).Round(100*time.Millisecond))
}
