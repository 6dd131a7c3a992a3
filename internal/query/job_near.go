package query

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/search"
)

// What a search for what is near looks at, at most.
const (
	nearFew     = 5      // finds make it unneeded
	nearCounted = 1000   // of how many jobs that have a token it counts
	nearJobs    = 10_000 // of all jobs it counts
	nearPicked  = 2000   // entries of the index, for all tokens together
	nearRead    = 100    // texts
	nearLoose   = 500    // texts, for other spellings
)

// near returns what comes near to the words when hardly anything answers them: first what does when spellings are mixed up, and if
// that is little too, the jobs in which most of the words' weight stands, the best first. found are those that answer.
func (l *lister) near(ctx context.Context, found []id.Job) (out []id.Job, err error) {
	defer fault.Wrap(&err, "search jobs that are near")
	add := func(jid id.Job) {
		if len(out) < jobsOnAPage && !slices.Contains(found, jid) && !slices.Contains(out, jid) {
			out = append(out, jid)
		}
	}
	loose, err := l.loose(ctx)
	if err != nil {
		return nil, err
	}
	for _, i := range loose {
		add(l.rows[i].job)
	}
	if len(found)+len(out) >= nearFew {
		return out, nil
	}
	ranked, err := l.ranked(ctx, l.set.q.Near())
	for _, j := range ranked {
		add(j.ID)
	}
	return out, err
}

// loose returns the rows that answer the words when spellings are mixed up, the newest first, out of the newest that the words' tokens name.
func (l *lister) loose(ctx context.Context) (out []int32, err error) {
	if !l.set.q.HasKana() {
		return nil, nil
	}
	var some []int32
	for _, i := range l.set.rows {
		if l.asks(&l.rows[i]) {
			if some = append(some, i); len(some) == nearLoose {
				break
			}
		}
	}
	err = l.read(ctx, l.r, some, func(i int32, t search.Text) {
		if l.set.q.MatchesLoosely(t) {
			out = append(out, i)
		}
	})
	slices.Sort(out)
	slices.Reverse(out)
	return out, err
}

// ranked returns the jobs that n ranks, the best first.
func (l *lister) ranked(ctx context.Context, n *search.Near) (_ []search.Job, err error) {
	if len(n.Asked) == 0 {
		return nil, nil
	}
	if err := learn(ctx, l.r, n); err != nil {
		return nil, err
	}
	order, err := nearest(ctx, l.r, n)
	if err != nil {
		return nil, err
	}
	var some []int32
	for _, place := range order {
		if i, ok := l.at(place); ok && l.asks(&l.rows[i]) {
			if some = append(some, int32(i)); len(some) == nearRead {
				break
			}
		}
	}
	var jobs []search.Job
	err = l.read(ctx, l.r, some, func(i int32, t search.Text) {
		jobs = append(jobs, search.Job{N: l.rows[i].n, ID: l.rows[i].job, Text: t})
	})
	return n.Rank(jobs), err
}

// learn tells n how common its tokens are.
func learn(ctx context.Context, s *db.Snapshot, n *search.Near) error {
	// SQLite stops counting early; PostgreSQL counts in the index alone, where a limit would make it read the jobs.
	one := "SELECT %d AS token, COUNT(*) AS many FROM (SELECT 1 FROM search_job_words WHERE search_job_words MATCH $%d LIMIT %d) counted"
	if s.Engine == db.Postgres {
		one = "SELECT %d AS token, COUNT(*) AS many FROM search_job WHERE words @@ CAST($%d AS tsquery) AND %d > 0"
	}
	var all []string
	var args []any
	for i, t := range n.Asked {
		args = append(args, tokenMatch(s.Engine, t))
		all = append(all, fmt.Sprintf(one, i, len(args), nearCounted))
	}
	all = append(all, fmt.Sprintf("SELECT %d AS token, COUNT(*) AS many FROM (SELECT 1 FROM search_job LIMIT %d) counted", len(n.Asked), nearJobs))
	type row struct{ token, many int64 }
	rows, err := db.All(ctx, s, func(r *row) []any { return []any{&r.token, &r.many} }, strings.Join(all, " UNION ALL "), args...)
	if err != nil {
		return err
	}
	have := make([]int64, len(n.Asked)+1)
	for _, r := range rows {
		have[r.token] = r.many
	}
	for i := range n.Asked {
		have[i] = min(have[i], nearCounted)
	}
	n.Learn(have[:len(n.Asked)], have[len(n.Asked)], nearCounted)
	return nil
}

// nearest returns the places of the jobs with the rare tokens, those that promise most first.
func nearest(ctx context.Context, s *db.Snapshot, n *search.Near) ([]int64, error) {
	// "rowid" is what SQLite calls the place in its index.
	from, place := "search_job_words w WHERE w.search_job_words MATCH $%d", "w.rowid"
	if s.Engine == db.Postgres {
		from, place = "search_job w WHERE w.words @@ CAST($%d AS tsquery)", "w.n"
	}
	var all []string
	var args []any
	for _, i := range n.Pick(nearPicked) {
		args = append(args, tokenMatch(s.Engine, n.Asked[i]))
		all = append(all, fmt.Sprintf("SELECT %d AS token, n FROM (SELECT %s AS n FROM "+from+" ORDER BY %s DESC LIMIT %d) picked", i, place, len(args), place, nearCounted))
	}
	if len(all) == 0 {
		return nil, nil
	}
	type row struct {
		token int
		n     int64
	}
	rows, err := db.All(ctx, s, func(r *row) []any { return []any{&r.token, &r.n} }, strings.Join(all, " UNION ALL "), args...)
	if err != nil {
		return nil, err
	}
	has := map[int64][]int{}
	for _, r := range rows {
		has[r.n] = append(has[r.n], r.token)
	}
	return n.First(has), nil
}
