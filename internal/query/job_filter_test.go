package query_test

import (
	"net/url"
	"testing"

	"pgregory.net/rapid"

	"nariwai/internal/market"
	"nariwai/internal/query"
)

// odd draws values as they come in addresses: mostly such as the list knows, some that nobody meant.
func odd(t *rapid.T, name string, known ...string) string {
	return rapid.OneOf(rapid.SampledFrom(append(known, "")), rapid.String()).Draw(t, name)
}

func drawValues(t *rapid.T) url.Values {
	v := url.Values{}
	for name, known := range map[string][]string{
		"q": {"旅行 記事", " 絵　", "-", "()"}, "mall": {"site"}, "kind": {"project", "hourly", "contest"}, "category": {"writing", "writing/travel", "data"},
		"unit": {"lump", "piece", "character", "lump-2", "piece-5", "character-6", "piece-1", "piece-05", "-3"}, "ai": {"none", "assist", "free"}, "beginners": {"1"}, "unregistered": {"1"},
		"teams": {"1"}, "record": {"1"}, "soon": {"1"}, "client": {"019ab-1"}, "sort": {"recommended", "newest", "pay", "closing"},
		"after": {"1-2", "-3-4", "1", "01-2"}, "before": {"3-4"}, "page": {"7"},
	} {
		if rapid.Bool().Draw(t, name+" is there") {
			v.Set(name, odd(t, name, known...))
		}
	}
	return v
}

// Whatever an address holds becomes a filter, and a filter comes back from its own address as it was.
func TestJobFilterAndItsAddress(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := query.ParseJobFilter(drawValues(t))
		if back := query.ParseJobFilter(f.Values()); back != f {
			t.Fatalf("%+v\nwent to %q and came back as\n%+v", f, f.Values().Encode(), back)
		}
		typed, err := url.Parse(f.Path())
		if err != nil || query.ParseJobFilter(typed.Query()) != f {
			t.Fatalf("%q is not the address of %+v: %v", f.Path(), f, err)
		}
	})
}

func TestParseJobFilter(t *testing.T) {
	for typed, want := range map[string]query.JobFilter{
		"":                                 {},
		"q=+旅行　記事+&sort=recommended":       {Words: "旅行 記事"},
		"q=旅行&sort=newest":                 {Words: "旅行", Sort: query.ByNewest},
		"q=()&sort=newest":                 {Words: "()"},
		"sort=newest&soon=1&teams=on":      {ClosingSoon: true, Teams: true},
		"sort=cheapest&kind=x&category=no": {},
		"unit=character-3&ai=none":         {Unit: market.PerCharacter, Band: 3, AI: market.AINone},
		"unit=character-1":                 {Unit: market.PerCharacter},
		"unit=-3":                          {},
		"client=a'b&mall=../x&after=%00":   {},
		"after=1-2&before=3-4":             {After: "1-2"},
	} {
		v, err := url.ParseQuery(typed)
		if err != nil {
			t.Fatal(err)
		}
		if got := query.ParseJobFilter(v); got != want {
			t.Errorf("%q is %+v, want %+v", typed, got, want)
		}
	}
}
