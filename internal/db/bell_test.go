package db_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
)

func heard(bell <-chan struct{}, within time.Duration) bool {
	select {
	case <-bell:
		return true
	case <-time.After(within):
		return false
	}
}

func TestBell(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		silent := func(bell <-chan struct{}) bool { // the cluster's other tests are heard, too
			return d.Engine == db.Postgres || !heard(bell, 100*time.Millisecond)
		}
		ctx, stop := context.WithCancel(context.Background())
		defer stop()
		bell := d.Bell(ctx)
		for heard(bell, 300*time.Millisecond) { // the ring with which the connection begins
		}
		ring := func(err error) {
			d.Write(ctx, func(tx *db.Tx) error { tx.Ring(); return err })
		}
		ring(errors.New("no"))
		if !silent(bell) {
			t.Error("it rang for what was not kept")
		}
		if err := d.Write(ctx, func(*db.Tx) error { return nil }); err != nil || !silent(bell) {
			t.Error("it rang for nothing", err)
		}
		for range 10 {
			ring(nil)
			if !heard(bell, time.Second) {
				t.Fatal("it did not ring")
			}
		}
		if !silent(bell) {
			t.Error("one ring was heard twice")
		}
	})
}

// What one node has told, the other hears without looking.
func TestBellBetweenNodes(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	addr := dbtest.PostgresAddr(t)
	var nodes [2]*db.DB
	for i := range nodes {
		d, err := db.Open(ctx, addr)
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		nodes[i] = d
	}
	if _, err := nodes[0].Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	bell := nodes[1].Bell(ctx)
	if !heard(bell, 5*time.Second) {
		t.Fatal("it does not listen")
	}
	for range 10 {
		if err := nodes[0].Write(ctx, func(tx *db.Tx) error { tx.Ring(); return nil }); err != nil || !heard(bell, time.Second) {
			t.Fatal("it did not hear the other node", err)
		}
	}
}
