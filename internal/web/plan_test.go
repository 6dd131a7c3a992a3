package web_test

import (
	"errors"
	"log/slog"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/people"
	"nariwai/internal/web"
	"nariwai/internal/webtest"
	"nariwai/internal/worker"
)

// whole are the tables that may be read from end to end: they don't grow with the market.
var whole = []string{"policy_rule", "db_meta", "db_lease", "search_version"}

var (
	placeholder = regexp.MustCompile(`\$(\d+)`)
	scan        = regexp.MustCompile(`SCAN (\w+)(.*)`)
	named       = regexp.MustCompile(`(?:FROM|JOIN|UPDATE|,)\s+(\w+)(?:\s+(?:AS\s+)?(\w+))?`)
)

// TestPlans asks every route as everybody and lets the clock-work run, and then asks SQLite how it finds the rows of every
// statement that came by: no table that grows is read from end to end.
func TestPlans(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	undo := h.Undo(t)
	var path string
	if err := db.One(t.Context(), h.DB.Snapshot(), []any{&path}, "SELECT file FROM pragma_database_list WHERE name = 'main'"); err != nil {
		t.Fatal(err)
	}
	b := dbtest.NewBreaker(db.SQLite)
	d, err := db.Open(t.Context(), path, b.Option())
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	d.Clock = h.Clock.Now
	if err := errors.Join(d.Load(t.Context()), d.UseKeys(t.Context(), dbtest.Keys(t))); err != nil {
		t.Fatal(err)
	}
	site := web.New(web.Config{
		DB: d, Files: h.Files, Log: slog.New(slog.DiscardHandler), BaseURL: "http://example.com", Hasher: people.NewHasher(people.Cost{Memory: 64, Passes: 1, Threads: 1}, 4),
	}).Handler()

	from := map[string]string{} // a statement: who asked it first
	note := func(who string) {
		for _, q := range b.Disarm() {
			if _, known := from[q]; !known {
				from[q] = who
			}
		}
		b.Arm(0, dbtest.Refused)
	}
	b.Arm(0, dbtest.Refused)
	for _, rt := range web.Routes() {
		for _, row := range webtest.Rows([]string{rt.Pattern}) {
			for _, r := range webtest.Roles {
				h.Ask(t, site, r, h.Request(row, r))
				note(row + " as " + string(r))
				undo.Do()
			}
		}
	}
	for _, s := range worker.Schedule() {
		if err := s.Run(t.Context(), d); err != nil {
			t.Errorf("%s: %v", s.Name, err)
		}
		note("clock-work: " + s.Name)
	}
	b.Disarm()

	tables := h.tables()
	n := 0
	for _, q := range slices.Sorted(maps.Keys(from)) {
		verb, _, _ := strings.Cut(strings.TrimSpace(q), " ")
		if verb = strings.TrimPrefix(verb, "PREPARE "); !slices.Contains([]string{"SELECT", "UPDATE", "DELETE", "WITH", "INSERT"}, verb) || strings.Contains(q, "(?") {
			continue
		}
		n++
		var args []any
		for _, m := range placeholder.FindAllStringSubmatch(q, -1) {
			if i, _ := strconv.Atoi(m[1]); i > len(args) {
				args = append(args, make([]any, i-len(args))...)
			}
		}
		type step struct {
			id, parent, unused int64
			detail             string
		}
		steps, err := db.All(t.Context(), h.DB.Snapshot(), func(s *step) []any { return []any{&s.id, &s.parent, &s.unused, &s.detail} }, "EXPLAIN QUERY PLAN "+q, args...)
		if err != nil {
			t.Errorf("%s: %v", q, err)
		}
		table := map[string]string{} // what a name in this statement stands for; what stands for no table is a part of it
		for _, m := range named.FindAllStringSubmatch(q, -1) {
			table[m[2]], table[m[1]] = m[1], m[1]
		}
		for _, s := range steps {
			m := scan.FindStringSubmatch(s.detail)
			if m == nil || strings.Contains(m[2], "INDEX") {
				continue
			}
			if name := table[m[1]]; slices.Contains(tables, name) && !slices.Contains(whole, name) && !strings.HasPrefix(from[q], "GET /demo/") {
				t.Errorf("%s\n\tasks: %s\n\tplan: %s", from[q], strings.Join(strings.Fields(q), " "), s.detail)
			}
		}
	}
	t.Logf("%d statements", n)
	if n < 300 {
		t.Errorf("only %d statements came by", n)
	}
}
