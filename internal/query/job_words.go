package query

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
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
	below  int64      // the rows from here on are loaded
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

// wordsAtOnce is how many of the newest rows are asked for when not all are needed.
const wordsAtOnce = 4000

// load asks the index of words for the rows that are not loaded, of all or of the newest ones; more says whether there may
// be others. The set is locked.
func (w *wordSet) load(ctx context.Context, r *db.Snapshot, s *shelf, all bool) (more bool, err error) {
	defer fault.Wrap(&err, "look words up")
	if w.state == nil {
		w.state, w.points, w.below = make([]uint8, len(s.rows)), make([]uint16, len(s.rows)), math.MaxInt64
	}
	if w.below == 0 {
		return false, nil
	}
	add := func(i int, is uint8) {
		w.rows, w.state[i] = append(w.rows, int32(i)), is
	}
	match := wordsMatch(r.Engine, w.q)
	if match == "" { // only words that must not be there
		for i := range slices.Backward(s.rows) {
			add(i, candidate)
		}
		w.below = 0
		return false, nil
	}
	// All of them in one row: that is five times as fast as a row for each.
	from, n, list, where := "search_job_words w", "w.rowid", "group_concat(n, ' ')", "w.search_job_words MATCH $1"
	if r.Engine == db.Postgres {
		from, n, list, where = "search_job j", "j.n", "string_agg(CAST(n AS TEXT), ' ')", "j.words @@ CAST($1 AS tsquery)"
	}
	q := fmt.Sprintf("SELECT %[2]s AS n FROM %[1]s WHERE %[3]s AND %[2]s < $2", from, n, where)
	if !all {
		q += fmt.Sprintf(" ORDER BY 1 DESC LIMIT %d", wordsAtOnce)
	}
	var found string
	if err := db.One(ctx, r, []any{&found}, fmt.Sprintf("SELECT COALESCE(%s, '') FROM (%s) found", list, q), match, w.below); err != nil {
		return false, err
	}
	var ns []int64
	for x := range strings.FieldsSeq(found) {
		n, err := strconv.ParseInt(x, 10, 64)
		if err != nil {
			return false, err
		}
		ns = append(ns, n)
	}
	slices.Sort(ns)
	is := uint8(candidate)
	if w.q.Proven() {
		is = proven
	}
	at := len(s.rows) // both go down: the rows are found by walking along
	for _, n := range slices.Backward(ns) {
		for at > 0 && s.rows[at-1].n > n {
			at--
		}
		switch {
		case at == 0 || s.rows[at-1].n != n: // younger than the shelf
		case s.rows[at-1].facets&oddBit != 0:
			add(at-1, candidate)
		default:
			add(at-1, is)
		}
	}
	if w.below = 0; !all && len(ns) == wordsAtOnce {
		w.below = ns[0]
	}
	return w.below > 0, nil
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
