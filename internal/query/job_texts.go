package query

import (
	"sync"

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

const mostTexts = 64 << 20

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
