package query

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/search"
)

// JobFilter is what a reader of the list of open jobs wants to see. The list, its addresses, saved searches and feeds all
// speak of it in one form: ParseJobFilter and Values. The zero filter asks for nothing.
type JobFilter struct {
	Words        string
	Mall         id.Mall
	Kind         market.Kind
	Category     string // either level
	Unit         market.Unit
	Band         int // of the unit price: this one and those above, see search.BandOf; only with a Unit
	AI           market.AIPolicy
	Beginners    bool
	Unregistered bool // sellers without a T number are welcome
	Teams        bool
	Record       bool     // the client has accepted work that was paid through escrow
	ClosingSoon  bool     // within ClosingSoonDays
	Client       id.Party // of one client
	Sort         JobSort  // "" is what the list does by itself, see Order
	After        id.Job   // the page behind this job
	Before       id.Job   // the page in front of it
}

// JobSort is an order of the list.
type JobSort string

const (
	ByScore   JobSort = "recommended"
	ByNewest  JobSort = "newest"
	ByPay     JobSort = "pay"     // the highest first
	ByClosing JobSort = "closing" // the nearest first
)

// JobSorts are all of them.
var JobSorts = []JobSort{ByScore, ByNewest, ByPay, ByClosing}

// Order is the order of the list when nobody chose one: with words what answers them best, else the newest first.
func (f JobFilter) Order() JobSort {
	switch {
	case f.Sort != "":
		return f.Sort
	case !search.Parse(f.Words).Empty():
		return ByScore
	}
	return ByNewest
}

// Any reports whether the filter leaves anything out.
func (f JobFilter) Any() bool {
	f = f.First()
	f.Sort = ""
	return f != JobFilter{}
}

// First is the filter on the first page of the list.
func (f JobFilter) First() JobFilter {
	f.After, f.Before = "", ""
	return f
}

// jobWords are the most letters of words that a filter keeps; a search reads fewer.
const jobWords = 4 * search.MostLetters

// ParseJobFilter reads a filter from an address or a form. What it doesn't know is dropped: it never fails.
func ParseJobFilter(v url.Values) (f JobFilter) {
	get := func(name string) string { return strings.TrimSpace(strings.ToValidUTF8(v.Get(name), "")) }
	f = JobFilter{
		Words: words(get("q")), Mall: id.Mall(name(get("mall"))), Kind: market.Kind(one(search.Kinds(), get("kind"))),
		Unit: market.Unit(one(market.Units, market.Unit(get("unit")))), AI: one(market.AIPolicies, market.AIPolicy(get("ai"))),
		Beginners: get("beginners") != "", Unregistered: get("unregistered") != "", Teams: get("teams") != "", Record: get("record") != "",
		ClosingSoon: get("soon") != "", Client: id.Party(name(get("client"))), Sort: one(JobSorts, JobSort(get("sort"))),
		After: id.Job(name(get("after"))), Before: id.Job(name(get("before"))),
	}
	if c, ok := market.Categories.Find(get("category")); ok {
		f.Category = c.Code
	}
	if n, err := strconv.Atoi(get("band")); err == nil && n > 1 && n <= search.Bands(string(f.Unit)) {
		f.Band = n
	}
	if f.After != "" {
		f.Before = ""
	}
	if plain := (JobFilter{Words: f.Words}); f.Sort == plain.Order() {
		f.Sort = ""
	}
	return f
}

// Values is the filter in the one form in which addresses and saved searches hold it.
func (f JobFilter) Values() url.Values {
	v := url.Values{}
	for _, x := range []struct{ name, value string }{
		{"q", f.Words}, {"mall", string(f.Mall)}, {"kind", string(f.Kind)}, {"category", f.Category}, {"unit", string(f.Unit)}, {"ai", string(f.AI)},
		{"client", string(f.Client)}, {"sort", string(f.Sort)}, {"after", string(f.After)}, {"before", string(f.Before)},
	} {
		if x.value != "" {
			v.Set(x.name, x.value)
		}
	}
	if f.Band != 0 {
		v.Set("band", strconv.Itoa(f.Band))
	}
	for _, x := range []struct {
		name string
		on   bool
	}{{"beginners", f.Beginners}, {"unregistered", f.Unregistered}, {"teams", f.Teams}, {"record", f.Record}, {"soon", f.ClosingSoon}} {
		if x.on {
			v.Set(x.name, "1")
		}
	}
	return v
}

// Path is the address of the list with this filter.
func (f JobFilter) Path() string {
	if v := f.Values().Encode(); v != "" {
		return "/jobs?" + v
	}
	return "/jobs"
}

// words is what was typed, without what no search would read.
func words(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) > jobWords {
		s = strings.TrimSpace(string([]rune(s)[:jobWords]))
	}
	return s
}

// one is x if it is one of all, else nothing.
func one[T ~string](all []T, x T) T {
	if slices.Contains(all, x) {
		return x
	}
	return ""
}

// name is s if an id may look like that, else nothing.
func name(s string) string {
	odd := func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-') }
	if len(s) > 64 || strings.ContainsFunc(s, odd) {
		return ""
	}
	return s
}
