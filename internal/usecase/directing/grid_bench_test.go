package directing_test

import (
	"testing"

	"nariwai/internal/db/dbtest"
	"nariwai/internal/query"
)

// BenchmarkGrid reads the director's page of an order of 1,000 lines, of which 100 are somebody's.
func BenchmarkGrid(b *testing.B) {
	d, c := dbtest.SQLite(b)
	client, _, order, _ := stage(b, d, c, 1000, 100)
	for b.Loop() {
		g, err := query.GridOf(ctx, d, order, query.Looker{Party: client.Party, Person: client.Person}, 0)
		if err != nil || len(g.Lines) != 1000 {
			b.Fatal(len(g.Lines), err)
		}
	}
}
