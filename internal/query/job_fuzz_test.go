package query

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/search"
	"nariwai/internal/usecase/seeding"
)

// Whatever is typed, both databases answer, and with the same jobs in the same order.
func FuzzJobs(f *testing.F) {
	b, err := os.ReadFile("../search/testdata/hostile.txt")
	if err != nil {
		f.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		if s, err := strconv.Unquote(strings.TrimSpace(line)); err == nil {
			f.Add(s)
			f.Add("記事 " + s)
		}
	}
	var texts []search.Text
	for title, body := range seeding.Texts(5, 40) {
		texts = append(texts, search.Text{Title: title, Body: body})
	}
	var engines []*db.DB
	open := func(d *db.DB, _ *dbtest.Clock) {
		if err := d.MarkBench(f.Context(), 5); err != nil {
			f.Fatal(err)
		}
		if _, err := seeding.List(f.Context(), d, texts, nil); err != nil {
			f.Fatal(err)
		}
		engines = append(engines, d)
	}
	open(dbtest.SQLite(f))
	if os.Getenv("NARIWAI_TEST_PG") != "" {
		open(dbtest.Postgres(f))
	}
	f.Fuzz(func(t *testing.T, typed string) {
		var first []id.Job
		for i, d := range engines {
			list, err := Jobs(t.Context(), d, JobFilter{Words: typed}, "")
			if err != nil {
				t.Fatalf("%s: %q: %v", d.Engine, typed, err)
			}
			var ids []id.Job
			for _, l := range slices.Concat(list.Lines, list.Near) {
				ids = append(ids, l.ID)
			}
			if i == 0 {
				first = ids
			} else if !slices.Equal(ids, first) {
				t.Errorf("%q: %v and %v", typed, first, ids)
			}
		}
	})
}
