package query

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/search"
)

// A shelf is the index of open jobs as a node keeps it in memory, but for the texts: what lists are narrowed, counted and
// sorted by, some hundred bytes a job. A shelf never changes; shelves makes the next one.
type shelf struct {
	rows    []shelfRow // in the order of their places
	places  []int64    // of the rows
	malls   *names[id.Mall]
	clients *names[id.Party]
	order   *shelfOrder
	words   *wordSets
	texts   *jobTexts
	tokens  *jobTokens
	numbers int32 // that have been given to rows
	epoch   int64 // rises when texts may have changed
}

type shelfRow struct {
	n                   int64
	no                  int32 // a small number, which it keeps as long as it is there
	job                 id.Job
	published           clock.Instant
	pay                 int64 // yen
	quantity, proposals int64
	facets              int32 // see search.Facets.Pack
	closes              calendar.Date
	category            int16 // place in market.Categories, -1 for one that is no more
	mall                int32
	client              int32
}

// at is the place of a job among the rows.
func (s *shelf) at(n int64) (int, bool) {
	return slices.BinarySearch(s.places, n)
}

// shelfOrder are the rows by their pay and by their last day, made when somebody asks.
type shelfOrder struct{ byPay, byClosing func() []int32 }

func (s *shelf) newOrder() *shelfOrder {
	rows := s.rows
	return &shelfOrder{
		byPay: sync.OnceValue(func() []int32 { return sorted(rows, func(a, b *shelfRow) int { return cmp.Compare(b.pay, a.pay) }) }),
		byClosing: sync.OnceValue(func() []int32 {
			return sorted(rows, func(a, b *shelfRow) int { return cmp.Compare(a.closes, b.closes) })
		}),
	}
}

// by returns the places of the rows in an order; nil is the newest first.
func (s *shelf) by(o JobSort) []int32 {
	switch o {
	case ByPay:
		return s.order.byPay()
	case ByClosing:
		return s.order.byClosing()
	}
	return nil
}

// sorted puts rows in order, the newer of two equal ones first.
func sorted(rows []shelfRow, compare func(a, b *shelfRow) int) []int32 {
	list := make([]int32, len(rows))
	for i := range list {
		list[i] = int32(i)
	}
	slices.SortFunc(list, func(a, b int32) int { return cmp.Or(compare(&rows[a], &rows[b]), cmp.Compare(b, a)) })
	return list
}

// names gives numbers to what is named, so that rows stay small. It only grows.
type names[T ~string] struct {
	mu  sync.RWMutex
	no  map[T]int32
	all []T
}

// of is the number of a name, -1 if nothing has it.
func (s *names[T]) of(name T) int32 {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if n, ok := s.no[name]; ok {
		return n
	}
	return -1
}

func (s *names[T]) add(name T) int32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n, ok := s.no[name]; ok {
		return n
	}
	n := int32(len(s.all))
	s.no[name], s.all = n, append(s.all, name)
	return n
}

func (s *names[T]) list() []T {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.all[:len(s.all):len(s.all)]
}

// shelves keeps the newest shelf of a database. Each list looks first what has changed since: transactions note it in the
// table search_change, and one that took long shows itself after younger ones, so the look goes back by a margin.
type shelves struct {
	mu     sync.Mutex
	now    *shelf
	seen   map[string]bool // changes since from that now holds
	from   string          // an id below those of the margin
	newest string
	looked clock.Instant // last
}

const (
	shelfMargin = 2 * time.Minute
	shelfLate   = 10 * clock.Minute // no transaction takes so long, and no node's clock is so far off
	shelfAtOnce = 200               // more changes than that, and everything is read anew
)

type shelfChange struct {
	id    string
	job   id.Job
	words bool
}

// shelfOf returns the shelf of what is committed now.
func shelfOf(ctx context.Context, d *db.DB) (_ *shelf, err error) {
	defer fault.Wrap(&err, "shelf of jobs")
	k := db.Memory[shelves](d)
	k.mu.Lock()
	defer k.mu.Unlock()
	r := d.Snapshot()
	if k.now == nil {
		if err := db.One(ctx, r, []any{&k.newest}, "SELECT COALESCE(MAX(id), '') FROM search_change"); err != nil {
			return nil, err
		}
		k.seen, k.from = nil, marginBefore(k.newest)
	}
	if !k.looked.IsZero() { // after many changes at once they are not read for ever
		k.from = max(k.from, id.Floor(k.looked.Add(-shelfLate).Time()))
	}
	changes, err := db.All(ctx, r, func(c *shelfChange) []any { return []any{&c.id, &c.job, &c.words} },
		"SELECT id, job, words FROM search_change WHERE id > $1 ORDER BY id", k.from)
	if err != nil {
		return nil, err
	}
	fresh := slices.DeleteFunc(slices.Clone(changes), func(c shelfChange) bool { return k.seen[c.id] })
	known := len(changes) - len(fresh)
	maps.DeleteFunc(k.seen, func(id string, _ bool) bool { return id <= k.from })
	next := k.now
	switch {
	case next == nil, next.worn(), known < len(k.seen), // what was seen is gone: the database was brought back
		len(fresh) > shelfAtOnce, slices.ContainsFunc(fresh, func(c shelfChange) bool { return c.job == "" }):
		if next, err = loadShelf(ctx, r); err != nil {
			return nil, err
		}
		k.newest, k.seen = "", map[string]bool{}
	case len(fresh) > 0:
		if next, err = next.after(ctx, r, fresh); err != nil {
			return nil, err
		}
	}
	for _, c := range changes {
		k.seen[c.id], k.newest = true, max(k.newest, c.id)
	}
	k.now, k.from, k.looked = next, max(k.from, marginBefore(k.newest)), r.Now
	return next, nil
}

func marginBefore(newest string) string {
	if newest == "" {
		return ""
	}
	return id.Floor(id.Made(newest).Add(-shelfMargin))
}

const shelfSelect = `SELECT s.n, s.job, s.mall, s.client, s.category, s.facets, s.pay, s.closes_on, s.published_at, COALESCE(j.quantity, 1), COALESCE(j.proposals, 0)
	FROM search_job s LEFT JOIN market_job j ON j.id = s.job `

type loadedRow struct {
	shelfRow
	mall     id.Mall
	client   id.Party
	category string
}

func (x *loadedRow) fields() []any {
	return []any{&x.n, &x.job, &x.mall, &x.client, &x.category, &x.facets, &x.pay, &x.closes, &x.published, &x.quantity, &x.proposals}
}

func loadShelf(ctx context.Context, r db.Reader) (*shelf, error) {
	s := &shelf{malls: &names[id.Mall]{no: map[id.Mall]int32{}}, clients: &names[id.Party]{no: map[id.Party]int32{}}, words: &wordSets{},
		texts: &jobTexts{by: map[int64]search.Text{}}, tokens: &jobTokens{rows: map[search.Token]rowSet{}}}
	const atOnce = 2000
	for after := int64(-1); ; {
		some, err := db.All(ctx, r, (*loadedRow).fields, shelfSelect+"WHERE s.n > $1 ORDER BY s.n LIMIT $2", after, atOnce)
		if err != nil {
			return nil, err
		}
		for i := range some {
			s.put(&some[i], s.numbers)
		}
		if len(some) < atOnce {
			s.order = s.newOrder()
			return s, nil
		}
		after = some[len(some)-1].n
	}
}

// worn reports whether most numbers are of rows that have left.
func (s *shelf) worn() bool { return int(s.numbers) > 2*len(s.rows)+10_000 }

// put adds a row behind those that are there.
func (s *shelf) put(x *loadedRow, no int32) {
	r := x.shelfRow
	r.mall, r.client = s.malls.add(x.mall), s.clients.add(x.client)
	r.category = int16(slices.IndexFunc(market.Categories, func(c market.Category) bool { return c.Code == x.category }))
	r.no, s.numbers = no, max(s.numbers, no+1)
	s.rows, s.places = append(s.rows, r), append(s.places, r.n)
}

// after is the shelf when these jobs have changed.
func (s *shelf) after(ctx context.Context, r *db.Snapshot, changes []shelfChange) (*shelf, error) {
	jobs, words := map[id.Job]bool{}, false // true for one whose words may have changed
	var ids []any
	for _, c := range changes {
		if _, known := jobs[c.job]; !known {
			ids = append(ids, c.job)
		}
		jobs[c.job], words = jobs[c.job] || c.words, words || c.words
	}
	some, err := db.All(ctx, r, (*loadedRow).fields, shelfSelect+"WHERE s.job IN ("+db.Marks(1, len(ids))+") ORDER BY s.n", ids...)
	if err != nil {
		return nil, err
	}
	next := *s
	var changed []int64
	var written []int64
	put := func(x *loadedRow) {
		i, known := s.at(x.n)
		no := next.numbers
		if known {
			no = s.rows[i].no
		}
		if !known || jobs[x.job] {
			written = append(written, x.n)
		}
		next.put(x, no)
	}
	next.rows, next.places = make([]shelfRow, 0, len(s.rows)+len(some)), make([]int64, 0, len(s.rows)+len(some))
	for _, row := range s.rows {
		for ; len(some) > 0 && some[0].n <= row.n; some = some[1:] {
			put(&some[0])
		}
		if _, gone := jobs[row.job]; gone {
			changed = append(changed, row.n)
		} else {
			next.rows, next.places = append(next.rows, row), append(next.places, row.n)
		}
	}
	for i := range some {
		put(&some[i])
	}
	if words || !slices.Equal(s.places, next.places) {
		next.order, next.words, next.epoch = next.newOrder(), &wordSets{}, s.epoch+1
		next.texts.turn(next.epoch, changed)
		tokens, err := next.tokensOf(ctx, r, written)
		if err != nil {
			return nil, err
		}
		next.tokens.turn(next.epoch, tokens)
	}
	return &next, nil
}

// tokensOf returns the tokens of the rows at these places, by the rows' numbers.
func (s *shelf) tokensOf(ctx context.Context, r db.Reader, places []int64) (map[int32][]string, error) {
	var rows []int32
	tokens := map[int32][]string{}
	for _, n := range places {
		i, _ := s.at(n)
		rows, tokens[s.rows[i].no] = append(rows, int32(i)), nil
	}
	err := s.read(ctx, r, rows, func(i int32, t search.Text) { tokens[s.rows[i].no] = search.Tokens(t.Title + " " + t.Body) })
	return tokens, err
}
