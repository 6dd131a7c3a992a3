package bench

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"time"

	"nariwai/internal/db"
	"nariwai/internal/usecase/seeding"
)

// A grown is what one kind of thing asks of a market.
type grown struct {
	statements map[string]*asked
	read       float64 // rows that PostgreSQL read in its tables for each; 0 elsewhere
	figure     Figure
}

// Growth asks a small and a large market of the same engine the same things and compares: how the database finds its rows, how
// many it reads, and how long it takes. The figures are those of both; differences are plans that are not the same.
func Growth(ctx context.Context, small, large *Site, length time.Duration) (list []Figure, differences []string, err error) {
	if small.DB.Engine != large.DB.Engine {
		return nil, nil, errors.New("the two markets are on different engines")
	}
	before, err := small.grown(ctx, length)
	if err != nil {
		return nil, nil, err
	}
	after, err := large.grown(ctx, length)
	if err != nil {
		return nil, nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(before)) {
		a, b := before[name], after[name]
		a.figure.Name, b.figure.Name = name+", small", name+", large"
		if a.figure.P50 > 0 {
			b.figure.Ratio = fmt.Sprintf("p50 × %.2f", b.figure.P50/a.figure.P50)
		}
		b.figure.Note = fmt.Sprintf("returned %.1f → %.1f", a.figure.Rows, b.figure.Rows)
		if a.read > 0 {
			b.figure.Note += fmt.Sprintf(", read %.1f → %.1f", a.read, b.read)
		}
		list = append(list, a.figure, b.figure)
		for _, q := range slices.Sorted(maps.Keys(a.statements)) {
			other, ok := b.statements[q]
			if !ok {
				continue // a filter that chance has not chosen in both
			}
			x, err := plan(ctx, small.DB, q, a.statements[q].args)
			if err != nil {
				return list, differences, err
			}
			y, err := plan(ctx, large.DB, q, other.args)
			if err != nil {
				return list, differences, err
			}
			if x != y {
				differences = append(differences, fmt.Sprintf("%s: %s\n  small: %s\n  large: %s", name, strings.Join(strings.Fields(q), " "), x, y))
			}
		}
	}
	return list, differences, nil
}

// grown measures what the pages ask of the database, and an acceptance over HTTP.
func (s *Site) grown(ctx context.Context, length time.Duration) (map[string]grown, error) {
	visits, jobs, err := seeding.Visitors(ctx, s.DB, 300)
	if err != nil {
		return nil, err
	}
	if len(visits) == 0 || len(jobs) == 0 {
		return nil, errors.New("this market has no contracts and jobs: fill it with nariwai bench seed")
	}
	tasks, err := seeding.Delivered(ctx, s.DB, growthTasks, 20, nil)
	if err != nil {
		return nil, err
	}
	out := map[string]grown{}
	look := func(name string, do func(context.Context) error) error {
		read, err := s.tableRows(ctx)
		if err != nil {
			return err
		}
		f, err := s.measure(ctx, name, 1, length, func(ctx context.Context, _ int) error { return do(ctx) })
		g := grown{statements: f.asked, figure: f}
		if err != nil {
			return err
		}
		later, err := s.tableRows(ctx)
		g.read = float64(later-read) / float64(f.N)
		out[name] = g
		return err
	}
	for _, p := range s.pages(visits, jobs) {
		if p.read == nil {
			continue
		}
		if err := look(p.name, func(ctx context.Context) error { return p.read(ctx, rand.IntN) }); err != nil {
			return nil, err
		}
	}
	b := newBrowser(s.Base, 1)
	defer b.close()
	next := 0
	return out, look("acceptance", func(ctx context.Context) error {
		if next == len(tasks) {
			return errDone
		}
		t := tasks[next]
		next++
		return b.post(ctx, "/items/"+string(t.Item)+"/accept", t.Secret, nil, "/contracts/"+string(t.Contract))
	})
}

// growthTasks is how many items are accepted for the comparison.
const growthTasks = 400

// tableRows is how many rows PostgreSQL has read in tables so far. It tells about a second later.
func (s *Site) tableRows(ctx context.Context) (n int64, err error) {
	if s.DB.Engine != db.Postgres {
		return 0, nil
	}
	time.Sleep(1500 * time.Millisecond)
	err = db.One(ctx, s.DB.Snapshot(), []any{&n}, "SELECT CAST(COALESCE(SUM(seq_tup_read + COALESCE(idx_tup_fetch, 0)), 0) AS BIGINT) FROM pg_stat_user_tables")
	return n, err
}

var planned = regexp.MustCompile(`(?is)^\s*(SELECT|UPDATE|DELETE|WITH)\s`)

// plan is how the database finds the rows of a statement.
func plan(ctx context.Context, d *db.DB, q string, args []any) (string, error) {
	if !planned.MatchString(q) {
		return "", nil
	}
	if d.Engine == db.Postgres {
		lines, err := db.All(ctx, d.Snapshot(), func(s *string) []any { return []any{s} }, "EXPLAIN (COSTS OFF) "+q, args...)
		return strings.Join(lines, "; "), err
	}
	type step struct {
		id, parent, unused int64
		detail             string
	}
	steps, err := db.All(ctx, d.Snapshot(), func(s *step) []any { return []any{&s.id, &s.parent, &s.unused, &s.detail} }, "EXPLAIN QUERY PLAN "+q, args...)
	var lines []string
	for _, s := range steps {
		lines = append(lines, s.detail)
	}
	return strings.Join(lines, "; "), err
}
