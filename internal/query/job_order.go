package query

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"sort"

	"nariwai/internal/db"
	"nariwai/internal/market"
	"nariwai/internal/search"
	"nariwai/internal/yen"
)

// A lister goes through a shelf for one reader.
type lister struct {
	*matcher
	r      *db.Snapshot
	set    *wordSet // nil without words
	prices PriceGuides
}

// scoredMost is how many of the newest that match are put in order by their score.
const scoredMost = countedMost

// key is what a row is sorted by beside its place.
func (l *lister) key(o JobSort, i int32) int64 {
	switch o {
	case ByPay:
		return l.rows[i].pay
	case ByClosing:
		return int64(l.rows[i].closes)
	}
	return 0
}

// behind compares a row with a place in the list: negative is in front of it.
func (l *lister) behind(o JobSort, i int32, value, n int64) int {
	c := cmp.Compare(value, l.key(o, i))
	if o == ByClosing {
		c = -c
	}
	return cmp.Or(c, cmp.Compare(n, l.rows[i].n))
}

// inOrder are the rows that may be asked for, from a place on; back goes towards the front.
func (l *lister) inOrder(o JobSort, at JobPlace, back bool) iter.Seq[int32] {
	list := l.by(o)
	size, nth := len(list), func(k int) int32 { return list[k] }
	switch {
	case list == nil && l.set != nil:
		size, nth = len(l.set.rows), func(k int) int32 { return l.set.rows[k] }
	case list == nil:
		size, nth = len(l.rows), func(k int) int32 { return int32(len(l.rows) - 1 - k) }
	}
	from, step := 0, 1
	if at != "" {
		value, n := at.numbers()
		if back {
			from, step = sort.Search(size, func(k int) bool { return l.behind(o, nth(k), value, n) >= 0 })-1, -1
		} else {
			from = sort.Search(size, func(k int) bool { return l.behind(o, nth(k), value, n) > 0 })
		}
	}
	return func(yield func(int32) bool) {
		for k := from; k >= 0 && k < size; k += step {
			if i := nth(k); (l.set == nil || l.set.state[i] > noCandidate) && !yield(i) {
				return
			}
		}
	}
}

// collect returns the first rows that match, at most most.
func (l *lister) collect(ctx context.Context, rows iter.Seq[int32], most int) (out []int32, err error) {
	var some []int32
	decide := func() error {
		if err := l.set.decide(ctx, l.r, l.shelf, some); err != nil {
			return err
		}
		for _, i := range some {
			if l.set.matches(i) && len(out) < most {
				out = append(out, i)
			}
		}
		some = some[:0]
		return nil
	}
	for i := range rows {
		switch {
		case len(out) >= most:
			return out, nil
		case !l.asks(&l.rows[i]):
		case l.set == nil || l.set.matches(i):
			if len(some) > 0 { // they come first
				some = append(some, i)
			} else {
				out = append(out, i)
			}
		case l.set.state[i] == candidate:
			some = append(some, i)
		}
		if len(some) >= textsAtOnce || len(some) > 0 && len(out)+len(some) >= most {
			if err := decide(); err != nil {
				return nil, err
			}
		}
	}
	if len(some) > 0 {
		err = decide()
	}
	return out, err
}

// count returns how many rows match, up to one more than is counted.
func (l *lister) count(ctx context.Context) (int64, error) {
	found, err := l.collect(ctx, l.inOrder(ByNewest, "", false), countedMost+1)
	return int64(len(found)), err
}

// facets counts each choice. What can no more change what is shown is not looked at.
func (l *lister) facets(ctx context.Context) (JobFacets, error) {
	c := newCounter(l.matcher)
	var open []int32
	decide := func() error {
		if err := l.set.decide(ctx, l.r, l.shelf, open); err != nil {
			return err
		}
		for _, i := range open {
			if l.set.matches(i) {
				c.count(c.cells(&l.rows[i]))
			}
		}
		open = open[:0]
		return nil
	}
	for i := range l.inOrder(ByNewest, "", false) {
		if l.set != nil && l.set.state[i] == refused {
			continue
		}
		cells := c.cells(&l.rows[i])
		switch {
		case l.set == nil || l.set.matches(i):
			c.count(cells)
		case c.wants(cells):
			if open = append(open, i); len(open) == textsAtOnce {
				if err := decide(); err != nil {
					return JobFacets{}, err
				}
			}
		}
	}
	if len(open) > 0 {
		if err := decide(); err != nil {
			return JobFacets{}, err
		}
	}
	return c.facets(), nil
}

// A placed row has its score.
type placed struct {
	i     int32
	score search.Score
}

// scored are the newest rows that match with their scores, the best first.
func (l *lister) scored(ctx context.Context) ([]placed, error) {
	rows, err := l.collect(ctx, l.inOrder(ByNewest, "", false), scoredMost)
	if err != nil {
		return nil, err
	}
	list, err := l.scores(ctx, rows)
	slices.SortFunc(list, func(a, b placed) int { return cmp.Or(b.score.Total()-a.score.Total(), int(b.i-a.i)) })
	return list, err
}

// scores says what rows are worth.
func (l *lister) scores(ctx context.Context, rows []int32) (list []placed, err error) {
	if l.set != nil {
		if err := l.set.score(ctx, l.r, l.shelf, rows); err != nil {
			return nil, err
		}
	}
	type worth struct {
		category int16
		unit     int32
	}
	known := map[worth]market.Gauge{}
	for _, i := range rows {
		r := &l.rows[i]
		w := worth{r.category, r.facets >> unitShift & unitMask}
		g, ok := known[w]
		unit := market.Unit(search.UnpackFacets(int64(r.facets)).Unit)
		if !ok && r.category >= 0 {
			g = l.prices.Gauge(market.Categories[r.category].Code, unit, 1, yen.Yen{})
			known[w] = g
		}
		words := 0
		if l.set != nil {
			words = int(l.set.points[i]) * search.BodyPoints
		}
		standing := market.NewGauge(unit, r.quantity, yen.Of(r.pay), g.Floor, g.Guide).Standing()
		list = append(list, placed{i, search.Scored(words, search.Health(standing), r.published, r.closes.AddDays(1).Start(), l.now, r.proposals)})
	}
	return list, nil
}
