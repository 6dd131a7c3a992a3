package closing_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"testing"

	"nariwai/internal/bank/zenginread"
	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
	"nariwai/internal/usecase/closing"
	"nariwai/internal/usecase/seeding"
	"nariwai/internal/usecase/verifying"
	"nariwai/internal/yen"
)

// More payees than one transaction takes, more lines than the bank takes in one file, and a closing that is broken off: taken up
// again it comes to the same as if nothing had happened.
func TestCrowd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		ok := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		const payees, items, lines = 450, 2, 100
		c.Set(clock.At(2026, 5, 2, 9, 0))
		ok(d.MarkBench(ctx, 3))
		month, desk, err := seeding.Earned(ctx, d, payees, items, nil)
		ok(err)
		c.Set(clock.At(2026, 5, 3, 9, 0))
		ok(d.Write(ctx, func(tx *db.Tx) error {
			op, _, err := policydb.At[policy.Identity](ctx, tx, policy.Operator, id.Site, calendar.On(tx.Now))
			if err != nil {
				return err
			}
			op.FileLines = lines
			return policydb.Set(ctx, tx, policy.Operator, id.Site, calendar.On(tx.Now), op, desk[0].Person)
		}))

		broken, stop := context.WithCancel(ctx)
		if _, err := closing.CloseMonth(broken, d, month, func(done, total int) { stop() }); err == nil {
			t.Fatal("a closing that was broken off came to its end")
		}
		run, err := closing.CloseMonth(ctx, d, month, nil)
		ok(err)
		if run.State != billing.RunCounted || run.Payees+run.Held != payees {
			t.Fatalf("%s with %d and %d held, want %d", run.State, run.Payees, run.Held, payees)
		}
		ok(closing.CheckRun(ctx, d, desk[0], run.ID, run.Total))
		clicks := make(chan error, 6)
		second := desk[1]
		second.Key, second.Body = "release", "release"
		for range 6 { // all of them look at the lines while the others do
			go func() { clicks <- closing.ReleaseRun(ctx, d, second, run.ID, "") }()
		}
		for range 6 {
			ok(<-clicks)
		}
		name, file, err := closing.ExportRun(ctx, d, desk[0], run.ID)
		ok(err)
		if want := fmt.Sprintf("nariwai-%d.zip", run.PayOn); name != want {
			t.Errorf("the files are called %s, want %s", name, want)
		}
		if _, again, err := closing.ExportRun(ctx, d, desk[1], run.ID); err != nil || !bytes.Equal(file, again) {
			t.Error("made again, the files are others", err)
		}
		z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
		ok(err)
		var total yen.Yen
		place := 0
		for i, f := range z.File {
			r, err := f.Open()
			ok(err)
			read, err := zenginread.Read(r)
			ok(err)
			if n := len(read.Transfers); n > lines || n < lines && i < len(z.File)-1 {
				t.Errorf("%s has %d lines", f.Name, n)
			}
			for _, tr := range read.Transfers {
				place++
				if tr.Customer1 != fmt.Sprintf("%010d", place) {
					t.Fatalf("%s: place %s, want %d", f.Name, tr.Customer1, place)
				}
				total = total.Add(tr.Amount)
			}
		}
		if int64(place) != run.Payees || total != run.Total {
			t.Errorf("the files send %s to %d, the run %s to %d", total, place, run.Total, run.Payees)
		}
		last, err := billingdb.PayoutsInFile(ctx, d.Snapshot(), run.ID, run.Payees-1, 10)
		if err != nil || len(last) != 1 || last[0].N != run.Payees {
			t.Error("the last line is not in the last place:", last, err)
		}
		c.Set(run.PayOn.Start())
		ok(closing.MarkPaid(ctx, d, desk[0], run.ID))
		found, err := verifying.Verify(ctx, d, nil)
		ok(err)
		for _, v := range found {
			t.Error(v)
		}
	})
}
