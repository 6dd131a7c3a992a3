package seeding_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"sync/atomic"
	"testing"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/usecase/seeding"
	"nariwai/internal/usecase/verifying"
)

var ctx = context.Background()

func bench(t *testing.T, d *db.DB) {
	t.Helper()
	if err := d.MarkBench(ctx, 7); err != nil {
		t.Fatal(err)
	}
}

func verify(t *testing.T, d *db.DB) {
	t.Helper()
	found, err := verifying.Verify(ctx, d, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range found {
		if t.Error(v); i == 20 {
			t.Fatalf("and %d more", len(found)-i)
		}
	}
}

func TestYear(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		c.Set(clock.At(2026, 4, 20, 0, 0))
		bench(t, d)
		if err := seeding.Year(ctx, d, seeding.Size{Workers: 2_000}, nil); err != nil {
			t.Fatal(err)
		}
		verify(t, d)
		for _, table := range tables {
			var n int64
			if err := db.One(ctx, d.Snapshot(), []any{&n}, "SELECT COUNT(*) FROM "+table); err != nil {
				t.Fatal(err)
			}
			if n == 0 {
				t.Errorf("%s is empty", table)
			}
		}
	})
}

var tables = []string{"people_person", "people_party", "people_account", "market_job", "market_proposal", "market_contract", "market_item", "market_delivery", "market_event",
	"billing_funding", "billing_deposit", "billing_settlement", "billing_run", "billing_payout", "ledger_transfer", "ledger_account", "ledger_day", "document_document", "notice_notice", "message_message", "reply_ask", "reply_day"}

// The same number makes the same market, to the byte.
func TestYearAgain(t *testing.T) {
	sum := func() string {
		d, c := dbtest.SQLite(t)
		c.Set(clock.At(2026, 4, 20, 0, 0))
		var made atomic.Int64
		d.NewID = func(clock.Instant) string { return fmt.Sprint("made ", made.Add(1)) }
		bench(t, d)
		if err := seeding.Year(ctx, d, seeding.Size{Workers: 300}, nil); err != nil {
			t.Fatal(err)
		}
		h := sha256.New()
		for _, table := range tables {
			rows, err := d.Snapshot().Query(ctx, "SELECT * FROM "+table+" ORDER BY 1, 2")
			if err != nil {
				t.Fatal(err)
			}
			columns, _ := rows.Columns()
			values, pointers := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				pointers[i] = &values[i]
			}
			for rows.Next() {
				if err := rows.Scan(pointers...); err != nil {
					t.Fatal(err)
				}
				fmt.Fprintln(h, table, values)
			}
			rows.Close()
		}
		return fmt.Sprintf("%x", h.Sum(nil))
	}
	if a, b := sum(), sum(); a != b {
		t.Errorf("%s and then %s", a, b)
	}
}

func TestDelivered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		bench(t, d)
		for range 2 { // a second part goes on from the first
			tasks, err := seeding.Delivered(ctx, d, 50, 5, nil)
			if err != nil || len(tasks) != 50 {
				t.Fatal(len(tasks), err)
			}
		}
		verify(t, d)
	})
}

// A market in which people are is never filled, and neither is one that was not made for it.
func TestOnlyForMeasuring(t *testing.T) {
	d, _ := dbtest.SQLite(t)
	if _, err := seeding.Delivered(ctx, d, 1, 1, nil); err == nil {
		t.Error("a database that is not marked was filled")
	}
	if err := seeding.Year(ctx, d, seeding.Size{Workers: 10}, nil); err == nil {
		t.Error("a database that is not marked was filled")
	}
	bench(t, d)
	if _, err := seeding.Delivered(ctx, d, 1, 1, nil); err != nil {
		t.Fatal(err)
	}
	if err := d.MarkBench(ctx, 1); err == nil {
		t.Error("a database with people in it was marked")
	}
}
