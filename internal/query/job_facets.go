package query

import (
	"strconv"

	"nariwai/internal/market"
	"nariwai/internal/search"
)

// JobFacets are what the list can be narrowed by, each choice with what the list would count with it and with everything
// else as it is.
type JobFacets struct {
	Kinds, Categories, Units, AI, Malls                            []JobOption // the first one of each asks for nothing
	Beginners, Unregistered, Teams, Certified, Record, ClosingSoon JobOption
}

// JobOption is one choice.
type JobOption struct {
	Value  string // as an address holds it
	Count  int64  // up to a thousand
	More   bool   // than Count
	Chosen bool
}

// A counter counts the rows of each choice. Cells are the places where it counts; -1 is none.
type counter struct {
	m        *matcher
	counts   []int64
	all      [5]int16    // of kind, category, unit, AI and mall: asks for nothing
	kind     [8]int16    // by their packed numbers
	unit     [8]int16    //
	band     [8]int16    // of the chosen unit: this one and those above
	ai       [4]int16    //
	flags    [5]int16    // teams, record, unregistered, beginners, certified
	soon     int16       //
	category [2][]int16  // by the place of a category: its first level, itself if its first level is chosen
	mall     []int16     // by the number of a mall
	buffer   [24]int16   //
	values   []JobOption // of each cell
}

func newCounter(m *matcher) *counter {
	c := &counter{m: m}
	cell := func(value string, chosen bool) int16 {
		c.values, c.counts = append(c.values, JobOption{Value: value, Chosen: chosen}), append(c.counts, 0)
		return int16(len(c.values) - 1)
	}
	f := m.filter
	for i, chosen := range []bool{f.Kind == "", f.Category == "", f.Unit == "", f.AI == "", f.Mall == ""} {
		c.all[i] = cell("", chosen)
	}
	for i := range c.kind {
		c.kind[i], c.unit[i], c.band[i] = -1, -1, -1
	}
	for i := range c.ai {
		c.ai[i] = -1
	}
	for _, k := range search.Kinds() {
		c.kind[search.Facets{Kind: k}.Pack()>>kindShift] = cell(k, string(f.Kind) == k)
	}
	for _, u := range market.Units {
		c.unit[search.Facets{Unit: string(u)}.Pack()>>unitShift] = cell(string(u), f.Unit == u && f.Band == 0)
		for b := 2; f.Unit == u && b <= search.Bands(string(u)); b++ {
			c.band[b] = cell(string(u)+"-"+strconv.Itoa(b), f.Band == b)
		}
	}
	for _, p := range market.AIPolicies {
		c.ai[search.Facets{AI: string(p)}.Pack()>>aiShift] = cell(string(p), f.AI == p)
	}
	for i, on := range []bool{f.Teams, f.Record, f.Unregistered, f.Beginners, f.Certified} {
		c.flags[i] = cell("1", on)
	}
	c.soon = cell("1", f.ClosingSoon)
	c.category[0], c.category[1] = make([]int16, len(market.Categories)), make([]int16, len(market.Categories))
	first := map[string]int16{}
	for i, x := range market.Categories {
		c.category[1][i] = -1
		switch {
		case x.Parent == "":
			first[x.Code] = cell(x.Code, f.Category == x.Code)
		case x.Parent == parentOf(f.Category):
			c.category[1][i] = cell(x.Code, f.Category == x.Code)
		}
		c.category[0][i] = first[parentOf(x.Code)]
	}
	for _, mall := range m.malls.list() {
		c.mall = append(c.mall, cell(string(mall), f.Mall == mall))
	}
	return c
}

// cells returns where a row counts.
func (c *counter) cells(r *shelfRow) []int16 {
	failed, open := c.m.fails(r)
	if !open || failed&(failed-1) != 0 { // two of what is chosen keep it out: no single choice lets it in
		return nil
	}
	out := c.buffer[:0]
	add := func(cell int16) {
		if cell >= 0 {
			out = append(out, cell)
		}
	}
	x := r.facets
	if failed&^byKind == 0 {
		out = append(out, c.all[0])
		add(c.kind[x>>kindShift&kMask])
	}
	if failed&^byCategory == 0 {
		out = append(out, c.all[1])
		if r.category >= 0 {
			out = append(out, c.category[0][r.category])
			add(c.category[1][r.category])
		}
	}
	if failed&^byUnit == 0 {
		out = append(out, c.all[2])
		unit := x >> unitShift & unitMask
		add(c.unit[unit])
		if unit == c.m.unit {
			for b := x >> bandShift & bandMask; b > 1; b-- {
				add(c.band[b])
			}
		}
	}
	if failed&^byAI == 0 {
		out = append(out, c.all[3])
		add(c.ai[x>>aiShift&aiMask])
	}
	if failed&^byMall == 0 {
		out = append(out, c.all[4])
		if int(r.mall) < len(c.mall) {
			out = append(out, c.mall[r.mall])
		}
	}
	if failed == 0 {
		for i, bit := range [...]int32{teamBit, recordBit, unregisteredBit, beginnersBit, certifiedBit} {
			if x&bit != 0 {
				out = append(out, c.flags[i])
			}
		}
		if r.closes <= c.m.soon {
			out = append(out, c.soon)
		}
	}
	return out
}

// wants reports whether any of the cells is not yet known to be more than is shown.
func (c *counter) wants(cells []int16) bool {
	for _, cell := range cells {
		if c.counts[cell] <= countedMost {
			return true
		}
	}
	return false
}

func (c *counter) count(cells []int16) {
	for _, cell := range cells {
		c.counts[cell]++
	}
}

// facets is what was counted.
func (c *counter) facets() JobFacets {
	one := func(cell int16) JobOption {
		o := c.values[cell]
		o.Count, o.More = min(c.counts[cell], countedMost), c.counts[cell] > countedMost
		return o
	}
	list := func(all int16, cells ...[]int16) []JobOption {
		out := []JobOption{one(all)}
		for _, some := range cells {
			for _, cell := range some {
				if cell >= 0 {
					out = append(out, one(cell))
				}
			}
		}
		return out
	}
	f := JobFacets{Kinds: list(c.all[0], c.kind[:]), AI: list(c.all[3], c.ai[:]), Malls: list(c.all[4], c.mall),
		Teams: one(c.flags[0]), Record: one(c.flags[1]), Unregistered: one(c.flags[2]), Beginners: one(c.flags[3]), Certified: one(c.flags[4]), ClosingSoon: one(c.soon)}
	f.Units = []JobOption{one(c.all[2])}
	for i, cell := range c.unit {
		if cell < 0 {
			continue
		}
		f.Units = append(f.Units, one(cell))
		if int32(i) == c.m.unit {
			f.Units = append(f.Units, list(cell, c.band[:])[1:]...)
		}
	}
	f.Categories = []JobOption{one(c.all[1])}
	for i, x := range market.Categories {
		if x.Parent == "" {
			f.Categories = append(f.Categories, one(c.category[0][i]))
		} else if c.category[1][i] >= 0 {
			f.Categories = append(f.Categories, one(c.category[1][i]))
		}
	}
	return f
}
