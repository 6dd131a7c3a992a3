package query

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/place"
	"nariwai/internal/search"
)

// FacetCount is one choice of a list, and how many it would leave if it were the choice of its group.
type FacetCount struct {
	Value   string
	N       int64
	More    bool // more than a thousand: N is a thousand
	AtLeast bool // among the thousand newest; there may be others
}

// None reports whether nobody is left for sure: such a choice is not offered.
func (c FacetCount) None() bool { return c.N == 0 && !c.AtLeast }

// TalentFacets are the choices beside the list of workers.
type TalentFacets struct {
	Categories  []FacetCount // the upper ones, and the parts of the one that is chosen
	Prefectures []FacetCount
	Units       []FacetCount
	Bands       []FacetCount // of the unit that is chosen
	Hours       []FacetCount
	Now         FacetCount
	Record      FacetCount
	Certified   FacetCount
}

// facets counts every choice in what the list would be without the choice of its own group. all are the hits of the list
// itself, or nil if they are not known; more says that they are not all.
func (t talentSearch) facets(ctx context.Context, all []talentHit, more bool) (c TalentFacets, err error) {
	defer fault.Wrap(&err, "facets of workers")
	known := map[TalentFilter]base{}
	if all != nil && (!more || !t.q.Empty()) {
		known[t.f.whole()] = t.tally(all, more)
	}
	counts := func(without TalentFilter, choices []TalentFilter) []FacetCount {
		if err != nil {
			return nil
		}
		var out []FacetCount
		out, err = t.counts(ctx, known, without.whole(), choices)
		return out
	}
	f := t.f
	f.Category = ""
	var choices []TalentFilter
	for _, top := range market.Categories.Children("") {
		f.Category = top.Code
		choices = append(choices, f)
		if chosen, ok := market.Categories.Find(t.f.Category); ok && (chosen.Code == top.Code || chosen.Parent == top.Code) {
			for _, part := range market.Categories.Children(top.Code) {
				f.Category = part.Code
				choices = append(choices, f)
			}
		}
	}
	f.Category = ""
	c.Categories = named(counts(f, choices), choices, func(f TalentFilter) string { return f.Category })

	f, choices = t.f, nil
	for _, p := range place.Prefectures() {
		f.Prefecture = p
		choices = append(choices, f)
	}
	f.Prefecture = ""
	c.Prefectures = named(counts(f, choices), choices, func(f TalentFilter) string { return string(f.Prefecture) })

	f, choices = t.f, nil
	f.Band = 0
	for _, u := range people.PriceUnits {
		f.Unit = u
		choices = append(choices, f)
	}
	f.Unit = ""
	c.Units = named(counts(f, choices), choices, func(f TalentFilter) string { return string(f.Unit) })

	if f, choices = t.f, nil; f.Unit != "" {
		for f.Band = 1; f.Band <= search.PriceBands(string(f.Unit)); f.Band++ {
			choices = append(choices, f)
		}
		f.Band = 0
		c.Bands = named(counts(f, choices), choices, func(f TalentFilter) string { return fmt.Sprint(f.Band) })
	}

	f, choices = t.f, nil
	for _, hours := range search.HourSteps {
		f.Hours = hours
		choices = append(choices, f)
	}
	f.Hours = 0
	c.Hours = named(counts(f, choices), choices, func(f TalentFilter) string { return fmt.Sprint(f.Hours) })

	for _, tick := range []struct {
		into *FacetCount
		set  func(*TalentFilter, bool)
	}{
		{&c.Now, func(f *TalentFilter, on bool) { f.Now = on }},
		{&c.Record, func(f *TalentFilter, on bool) { f.Record = on }},
		{&c.Certified, func(f *TalentFilter, on bool) { f.Certified = on }},
	} {
		off, on := t.f, t.f
		tick.set(&off, false)
		tick.set(&on, true)
		if one := counts(off, []TalentFilter{on}); len(one) == 1 {
			*tick.into = one[0]
			tick.into.Value = "1"
		}
	}
	return c, err
}

func named(counts []FacetCount, choices []TalentFilter, name func(TalentFilter) string) []FacetCount {
	for i := range counts {
		counts[i].Value = name(choices[i])
	}
	return counts
}

// base is who answers without the choice of a group: how many of them have each trait, unless there are too many to tell.
type base struct {
	has  map[search.Trait]int64
	free int64 // can begin today
	more bool
}

func (t talentSearch) tally(hits []talentHit, more bool) base {
	b := base{has: map[search.Trait]int64{}, more: more}
	for _, h := range hits {
		for trait := range strings.FieldsSeq(h.traits) {
			b.has[search.Trait(trait)]++
		}
		if h.freeFrom <= t.today() {
			b.free++
		}
	}
	return b
}

// talliedMost is up to how many are looked at one by one where nothing is looked for in texts: asking the index for each of
// some seventy choices takes longer.
const talliedMost = 4_000

// counts counts each choice among who answers without. Where they are few enough all are looked at. Of more, without words,
// each choice is counted by the index; with words, whose texts would have to be read for each, among the thousand newest.
func (t talentSearch) counts(ctx context.Context, known map[TalentFilter]base, without TalentFilter, choices []TalentFilter) (out []FacetCount, err error) {
	b, ok := known[without]
	if !ok {
		if b, err = (talentSearch{s: t.s, f: without, q: t.q}).base(ctx); err != nil {
			return nil, err
		}
		known[without] = b
	}
	if b.more && t.q.Empty() {
		return t.countEach(ctx, choices)
	}
	had := without.traits()
	for _, f := range choices {
		n := b.free
		for _, trait := range f.traits() { // a choice adds one thing to what all have already
			if !slices.Contains(had, trait) {
				n = b.has[trait]
			}
		}
		out = append(out, FacetCount{N: min(n, countedMost), More: n > countedMost, AtLeast: b.more})
	}
	return out, nil
}

func (t talentSearch) base(ctx context.Context) (b base, err error) {
	most := countedMost
	if t.q.Empty() {
		most = talliedMost
		if n, err := t.count(ctx, most+1); err != nil || n > int64(most) {
			return base{more: true}, err
		}
	}
	hits, err := t.hits(ctx, 0, false, most+1)
	return t.tally(hits[:min(len(hits), most)], len(hits) > most), err
}

// countEach asks the index how many each filter finds, up to a thousand, in one statement.
func (t talentSearch) countEach(ctx context.Context, filters []TalentFilter) ([]FacetCount, error) {
	w := &where{}
	out := make([]FacetCount, len(filters))
	var columns []string
	var into []any
	for i, f := range filters {
		w.conditions = nil
		from, _ := talentSearch{s: t.s, f: f}.where(w, false)
		columns = append(columns, fmt.Sprintf("(SELECT COUNT(*) FROM (SELECT 1 AS one FROM %s WHERE %s LIMIT %d) counted)", from, w.text(), countedMost+1))
		into = append(into, &out[i].N)
	}
	err := db.One(ctx, t.s, into, "SELECT "+strings.Join(columns, ", "), w.args...)
	for i := range out {
		if out[i].N > countedMost {
			out[i].N, out[i].More = countedMost, true
		}
	}
	return out, err
}
