package query

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/search"
)

// jobTokens remembers in which rows of a shelf a token stands: those who search ask for the same few thousand pairs of
// letters again and again, and naming 20,000 rows takes a database longer than all else. What is written is brought up to
// date with each shelf, so that a node that has been running for a month ranks as one that has just begun.
type jobTokens struct {
	mu    sync.Mutex
	epoch int64 // of the newest shelf
	rows  map[search.Token]rowSet
	bytes int
}

const mostTokenBytes = 48 << 20

// get returns the rows of a token as they are in an epoch.
func (x *jobTokens) get(epoch int64, t search.Token) (rowSet, bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	rows, ok := x.rows[t]
	return rows, ok && epoch == x.epoch
}

// put keeps the rows of a token, unless the epoch that they were read in is over.
func (x *jobTokens) put(epoch int64, t search.Token, rows rowSet) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if epoch != x.epoch {
		return
	}
	for k, old := range x.rows { // some, whichever come first
		if x.bytes+rows.bytes() <= mostTokenBytes {
			break
		}
		x.bytes -= old.bytes()
		delete(x.rows, k)
	}
	x.bytes += rows.bytes() - x.rows[t].bytes()
	x.rows[t] = rows
}

// turn goes over to a new epoch, in which rows were written with these tokens. What readers of the old one hold stays as it is.
func (x *jobTokens) turn(epoch int64, written map[int32][]string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.epoch = epoch
	if len(written) == 0 {
		return
	}
	x.bytes = 0
	for t, rows := range x.rows {
		rows = slices.Clone(rows)
		for no, tokens := range written {
			if slices.ContainsFunc(tokens, func(has string) bool { return has == t.Text || t.Prefix && strings.HasPrefix(has, t.Text) }) {
				rows.add(no)
			} else {
				rows.drop(no)
			}
		}
		x.rows[t] = rows
		x.bytes += rows.bytes()
	}
}

// withToken returns the rows in which a token stands. They are not to be changed.
func (s *shelf) withToken(ctx context.Context, r *db.Snapshot, t search.Token) (rows rowSet, err error) {
	rows, ok := s.tokens.get(s.epoch, t)
	if !ok {
		if rows, err = s.readToken(ctx, r, t); err == nil {
			s.tokens.put(s.epoch, t, rows)
		}
	}
	return rows, err
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

// named returns the rows that have the tokens of a query.
func (s *shelf) named(ctx context.Context, r *db.Snapshot, q search.Query) (named rowSet, err error) {
	for i, words := range q.Tokens() {
		var some rowSet
		for _, tokens := range words {
			var all rowSet
			for k, t := range tokens {
				rows, err := s.withToken(ctx, r, t)
				if err != nil {
					return nil, err
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
	return named, nil
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

func (b rowSet) drop(no int32) {
	if int(no/64) < len(b) {
		b[no/64] &^= 1 << (no % 64)
	}
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
