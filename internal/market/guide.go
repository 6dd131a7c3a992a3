package market

import (
	"slices"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

const (
	// GuideDays is how far back accepted work speaks for what work is worth.
	GuideDays = 180
	// GuideLeast is how many works it takes: of fewer, the figures would tell what single people were paid.
	GuideLeast = 20
)

// Past is a piece of work that was accepted as it was agreed.
type Past struct {
	Mall     id.Mall
	Category string // of the second level
	Unit     Unit
	Quantity int64
	Pay      yen.Yen        // of the whole, consumption tax included
	Time     clock.Duration // that it took, as the worker says; 0 where nothing is said
}

// Price is the pay for one unit; for a lump sum, of the whole.
func (p Past) Price() yen.Sen { return p.Pay.Per(p.units()) }

// takes is the time for one unit.
func (p Past) takes() clock.Duration { return p.Time / clock.Duration(p.units()) }

func (p Past) units() int64 {
	if p.Unit == LumpSum {
		return 1
	}
	return max(1, p.Quantity)
}

// Guide is what the market has paid for a unit of work of a category. A quartile is a price that was paid: the least at
// or below which at least that share of the works lie. The zero Guide says that there is too little work to tell.
type Guide struct {
	Category          string // of either level
	Unit              Unit
	N                 int64          // how many works
	Low, Median, High yen.Sen        // the quartiles
	Timed             int64          // of how many of them the time is known
	Takes             clock.Duration // the median time for one unit; 0 when Timed is too little to tell
}

// Known reports whether there is enough work to tell anything.
func (g Guide) Known() bool { return g.N >= GuideLeast }

// Guides are the guides of a mall on a day, those of first-level categories over all their children.
type Guides struct {
	Day   calendar.Date // of the works that ended before it; zero when nothing was ever reckoned
	Works int64         // that were looked at
	Rows  []Guide
}

// Of returns the guide for a category and unit: its own, or its parent category's. The zero Guide is none.
func (g Guides) Of(category string, u Unit) Guide {
	return g.nearest(category, u, Guide.Known)
}

// Timed returns the guide that knows how long such work takes: the category's, or its parent's. The zero Guide is none.
func (g Guides) Timed(category string, u Unit) Guide {
	return g.nearest(category, u, func(r Guide) bool { return r.Takes > 0 })
}

func (g Guides) nearest(category string, u Unit, fit func(Guide) bool) (parents Guide) {
	c, ok := Categories.Find(category)
	if !ok {
		return Guide{}
	}
	for _, r := range g.Rows {
		switch {
		case r.Unit != u || !fit(r):
		case r.Category == c.Code:
			return r
		case r.Category == c.Parent:
			parents = r
		}
	}
	return parents
}

// A Tally collects past works. Each speaks for its category and for the one above, in its mall and in the site.
type Tally struct {
	works  map[id.Mall]int64
	prices map[tallyKey][]yen.Sen
	times  map[tallyKey][]clock.Duration
}

type tallyKey struct {
	mall     id.Mall
	category string
	unit     Unit
}

// Add counts a work.
func (t *Tally) Add(p Past) {
	if t.works == nil {
		t.works, t.prices, t.times = map[id.Mall]int64{}, map[tallyKey][]yen.Sen{}, map[tallyKey][]clock.Duration{}
	}
	c, ok := Categories.Leaf(p.Category)
	if !ok { // a category that is no more
		return
	}
	malls := []id.Mall{id.Site}
	if p.Mall != id.Site {
		malls = append(malls, p.Mall)
	}
	for _, m := range malls {
		t.works[m]++
		for _, category := range []string{c.Code, c.Parent} {
			key := tallyKey{m, category, p.Unit}
			t.prices[key] = append(t.prices[key], p.Price())
			if p.Time > 0 {
				t.times[key] = append(t.times[key], p.takes())
			}
		}
	}
}

// Malls are those that works were counted for; the site always.
func (t *Tally) Malls() []id.Mall {
	malls := []id.Mall{id.Site}
	for m := range t.works {
		if m != id.Site {
			malls = append(malls, m)
		}
	}
	slices.Sort(malls[1:])
	return malls
}

// Guides says what the works of a mall come to, in the order of the categories. What is too little to tell is left out.
func (t *Tally) Guides(mall id.Mall, day calendar.Date) Guides {
	g := Guides{Day: day, Works: t.works[mall]}
	for _, c := range Categories {
		for _, u := range Units {
			key := tallyKey{mall, c.Code, u}
			prices, times := t.prices[key], t.times[key]
			if len(prices) < GuideLeast {
				continue
			}
			slices.Sort(prices)
			row := Guide{Category: c.Code, Unit: u, N: int64(len(prices)), Timed: int64(len(times)),
				Low: quartile(prices, 1), Median: quartile(prices, 2), High: quartile(prices, 3)}
			if len(times) >= GuideLeast {
				slices.Sort(times)
				row.Takes = max(1, quartile(times, 2))
			}
			g.Rows = append(g.Rows, row)
		}
	}
	return g
}

// quartile is the least of sorted values at or below which at least k quarters of them lie.
func quartile[T any](sorted []T, k int) T { return sorted[(len(sorted)*k+3)/4-1] }
