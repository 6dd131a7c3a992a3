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
	Certified    bool     // only workers with the seal are asked
	Record       bool     // the client has accepted work that was paid through escrow
	ClosingSoon  bool     // within ClosingSoonDays
	Client       id.Party // of one client
	Sort         JobSort  // "" is what the list does by itself, see Order
	After        JobPlace // the page behind this place
	Before       JobPlace // the page in front of it
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
		AI:        one(market.AIPolicies, market.AIPolicy(get("ai"))),
		Beginners: get("beginners") != "", Unregistered: get("unregistered") != "", Teams: get("teams") != "", Certified: get("certified") != "", Record: get("record") != "",
		ClosingSoon: get("soon") != "", Client: id.Party(name(get("client"))), Sort: one(JobSorts, JobSort(get("sort"))),
		After: parseJobPlace(get("after")), Before: parseJobPlace(get("before")),
	}
	unit, band, _ := strings.Cut(get("unit"), "-")
	f.Unit = one(market.Units, market.Unit(unit))
	if n, err := strconv.Atoi(band); err == nil && n > 1 && n <= search.Bands(unit) && strconv.Itoa(n) == band {
		f.Band = n
	}
	if c, ok := market.Categories.Find(get("category")); ok {
		f.Category = c.Code
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
		{"q", f.Words}, {"mall", string(f.Mall)}, {"kind", string(f.Kind)}, {"category", f.Category}, {"unit", f.UnitValue()}, {"ai", string(f.AI)},
		{"client", string(f.Client)}, {"sort", string(f.Sort)}, {"after", string(f.After)}, {"before", string(f.Before)},
	} {
		if x.value != "" {
			v.Set(x.name, x.value)
		}
	}
	for _, x := range []struct {
		name string
		on   bool
	}{{"beginners", f.Beginners}, {"unregistered", f.Unregistered}, {"teams", f.Teams}, {"certified", f.Certified}, {"record", f.Record}, {"soon", f.ClosingSoon}} {
		if x.on {
			v.Set(x.name, "1")
		}
	}
	return v
}

// UnitValue is the unit with the band as addresses hold them: "character", "character-3".
func (f JobFilter) UnitValue() string {
	if f.Band == 0 {
		return string(f.Unit)
	}
	return string(f.Unit) + "-" + strconv.Itoa(f.Band)
}

// JobPlace is a place in the list: what it is sorted by and the job's own place, "12000-423". So a page stays where it is
// when a job on its edge closes.
type JobPlace string

func (p JobPlace) numbers() (value, n int64) {
	i := strings.LastIndexByte(string(p), '-')
	if i < 0 {
		return 0, 0
	}
	value, _ = strconv.ParseInt(string(p[:i]), 10, 64)
	n, _ = strconv.ParseInt(string(p[i+1:]), 10, 64)
	return value, n
}

func jobPlace(value, n int64) JobPlace {
	return JobPlace(strconv.FormatInt(value, 10) + "-" + strconv.FormatInt(n, 10))
}

// parseJobPlace is s if it is a place, else nothing.
func parseJobPlace(s string) JobPlace {
	if p := JobPlace(s); jobPlace(p.numbers()) == p {
		return p
	}
	return ""
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
