package db_test

import (
	"sync"
	"testing"

	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
)

// Nodes that start on an empty database at once: each step is taken once, and all of them go on.
func TestMigrateAtOnce(t *testing.T) {
	t.Parallel()
	addr := dbtest.PostgresAddr(t)
	const nodes = 4
	var steps [nodes]int
	var all sync.WaitGroup
	for i := range nodes {
		all.Go(func() {
			d, err := db.Open(t.Context(), addr)
			if err != nil {
				t.Error(err)
				return
			}
			defer d.Close()
			taken, err := d.Migrate(t.Context())
			if err != nil {
				t.Errorf("node %d: %v", i, err)
			}
			steps[i] = len(taken)
			if pending, err := d.Pending(t.Context()); pending || err != nil {
				t.Errorf("node %d: pending %v, %v", i, pending, err)
			}
		})
	}
	all.Wait()
	sum, most := 0, 0
	for _, n := range steps {
		sum, most = sum+n, max(most, n)
	}
	if sum != most || sum == 0 {
		t.Errorf("the nodes took %v steps", steps)
	}
}
