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

// jobTokens remembers in which jobs a token stands, as the index of words named them when it was asked: those who search ask
// for the same few thousand pairs of letters again and again, and naming 20,000 rows takes a database longer than all else.
type jobTokens struct {
	mu    sync.Mutex
	rows  map[search.Token]tokenRows
	bytes int
	since int64           // no epoch before it may be kept: what was written in it has been forgotten
	wrote map[int32]int64 // by a row's number: the epoch in which its words were last written
}

// tokenRows are the numbers of the rows in which a token stands.
type tokenRows struct {
	epoch int64 // of the shelf for which they were read
	rowSet
}

const (
	mostTokenBytes  = 48 << 20
	mostTokenWrites = 500 // beyond that, reading tokens anew is cheaper than reading the texts of what was written
)

func newJobTokens() *jobTokens {
	return &jobTokens{rows: map[search.Token]tokenRows{}, wrote: map[int32]int64{}}
}

// turn notes the numbers of the rows whose words were written in a new epoch.
func (x *jobTokens) turn(epoch int64, written []int32) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, no := range written {
		x.wrote[no] = epoch
	}
	if len(x.wrote) > mostTokenWrites {
		clear(x.wrote)
		clear(x.rows)
		x.bytes, x.since = 0, epoch
	}
}

// kept returns the rows of those tokens that are known, and the rows that may have changed since the oldest of them was read.
func (x *jobTokens) kept(groups [][][]search.Token) (known map[search.Token]rowSet, unsure rowSet) {
	x.mu.Lock()
	defer x.mu.Unlock()
	known = map[search.Token]rowSet{}
	oldest := int64(math.MaxInt64)
	for _, words := range groups {
		for _, tokens := range words {
			for _, t := range tokens {
				if r, ok := x.rows[t]; ok {
					known[t], oldest = r.rowSet, min(oldest, r.epoch)
				}
			}
		}
	}
	for no, at := range x.wrote {
		if at > oldest {
			unsure.add(no)
		}
	}
	return known, unsure
}

// put keeps in which rows a token stood in an epoch.
func (x *jobTokens) put(t search.Token, r tokenRows) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if r.epoch < x.since {
		return
	}
	for k, old := range x.rows { // some, whichever come first
		if x.bytes+r.bytes() <= mostTokenBytes {
			break
		}
		x.bytes -= old.bytes()
		delete(x.rows, k)
	}
	x.bytes += r.bytes() - x.rows[t].bytes()
	x.rows[t] = r
}

// readToken asks the index of words for a token.
func (s *shelf) readToken(ctx context.Context, r *db.Snapshot, t search.Token) (rows rowSet, err error) {
	defer fault.Wrap(&err, "look a token up")
	// All of them in one row: that is five times as fast as a row for each.
	from, n, list, where := "search_job_words w", "w.rowid", "group_concat(n, ' ')", "w.search_job_words MATCH $1"
	if r.Engine == db.Postgres {
		from, n, list, where = "search_job j", "j.n", "string_agg(CAST(n AS TEXT), ' ')", "j.words @@ CAST($1 AS tsquery)"
	}
	var found string
	q := fmt.Sprintf("SELECT COALESCE(%s, '') FROM (SELECT %s AS n FROM %s WHERE %s) found", list, n, from, where)
	if err := db.One(ctx, r, []any{&found}, q, tokenMatch(r.Engine, t)); err != nil {
		return nil, err
	}
	var places []int64
	for x := range strings.FieldsSeq(found) {
		n, err := strconv.ParseInt(x, 10, 64)
		if err != nil {
			return nil, err
		}
		places = append(places, n)
	}
	slices.Sort(places)
	rows, i := make(rowSet, 0, s.numbers/64+1), 0
	for _, n := range places {
		for i < len(s.places) && s.places[i] < n {
			i++
		}
		if i < len(s.places) && s.places[i] == n { // else it has left the shelf, or is younger
			rows.add(s.rows[i].no)
		}
	}
	return rows, nil
}

// named returns the rows that the index of words names for a query, and those that it may not know of yet: their words were
// written after some token was read. The text decides about these.
func (s *shelf) named(ctx context.Context, r *db.Snapshot, q search.Query) (named, unsure rowSet, err error) {
	groups := q.Tokens()
	known, unsure := s.tokens.kept(groups)
	for i, words := range groups {
		var some rowSet
		for _, tokens := range words {
			var all rowSet
			for k, t := range tokens {
				rows, ok := known[t]
				if !ok {
					if rows, err = s.readToken(ctx, r, t); err != nil {
						return nil, nil, err
					}
					known[t] = rows
					s.tokens.put(t, tokenRows{s.epoch, rows})
				}
				if k == 0 {
					all = slices.Clone(rows)
				} else {
					all = all.and(rows)
				}
			}
			some = some.or(all)
		}
		if i == 0 {
			named = some
		} else {
			named = named.and(some)
		}
	}
	return named, unsure, nil
}

// A rowSet is a set of rows by their numbers, a bit for each.
type rowSet []uint64

func (b rowSet) has(no int32) bool { return int(no/64) < len(b) && b[no/64]&(1<<(no%64)) != 0 }

func (b *rowSet) add(no int32) {
	for int(no/64) >= len(*b) {
		*b = append(*b, 0)
	}
	(*b)[no/64] |= 1 << (no % 64)
}

// and keeps what is in o, too.
func (b rowSet) and(o rowSet) rowSet {
	b = b[:min(len(b), len(o))]
	for k := range b {
		b[k] &= o[k]
	}
	return b
}

// or adds what is in o.
func (b rowSet) or(o rowSet) rowSet {
	if len(b) < len(o) {
		b, o = slices.Clone(o), b
	}
	for k := range o {
		b[k] |= o[k]
	}
	return b
}

func (b rowSet) bytes() int { return 8 * len(b) }
