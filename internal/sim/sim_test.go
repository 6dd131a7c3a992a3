package sim

import (
	"flag"
	"maps"
	"os"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
)

// TestMain lives fewer lives than rapid's default of 100, because each is months long; -rapid.checks asks for as many as one likes.
func TestMain(m *testing.M) {
	flag.Parse()
	if checks := flag.Lookup("rapid.checks"); checks.Value.String() == checks.DefValue {
		flag.Set("rapid.checks", "8")
		flag.Set("rapid.shrinktime", "20s")
	}
	os.Exit(m.Run())
}

func TestMarket(t *testing.T) {
	for engine, open := range map[string]func(testing.TB) (*db.DB, *dbtest.Clock){"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			total := map[string]int{}
			rapid.Check(t, func(r *rapid.T) {
				d, c := open(t)
				defer d.Close()
				w := newWorld(r, t, d, c)
				w.live()
				for verb, n := range w.done {
					total[verb] += n
				}
			})
			for _, verb := range slices.Sorted(maps.Keys(total)) {
				t.Logf("%-20s %d", verb, total[verb])
			}
		})
	}
}

// live does a few hundred things at random and then lets everything come to its end.
func (w *world) live() {
	names := slices.Concat(often, slices.Sorted(maps.Keys(verbs)))
	for range rapid.IntRange(200, 300).Draw(w.T, "steps") {
		// Mixed, because rapid prefers small numbers and a market of its first verbs alone is not much of one.
		n := rapid.Uint64().Draw(w.T, "verb") * 0x9e3779b97f4a7c15 >> 32
		verb := names[n%uint64(len(names))]
		w.tried(verb, verbs[verb](w))
	}
	w.verify()
	w.pass(75 * clock.Day)
	w.verify()
	w.leave()
	w.verify()
}
