package query

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/place"
	"nariwai/internal/search"
)

// TalentSort is the order of a list of workers.
type TalentSort string

const (
	TalentsClosest TalentSort = "near"  // the most points first, see search.Closeness
	TalentsNewest  TalentSort = "new"   // who was listed last first
	TalentsRated   TalentSort = "rated" // whose reviews are best first, see review.Rank; who has few of them stands behind
	TalentsCheap   TalentSort = "price" // whose price begins lowest first; only among prices for one unit
)

// TalentFilter is what a reader of the list of workers wants to see. The zero values ask for nothing.
type TalentFilter struct {
	Words      string
	Category   string // either level
	Prefecture place.Prefecture
	Unit       people.PriceUnit
	Band       int   // of the unit's prices
	Hours      int64 // a week at least, one of search.HourSteps
	Now        bool  // can begin today
	Record     bool  // has finished a contract
	Certified  bool
	Sort       TalentSort // "" for the order that fits the question
	After      id.Party   // the page behind this worker
	Before     id.Party   // the page in front of them
}

// mostTyped bounds what is kept of the words in an address.
const mostTyped = 200

// ParseTalentFilter reads a filter from an address. What it doesn't know it leaves out; there is none that can't be read.
func ParseTalentFilter(v url.Values) (f TalentFilter) {
	get := func(name string) string { return strings.TrimSpace(strings.ToValidUTF8(v.Get(name), "")) }
	on := func(name string) bool { return get(name) != "" }
	f.Words = strings.Join(strings.Fields(get("q")), " ")
	if r := []rune(f.Words); len(r) > mostTyped {
		f.Words = strings.TrimSpace(string(r[:mostTyped]))
	}
	if c, ok := market.Categories.Find(get("category")); ok {
		f.Category = c.Code
	}
	if p := place.Prefecture(get("prefecture")); p.Valid() {
		f.Prefecture = p
	}
	if u := people.PriceUnit(get("unit")); slices.Contains(people.PriceUnits, u) {
		f.Unit = u
		if band, err := strconv.Atoi(get("band")); err == nil && band >= 1 && band <= search.PriceBands(string(u)) {
			f.Band = band
		}
	}
	if hours, err := strconv.ParseInt(get("hours"), 10, 64); err == nil && slices.Contains(search.HourSteps, hours) {
		f.Hours = hours
	}
	f.Now, f.Record, f.Certified = on("now"), on("record"), on("certified")
	switch s := TalentSort(get("sort")); s {
	case TalentsClosest, TalentsNewest, TalentsRated:
		f.Sort = s
	case TalentsCheap:
		if f.Unit != "" {
			f.Sort = s
		}
	}
	if f.Sort == (TalentFilter{Words: f.Words}).Order() {
		f.Sort = ""
	}
	if f.After = id.Party(name(get("after"))); f.After == "" {
		f.Before = id.Party(name(get("before")))
	}
	return f
}

// Values is f as it stands in an address, the same for the same filter: ParseTalentFilter gives it back.
func (f TalentFilter) Values() url.Values {
	v := url.Values{}
	set := func(name, value string, on bool) {
		if on {
			v.Set(name, value)
		}
	}
	set("q", f.Words, f.Words != "")
	set("category", f.Category, f.Category != "")
	set("prefecture", string(f.Prefecture), f.Prefecture != "")
	set("unit", string(f.Unit), f.Unit != "")
	set("band", strconv.Itoa(f.Band), f.Band != 0)
	set("hours", strconv.FormatInt(f.Hours, 10), f.Hours != 0)
	set("now", "1", f.Now)
	set("record", "1", f.Record)
	set("certified", "1", f.Certified)
	set("sort", string(f.Sort), f.Sort != "")
	set("after", string(f.After), f.After != "")
	set("before", string(f.Before), f.Before != "")
	return v
}

// Order is the order in which the list stands.
func (f TalentFilter) Order() TalentSort {
	switch {
	case f.Sort != "":
		return f.Sort
	case search.Parse(f.Words).Empty():
		return TalentsNewest
	}
	return TalentsClosest
}

// whole is f without its page and order: what it asks for.
func (f TalentFilter) whole() TalentFilter {
	f.Sort, f.After, f.Before = "", "", ""
	return f
}

// First is the first page of the same list.
func (f TalentFilter) First() TalentFilter {
	f.After, f.Before = "", ""
	return f
}

// traits are the words of the index that f asks for beside its words; Now has none, because it changes by itself.
func (f TalentFilter) traits() (out []search.Trait) {
	if f.Certified {
		out = append(out, search.CertifiedTrait)
	}
	if f.Prefecture != "" {
		out = append(out, search.In(f.Prefecture))
	}
	if f.Category != "" {
		out = append(out, search.InField(f.Category))
	}
	switch {
	case f.Band != 0:
		out = append(out, search.PricedIn(string(f.Unit), f.Band))
	case f.Unit != "":
		out = append(out, search.PricedBy(string(f.Unit)))
	}
	if f.Hours != 0 {
		out = append(out, search.HoursFrom(f.Hours))
	}
	if f.Record {
		out = append(out, search.RecordTrait)
	}
	return out
}
