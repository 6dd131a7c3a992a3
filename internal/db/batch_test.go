package db_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
)

// Two functions in one batch, of which the second is refused because of what the first did, and each call to the database fails
// in turn. When the batch is not kept the refusal has no ground: nobody is told "no" because of what isn't there.
func TestRefusalInLostBatch(t *testing.T) {
	b := dbtest.NewBreaker(db.SQLite)
	d, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "a.db"), b.Option())
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	var inBatch, lost int
	for n := 1; n <= 40; n++ {
		name := fmt.Sprint("fails at ", n)
		hold, held := make(chan struct{}), make(chan struct{})
		var all sync.WaitGroup
		all.Go(func() {
			d.Write(t.Context(), func(*db.Tx) error { close(held); <-hold; return nil })
		})
		<-held
		var errs [2]error
		for i := range errs {
			all.Go(func() { errs[i] = d.Write(t.Context(), func(tx *db.Tx) error { return put(t.Context(), tx, name, 1) }) })
		}
		time.Sleep(2 * time.Millisecond) // both wait for the writer
		b.Arm(n, dbtest.Refused)
		close(hold)
		all.Wait()
		if slices.Contains(b.Disarm(), "SAVEPOINT f") {
			inBatch++
		}
		var kept, refused, away int
		for _, err := range errs {
			switch {
			case err == nil:
				kept++
			case fault.Is(err, fault.Conflict):
				refused++
			case fault.Is(err, fault.Unavailable):
				away++
			default:
				t.Errorf("%s: %v", name, err)
			}
		}
		stands := meta(t, d.Snapshot(), name) == 1
		if stands != (kept == 1) || refused > 0 && !stands {
			t.Errorf("%s: it stands: %t, and the answers are %v", name, stands, errs)
		}
		if away == 2 {
			lost++
		}
	}
	if inBatch < 20 || lost < 2 {
		t.Errorf("%d batches of two, %d of them lost", inBatch, lost)
	}
}
