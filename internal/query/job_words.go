package query

import (
	"context"
	"slices"
	"sync"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/search"
)

// A wordSet are the rows of a shelf that may answer a query: the index of words has named them. What is not yet known of a
// row is read when somebody must know, and kept as long as the shelf: those who narrow a search ask for the same words.
type wordSet struct {
	q      search.Query
	mu     sync.Mutex // holds for the whole of a list
	rows   []int32    // the newest first
	state  []uint8    // of each row of the shelf
	points []uint16   // in hundreds, where the state is scored
}

const (
	noCandidate = iota // the index of words does not name the row
	candidate          // the text decides
	refused
	proven // it matches; its points are not known
	scored
)

// wordSets are the queries asked lately.
type wordSets struct {
	mu   sync.Mutex
	sets map[string]*wordSet
}

const mostSets = 100

func (w *wordSets) of(words string) *wordSet {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.sets) >= mostSets || w.sets == nil {
		w.sets = map[string]*wordSet{}
	}
	set, ok := w.sets[words]
	if !ok {
		set = &wordSet{q: search.Parse(words)}
		w.sets[words] = set
	}
	return set
}

// load asks which rows may answer. The set is locked.
func (w *wordSet) load(ctx context.Context, r *db.Snapshot, s *shelf) (err error) {
	defer fault.Wrap(&err, "look words up")
	if w.state != nil {
		return nil
	}
	state, rows := make([]uint8, len(s.rows)), []int32(nil)
	named, err := s.named(ctx, r, w.q)
	if err != nil {
		return err
	}
	is := uint8(candidate)
	if w.q.Proven() {
		is = proven
	}
	for i := range slices.Backward(s.rows) {
		switch {
		case len(w.q.Must) == 0:
			state[i] = candidate
		case !named.has(s.rows[i].no):
			continue
		case s.rows[i].facets&oddBit != 0:
			state[i] = candidate
		default:
			state[i] = is
		}
		rows = append(rows, int32(i))
	}
	w.state, w.points, w.rows = state, make([]uint16, len(s.rows)), rows
	return nil
}

// read looks at the texts of rows and notes what they are worth. One that is no more does not match.
func (w *wordSet) read(ctx context.Context, r db.Reader, s *shelf, rows []int32) error {
	for _, i := range rows {
		w.state[i] = refused
	}
	return s.read(ctx, r, rows, func(i int32, t search.Text) {
		if points, matches := w.q.Points(t); matches {
			w.state[i], w.points[i] = scored, uint16(points/search.BodyPoints)
		}
	})
}

// decide reads the texts of those rows of which it is not known whether they match.
func (w *wordSet) decide(ctx context.Context, r db.Reader, s *shelf, rows []int32) error {
	var open []int32
	for _, i := range rows {
		if w.state[i] == candidate {
			open = append(open, i)
		}
	}
	if len(open) == 0 {
		return nil
	}
	return w.read(ctx, r, s, open)
}

// score reads the texts of those rows whose points are not known.
func (w *wordSet) score(ctx context.Context, r db.Reader, s *shelf, rows []int32) error {
	var open []int32
	for _, i := range rows {
		if w.state[i] == proven {
			open = append(open, i)
		}
	}
	if len(open) == 0 {
		return nil
	}
	return w.read(ctx, r, s, open)
}

func (w *wordSet) matches(i int32) bool { return w.state[i] >= proven }
