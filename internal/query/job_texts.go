package query

import (
	"context"
	"slices"
	"sync"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/search"
)

// jobTexts are the texts of jobs that searches read lately, by the jobs' places: those of the newest jobs are read again and
// again. It takes so many bytes and then no more.
type jobTexts struct {
	mu    sync.RWMutex
	epoch int64 // of the shelf that they belong to
	bytes int
	by    map[int64]search.Text
}

const mostTexts = 160 << 20

func (x *jobTexts) get(n int64) (search.Text, bool) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	t, ok := x.by[n]
	return t, ok
}

// put keeps a text, unless it was read for an older shelf: then it may have changed since.
func (x *jobTexts) put(epoch, n int64, t search.Text) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.epoch != epoch || x.bytes > mostTexts {
		return
	}
	if _, known := x.by[n]; !known {
		x.by[n] = t
		x.bytes += len(t.Title) + len(t.Body)
	}
}

// turn forgets what has changed and goes over to a new epoch.
func (x *jobTexts) turn(epoch int64, changed []int64) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.epoch = epoch
	for _, n := range changed {
		t := x.by[n]
		x.bytes -= len(t.Title) + len(t.Body)
		delete(x.by, n)
	}
}

// textsAtOnce is how many texts one query reads.
const textsAtOnce = 100

// read calls f with the text of each row, in no order. A job that is no more has none.
func (s *shelf) read(ctx context.Context, r db.Reader, rows []int32, f func(i int32, t search.Text)) (err error) {
	defer fault.Wrap(&err, "read texts")
	var absent []int32
	for _, i := range rows {
		if t, ok := s.texts.get(s.rows[i].n); ok {
			f(i, t)
		} else {
			absent = append(absent, i)
		}
	}
	type text struct {
		n int64
		search.Text
	}
	for some := range slices.Chunk(absent, textsAtOnce) {
		args := make([]any, textsAtOnce) // always as many, so that there is one statement
		for i := range args {
			args[i] = s.rows[some[min(i, len(some)-1)]].n
		}
		texts, err := db.All(ctx, r, func(t *text) []any { return []any{&t.n, &t.Title, &t.Body} },
			"SELECT n, title, body FROM search_job WHERE n IN ("+db.Marks(1, textsAtOnce)+")", args...)
		if err != nil {
			return err
		}
		for _, t := range texts {
			s.texts.put(s.epoch, t.n, t.Text)
			if i, ok := s.at(t.n); ok {
				f(int32(i), t.Text)
			}
		}
	}
	return nil
}
