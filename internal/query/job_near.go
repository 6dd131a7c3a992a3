package query

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/search"
)

// What a search for what is near looks at, at most.
const (
	nearCounted = 1000   // of how many jobs that have a token it counts
	nearJobs    = 10_000 // of all jobs it counts
	nearPicked  = 2000   // entries of the index, for all tokens together
	nearRead    = 100    // texts
	nearChunk   = 100    // texts at once
	nearLoose   = 500    // texts, for other spellings
)

// near returns what comes near to q when hardly anything answers it: first what does when spellings are mixed up, and if
// that is little too, the jobs in which most of the words' weight stands, the best first.
func near(ctx context.Context, s *db.Snapshot, q search.Query, narrow Narrow, found []search.Job) (out []search.Job, err error) {
	defer fault.Wrap(&err, "search jobs that are near")
	known := func(jid id.Job) bool {
		return slices.ContainsFunc(found, func(j search.Job) bool { return j.ID == jid }) || slices.ContainsFunc(out, func(j search.Job) bool { return j.ID == jid })
	}
	if q.HasKana() {
		loose, err := looseJobs(ctx, s, q, narrow)
		if err != nil {
			return nil, err
		}
		for _, j := range loose {
			if len(out) < jobsOnAPage && !known(j.ID) {
				out = append(out, j)
			}
		}
	}
	if len(found)+len(out) >= nearFew {
		return out, nil
	}
	ranked, err := nearJobsOf(ctx, s, q.Near(), narrow)
	if err != nil {
		return nil, err
	}
	for _, j := range ranked {
		if len(out) < jobsOnAPage && !known(j.ID) {
			out = append(out, j)
		}
	}
	return out, nil
}

// looseJobs returns jobs that answer q when spellings are mixed up, the newest first, out of the newest that its tokens name.
func looseJobs(ctx context.Context, s *db.Snapshot, q search.Query, narrow Narrow) ([]search.Job, error) {
	match := wordsMatch(s.Engine, q)
	if match == "" {
		return nil, nil
	}
	w := narrow.where(calendar.On(s.Now))
	from, n := matching(s.Engine, w, match)
	jobs, err := packedJobs(ctx, s, fmt.Sprintf("%s WHERE %s ORDER BY %s DESC LIMIT %d", from, w.text(), n, nearLoose), w.args)
	return slices.DeleteFunc(jobs, func(j search.Job) bool { return !q.MatchesLoosely(j.Text) }), err
}

type packedJob struct {
	search.Job
	packed int64
}

// packedJobs reads jobs as the index keeps them, with their texts.
func packedJobs(ctx context.Context, s *db.Snapshot, from string, args []any) (out []search.Job, err error) {
	rows, err := db.All(ctx, s, func(r *packedJob) []any {
		return []any{&r.N, &r.ID, &r.Mall, &r.Client, &r.Category, &r.packed, &r.Pay, &r.ClosesOn, &r.PublishedAt, &r.Title, &r.Body}
	}, "SELECT j.n, j.job, j.mall, j.client, j.category, j.facets, j.pay, j.closes_on, j.published_at, j.title, j.body FROM "+from, args...)
	for _, r := range rows {
		r.Facets = search.UnpackFacets(r.packed)
		out = append(out, r.Job)
	}
	return out, err
}

// nearJobsOf returns the jobs that n ranks, the best first.
func nearJobsOf(ctx context.Context, s *db.Snapshot, n *search.Near, narrow Narrow) ([]search.Job, error) {
	if len(n.Asked) == 0 {
		return nil, nil
	}
	if err := learn(ctx, s, n); err != nil {
		return nil, err
	}
	order, err := nearest(ctx, s, n)
	if err != nil {
		return nil, err
	}
	var read []search.Job
	for some := range slices.Chunk(order, nearChunk) {
		w := narrow.where(calendar.On(s.Now))
		marks := make([]any, len(some))
		for i, place := range some {
			marks[i] = place
		}
		w.and("j.n IN ("+strings.TrimSuffix(strings.Repeat("?, ", len(marks)), ", ")+")", marks...)
		jobs, err := packedJobs(ctx, s, "search_job j WHERE "+w.text(), w.args)
		if err != nil {
			return nil, err
		}
		read = append(read, jobs...)
		if len(read) >= nearRead {
			break
		}
	}
	return n.Rank(read), nil
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
