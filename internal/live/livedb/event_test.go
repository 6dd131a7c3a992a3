package livedb

import (
	"context"
	"testing"

	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/live"
)

var ctx = context.Background()

func kept(t *testing.T, d *db.DB) []live.Event {
	t.Helper()
	list, err := events.All(ctx, d.Snapshot(), "ORDER BY id")
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestTell(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		tell := func(after error, persons ...id.Person) {
			t.Helper()
			err := d.Write(ctx, func(tx *db.Tx) error {
				if err := Tell(ctx, tx, persons, live.Message, "t1", 7); err != nil {
					return err
				}
				return after
			})
			if (err == nil) != (after == nil) {
				t.Fatal(err)
			}
		}
		tell(nil, "saki", "mina", "saki", "")
		tell(nil)
		tell(fault.New(fault.Conflict, "だめ"), "saki")
		list := kept(t, d)
		if len(list) != 2 || list[0].Person != "saki" || list[1].Person != "mina" {
			t.Fatalf("%+v", list)
		}
		if e := list[0]; e.Kind != live.Message || e.Subject != "t1" || e.N != 7 || e.At != c.Now() {
			t.Errorf("%+v", e)
		}

		c.Advance(live.Kept)
		tell(nil, "taro")
		prune := func() {
			t.Helper()
			err := d.Write(ctx, func(tx *db.Tx) error {
				more, err := Prune(ctx, tx)
				if more {
					t.Error("there is no more")
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if prune(); len(kept(t, d)) != 3 {
			t.Error("removed too early")
		}
		c.Advance(1)
		if prune(); len(kept(t, d)) != 1 {
			t.Error("not removed")
		}
		if err := d.Write(ctx, func(tx *db.Tx) error { return Forget(ctx, tx, "taro") }); err != nil || len(kept(t, d)) != 0 {
			t.Error("not forgotten", err)
		}
	})
}
