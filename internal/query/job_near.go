package query

import (
	"context"
	"slices"

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
	with, err := l.learn(ctx, n)
	if err != nil {
		return nil, err
	}
	has := map[int64][]int{} // the rare tokens of a job, by its place
	for _, t := range n.Pick(nearPicked) {
		for _, i := range with[t] {
			has[l.rows[i].n] = append(has[l.rows[i].n], t)
		}
	}
	var some []int32
	for _, place := range n.First(has) {
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

// learn tells n how common its tokens are, and returns the newest rows with each.
func (l *lister) learn(ctx context.Context, n *search.Near) (with [][]int32, err error) {
	have := make([]int64, len(n.Asked))
	for i, t := range n.Asked {
		rows, err := l.withToken(ctx, l.r, t)
		if err != nil {
			return nil, err
		}
		some := l.newest(rows, nearCounted)
		with, have[i] = append(with, some), int64(len(some))
	}
	n.Learn(have, min(int64(len(l.rows)), nearJobs), nearCounted)
	return with, nil
}

// newest returns the newest rows of a set, at most most.
func (s *shelf) newest(set rowSet, most int) (out []int32) {
	for i := len(s.rows) - 1; i >= 0 && len(out) < most; i-- {
		if set.has(s.rows[i].no) {
			out = append(out, int32(i))
		}
	}
	return out
}
