package db_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
)

// What Exec has only sent on its way is there for the next read, fails before anything that comes after it, and is never kept by half.
func TestWritesOnTheirWay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ctx := t.Context()
		refused, boom := fault.New(fault.Conflict, "もうありません"), errors.New("boom")
		none := func(tx *db.Tx) error {
			return tx.ExecOr(ctx, 1, refused, "UPDATE db_meta SET value = 0 WHERE name = 'nobody'")
		}
		for name, c := range map[string]struct {
			f    func(*db.Tx) error
			want error
			kind fault.Kind
		}{
			"no row": {none, refused, fault.Conflict},
			"no row, and a read": {func(tx *db.Tx) error {
				_ = none(tx)
				if err := db.One(ctx, tx, []any{new(int64)}, "SELECT value FROM db_meta WHERE name = 'nobody'"); tx.Engine() == db.Postgres && !errors.Is(err, refused) {
					t.Errorf("the read answers %v", err)
				}
				return refused
			}, refused, fault.Conflict},
			"no row, and another error": {func(tx *db.Tx) error { return errors.Join(none(tx), boom) }, refused, fault.Conflict},
			"a row that is there": {func(tx *db.Tx) error {
				return errors.Join(put(ctx, tx, "twice", 1), put(ctx, tx, "twice", 2), put(ctx, tx, "after", 3))
			}, nil, fault.Conflict},
			"no statement": {func(tx *db.Tx) error { return tx.Exec(ctx, 1, "UPDATE nowhere SET x = 1") }, nil, fault.Internal},
		} {
			err := d.Write(ctx, func(tx *db.Tx) error {
				if err := put(ctx, tx, "before", 1); err != nil {
					return err
				}
				return c.f(tx)
			})
			if err == nil || !fault.Is(err, c.kind) || c.want != nil && !errors.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
			for _, row := range []string{"before", "twice", "after"} {
				if n := meta(t, d.Snapshot(), row); n != -1 {
					t.Errorf("%s: %s is kept", name, row)
				}
			}
		}

		const many = 200 // more than may wait
		if err := d.Write(ctx, func(tx *db.Tx) error {
			for i := range many {
				if err := put(ctx, tx, fmt.Sprint("row", i), int64(i)); err != nil {
					return err
				}
			}
			if n := meta(t, tx, "row199"); n != 199 {
				t.Errorf("read in the same transaction: %d", n)
			}
			for i := range many {
				if err := tx.Exec(ctx, 1, "UPDATE db_meta SET value = value + 1 WHERE name = $1", fmt.Sprint("row", i)); err != nil {
					return err
				}
			}
			return tx.Flush()
		}); err != nil {
			t.Fatal(err)
		}
		for i := range many {
			if n := meta(t, d.Snapshot(), fmt.Sprint("row", i)); n != int64(i)+1 {
				t.Fatalf("row %d is %d", i, n)
			}
		}
	})
}

// Statements arrive in the order in which they were sent, whichever of them wait.
func TestOrderOnTheWay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ctx := t.Context()
		var seen []int64
		if err := d.Write(ctx, func(tx *db.Tx) error {
			seen = nil
			if err := put(ctx, tx, "n", 1); err != nil {
				return err
			}
			if _, err := tx.Do(ctx, "UPDATE db_meta SET value = value * 10 WHERE name = 'n'"); err != nil {
				return err
			}
			seen = append(seen, meta(t, tx, "n"))
			if err := tx.Exec(ctx, 1, "UPDATE db_meta SET value = value + 5 WHERE name = 'n'"); err != nil {
				return err
			}
			seen = append(seen, meta(t, tx, "n"))
			return tx.Exec(ctx, 1, "UPDATE db_meta SET value = value * 2 WHERE name = 'n'")
		}); err != nil {
			t.Fatal(err)
		}
		if seen = append(seen, meta(t, d.Snapshot(), "n")); !slices.Equal(seen, []int64{10, 15, 30}) {
			t.Error(seen)
		}
	})
}
