package db_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
)

func meta(t *testing.T, r db.Reader, name string) (n int64) {
	t.Helper()
	err := db.One(t.Context(), r, []any{&n}, "SELECT value FROM db_meta WHERE name = $1", name)
	if fault.Is(err, fault.NotFound) {
		return -1
	}
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func put(ctx context.Context, tx *db.Tx, name string, n int64) error {
	return tx.Exec(ctx, 1, "INSERT INTO db_meta (name, value) VALUES ($1, $2)", name, n)
}

func TestWriteKeepsAllOrNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ctx := t.Context()
		if err := d.Write(ctx, func(tx *db.Tx) error { return put(ctx, tx, "kept", 1) }); err != nil {
			t.Fatal(err)
		}
		boom := errors.New("boom")
		if err := d.Write(ctx, func(tx *db.Tx) error {
			if err := put(ctx, tx, "lost", 1); err != nil {
				return err
			}
			return boom
		}); !errors.Is(err, boom) {
			t.Fatal(err)
		}
		err := d.Write(ctx, func(tx *db.Tx) error {
			if err := put(ctx, tx, "lost", 1); err != nil {
				return err
			}
			panic("slipped")
		})
		if err == nil || !strings.Contains(err.Error(), "slipped") {
			t.Fatalf("a panic became %v", err)
		}
		if err := d.Write(ctx, func(tx *db.Tx) error { return put(ctx, tx, "kept", 2) }); !fault.Is(err, fault.Conflict) {
			t.Fatalf("a second row with the same key: %v", err)
		}
		if meta(t, d.Snapshot(), "kept") != 1 || meta(t, d.Snapshot(), "lost") != -1 {
			t.Fatal("the wrong rows were kept")
		}
	})
}

// Many functions in one batch: each is kept or lost by itself, whatever its neighbours do.
func TestWriteInCrowd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ctx := t.Context()
		var wg sync.WaitGroup
		var mu sync.Mutex
		errs := map[int]error{}
		for i := range 200 {
			wg.Go(func() {
				err := d.Write(ctx, func(tx *db.Tx) error {
					if err := put(ctx, tx, fmt.Sprint("crowd", i), int64(i)); err != nil {
						return err
					}
					switch i % 3 {
					case 1:
						return errors.New("no")
					case 2:
						if i%2 == 0 {
							panic("no")
						}
					}
					return nil
				})
				mu.Lock()
				errs[i] = err
				mu.Unlock()
			})
		}
		wg.Wait()
		for i := range 200 {
			want := int64(i)
			if errs[i] != nil {
				want = -1
			}
			if got := meta(t, d.Snapshot(), fmt.Sprint("crowd", i)); got != want {
				t.Errorf("%d: answered %v, stands as %d", i, errs[i], got)
			}
		}
	})
}

// One counter that everybody raises: SERIALIZABLE with retries and the single writer give the same sum.
func TestWriteRetries(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ctx := t.Context()
		if err := d.Write(ctx, func(tx *db.Tx) error { return put(ctx, tx, "n", 0) }); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for range 40 {
			wg.Go(func() {
				if err := d.Write(ctx, func(tx *db.Tx) error {
					var n int64
					if err := db.One(ctx, tx, []any{&n}, "SELECT value FROM db_meta WHERE name = 'n'"); err != nil {
						return err
					}
					return tx.Exec(ctx, 1, "UPDATE db_meta SET value = $1 WHERE name = 'n'", n+1)
				}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if got := meta(t, d.Snapshot(), "n"); got != 40 {
			t.Fatalf("40 raises made %d", got)
		}
	})
}

func TestOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		ctx := t.Context()
		do := func(cmd db.Command) (string, error) {
			return d.Once(ctx, cmd, func(tx *db.Tx) (string, error) {
				id := tx.NewID()
				return id, put(ctx, tx, id, 7)
			})
		}
		done := func() (n int) {
			if err := db.One(ctx, d.Snapshot(), []any{&n}, "SELECT COUNT(*) FROM db_meta WHERE value = 7"); err != nil {
				t.Fatal(err)
			}
			return n
		}
		first, err := do(db.Command{By: "hana", Key: "k", Body: "b"})
		if err != nil {
			t.Fatal(err)
		}
		if again, err := do(db.Command{By: "hana", Key: "k", Body: "b"}); err != nil || again != first || done() != 1 {
			t.Fatalf("again: %q (first %q), %v, done %d times", again, first, err, done())
		}
		if _, err := do(db.Command{By: "hana", Key: "k", Body: "other"}); !fault.Is(err, fault.Reused) || done() != 1 {
			t.Fatalf("another body: %v", err)
		}
		if other, err := do(db.Command{By: "yuki", Key: "k", Body: "b"}); err != nil || other == first {
			t.Fatalf("another person's key: %q, %v", other, err)
		}
		c.Advance(db.KeyKept + clock.Hour)
		if err := d.Write(ctx, func(tx *db.Tx) error { return db.ForgetCommands(ctx, tx) }); err != nil {
			t.Fatal(err)
		}
		if late, err := do(db.Command{By: "hana", Key: "k", Body: "b"}); err != nil || late == first {
			t.Fatalf("after the key was forgotten: %q, %v", late, err)
		}
	})
}

func TestLease(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		take := func(holder string) bool {
			got, err := d.Lease(t.Context(), "minute", holder, clock.Minute)
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		if !take("a") || take("b") || !take("a") {
			t.Fatal("one holder at a time")
		}
		c.Advance(clock.Minute)
		if !take("b") || take("a") {
			t.Fatal("a lease that ran out passes on")
		}
	})
}

func TestDemonstration(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ctx := t.Context()
		move := func() error {
			return d.Write(ctx, func(tx *db.Tx) error { return d.MoveClock(ctx, tx, clock.Day) })
		}
		if err := move(); !fault.Is(err, fault.Forbidden) || d.Demonstration() {
			t.Fatalf("a real market's clock: %v", err)
		}
		if err := d.MarkDemonstration(ctx, clock.Day); err != nil || !d.Demonstration() {
			t.Fatal(err)
		}
		if err := move(); err != nil {
			t.Fatal(err)
		}
		if got := meta(t, d.Snapshot(), "clock_offset"); got != int64(2*clock.Day) {
			t.Fatalf("offset %d", got)
		}
	})
}

func TestIdsRise(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		last := ""
		for range 10_000 { // more than one millisecond's counter holds
			id := d.NewID(dbtest.Start)
			if id <= last || len(id) != 36 || id[14] != '7' {
				t.Fatalf("%s after %s", id, last)
			}
			last = id
		}
	})
}
