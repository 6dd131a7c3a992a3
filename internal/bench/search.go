package bench

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
	"unicode"

	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/query"
	"nariwai/internal/usecase/posting"
	"nariwai/internal/usecase/searching"
	"nariwai/internal/usecase/seeding"
)

// Search fills a market that has no jobs, unless it has been filled before, and measures searches for open jobs with random
// filters as their page asks for them, how long the index is written, and how large it is.
func Search(ctx context.Context, s *Site, jobs, open, asks int) (list []Figure, err error) {
	if open > jobs {
		return nil, errors.New("more jobs are open than there are")
	}
	begun := time.Now()
	made, err := s.fill(ctx, jobs, open)
	if err != nil {
		return nil, err
	}
	if made {
		list = append(list, Figure{Name: "made up", N: jobs, Seconds: time.Since(begun).Seconds(), Load: loadAverage()})
	}
	texts, err := db.All(ctx, s.DB.Snapshot(), func(b *string) []any { return []any{b} }, "SELECT body FROM search_job ORDER BY job DESC LIMIT 3000")
	if err != nil {
		return nil, err
	}
	r := rand.New(rand.NewPCG(1, uint64(asks)))
	s.Begin()
	for _, kind := range []struct {
		name string
		f    func() query.JobFilter
		ask  func(context.Context, *db.DB, query.JobFilter, id.Party) (query.JobList, error)
	}{
		{"after a start: one word, filters, with facet counts", func() query.JobFilter { return chosen(r, oneWord(r, texts)) }, query.JobsAndFacets},
		{"after a start: two words, filters, with facet counts", func() query.JobFilter { return chosen(r, twoWords(r, texts)) }, query.JobsAndFacets},
		{"no words, filters", func() query.JobFilter { return chosen(r, "") }, query.Jobs},
		{"one word, filters", func() query.JobFilter { return chosen(r, oneWord(r, texts)) }, query.Jobs},
		{"two words, filters", func() query.JobFilter { return chosen(r, twoWords(r, texts)) }, query.Jobs},
		{"no words, filters, with facet counts", func() query.JobFilter { return chosen(r, "") }, query.JobsAndFacets},
		{"one word, filters, with facet counts", func() query.JobFilter { return chosen(r, oneWord(r, texts)) }, query.JobsAndFacets},
		{"two words, filters, with facet counts", func() query.JobFilter { return chosen(r, twoWords(r, texts)) }, query.JobsAndFacets},
		{"a sentence of 30 letters, no filters", func() query.JobFilter { return query.JobFilter{Words: cutOut(r, texts, 30, isText)} }, query.Jobs},
	} {
		n := 0
		f, err := s.measure(ctx, kind.name, 1, time.Hour, func(ctx context.Context, _ int) error {
			if n++; n > asks {
				return errDone
			}
			_, err := kind.ask(ctx, s.DB, kind.f(), "")
			return err
		})
		if err != nil {
			return list, err
		}
		list = append(list, f)
	}
	written, err := s.indexed(ctx, min(asks, 300))
	if err != nil {
		return list, err
	}
	list = append(list, written...)
	sizes, err := s.indexSize(ctx)
	return append(list, sizes...), err
}

// fill makes the jobs, if there are none.
func (s *Site) fill(ctx context.Context, jobs, open int) (made bool, err error) {
	var have int
	if err := db.One(ctx, s.DB.Snapshot(), []any{&have}, "SELECT COUNT(*) FROM search_job"); err != nil {
		return false, err
	}
	if have > 0 {
		return false, nil
	}
	return true, seeding.Listed(ctx, s.DB, jobs-open, open, s.Progress("jobs"))
}

// indexed measures how long the index takes to be written: of one job, and of all of them.
func (s *Site) indexed(ctx context.Context, n int) (list []Figure, err error) {
	ids, err := db.All(ctx, s.DB.Snapshot(), func(j *id.Job) []any { return []any{j} }, fmt.Sprintf("SELECT job FROM search_job ORDER BY job DESC LIMIT %d", n))
	if err != nil {
		return nil, err
	}
	var inside []time.Duration
	i := 0
	whole, err := s.measure(ctx, "index of one job written anew, with its own commit", 1, time.Hour, func(ctx context.Context, _ int) error {
		if i++; i > len(ids) {
			return errDone
		}
		var took time.Duration
		err := s.DB.Write(ctx, func(tx *db.Tx) error {
			start := time.Now()
			if err := seeding.Reindex(ctx, tx, ids[i-1]); err != nil {
				return err
			}
			err := tx.Flush()
			took = time.Since(start)
			return err
		})
		inside = append(inside, took)
		return err
	})
	if err != nil {
		return nil, err
	}
	drafts, err := seeding.Drafts(ctx, s.DB, n)
	if err != nil {
		return nil, err
	}
	publish, err := s.measure(ctx, "publish a job", 1, time.Hour, func(ctx context.Context, _ int) error {
		if len(drafts) == 0 {
			return errDone
		}
		d := drafts[0]
		drafts = drafts[1:]
		state, err := posting.PublishJob(ctx, s.DB, d.By, d.Job)
		if err == nil && state != market.JobOpen {
			err = fmt.Errorf("%s became %s", d.Job, state)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	var open int
	if err := db.One(ctx, s.DB.Snapshot(), []any{&open}, "SELECT COUNT(*) FROM search_job"); err != nil {
		return nil, err
	}
	if err := seeding.ForgetIndex(ctx, s.DB); err != nil {
		return nil, err
	}
	begun := time.Now()
	if err := searching.RebuildIndex(ctx, s.DB); err != nil {
		return nil, err
	}
	return []Figure{figure("  of that inside the transaction", 1, inside, time.Duration(whole.Seconds*float64(time.Second))), whole, publish,
		{Name: "index of all open jobs written anew", N: open, Seconds: time.Since(begun).Seconds(), Load: loadAverage()}}, nil
}

// indexSize is how many bytes the index takes.
func (s *Site) indexSize(ctx context.Context) (list []Figure, err error) {
	parts := []struct{ name, q string }{
		{"tokens", "SELECT CAST(COALESCE(SUM(pgsize), 0) AS BIGINT) FROM dbstat WHERE name = 'search_job_words_data'"},
		{"texts and facets", "SELECT CAST(COALESCE(SUM(pgsize), 0) AS BIGINT) FROM dbstat WHERE name = 'search_job'"},
		{"all jobs with their texts, open or not", "SELECT CAST(COALESCE(SUM(pgsize), 0) AS BIGINT) FROM dbstat WHERE name = 'market_job'"},
	}
	if s.DB.Engine == db.Postgres {
		parts[0].q = "SELECT pg_relation_size('search_job_words')"
		parts[1].q = "SELECT pg_total_relation_size('search_job') - pg_relation_size('search_job_words')"
		parts[2].q = "SELECT pg_total_relation_size('market_job')"
	}
	for _, p := range parts {
		var size int64
		if err := db.One(ctx, s.DB.Snapshot(), []any{&size}, p.q); err != nil {
			return list, err
		}
		list = append(list, Figure{Name: "size: " + p.name, N: 1, Note: fmt.Sprintf("%.1f MB", float64(size)/(1<<20))})
	}
	return list, nil
}

func isKanji(c rune) bool { return unicode.Is(unicode.Han, c) }
func isText(c rune) bool  { return unicode.IsLetter(c) || c == '、' || c == '。' }

// cutOut is so many letters that stand in one of the texts.
func cutOut(r *rand.Rand, texts []string, n int, good func(rune) bool) string {
	for {
		text := []rune(texts[r.IntN(len(texts))])
		if len(text) <= n {
			continue
		}
		from := r.IntN(len(text) - n)
		if cut := text[from : from+n]; !slices.ContainsFunc(cut, func(c rune) bool { return !good(c) }) {
			return string(cut)
		}
	}
}

// oneWord is a word as people type them: half of them two kanji, the others three to eight letters.
func oneWord(r *rand.Rand, texts []string) string {
	if r.IntN(2) == 0 {
		return cutOut(r, texts, 2, isKanji)
	}
	return cutOut(r, texts, 3+r.IntN(6), unicode.IsLetter)
}

func twoWords(r *rand.Rand, texts []string) string {
	return oneWord(r, texts) + " " + cutOut(r, texts, 2, isKanji)
}

// chosen is what a reader may have chosen beside words.
func chosen(r *rand.Rand, words string) query.JobFilter {
	f := filter(r.IntN)
	f.Words, f.Teams, f.Record = words, r.IntN(8) == 0, r.IntN(8) == 0
	if r.IntN(4) == 0 {
		f.AI = market.AIPolicies[r.IntN(len(market.AIPolicies))]
	}
	return f
}
