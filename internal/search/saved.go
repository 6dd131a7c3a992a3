package search

import (
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// Every is how often a person is told of what a saved search finds anew.
type Every string

const (
	Never  Every = "off"
	AtOnce Every = "once"
	Daily  Every = "day"
	Weekly Every = "week"
)

// Cadences are all of them.
var Cadences = []Every{AtOnce, Daily, Weekly, Never}

// tellHour is when daily and weekly letters are written: when the quiet hours are over that everybody has at first
// (notice.DefaultHours), and before work begins.
const tellHour = 8

// Next is when a person is told the next time; zero where no clock decides it.
func (e Every) Next(now clock.Instant) clock.Instant {
	day := calendar.On(now)
	for at := day; ; at = at.AddDays(1) {
		morning := at.Start().Add(tellHour * clock.Hour)
		switch {
		case e != Daily && e != Weekly:
			return 0
		case morning > now && (e == Daily || at.Weekday() == 1):
			return morning
		}
	}
}

const (
	// MostSaved is how many searches a person may save.
	MostSaved = 20
	// ToldMost is how many jobs a letter names.
	ToldMost   = 10
	nameMost   = 60
	filterMost = 2000
)

// Saved is a search that a person has saved.
type Saved struct {
	ID        id.Search
	Person    id.Person
	Party     id.Party // in whose name they look for work
	Name      string
	Filter    string // as addresses of the list hold it
	Category  string // of the filter
	Every     Every
	SeenN     int64         // the place up to which the person has been told
	NextAt    clock.Instant // when they are told again; zero where no clock decides it
	ToldAt    clock.Instant // the last letter
	CreatedAt clock.Instant
	Version   int64
}

// Set writes what a person chooses; a change of how often begins from now, because what was there before was to be
// seen.
func (s *Saved) Set(name string, every Every, now clock.Instant) error {
	var f fault.Form
	name = strings.Join(strings.Fields(name), " ")
	switch n := utf8.RuneCountInString(name); {
	case n == 0:
		f.Add("name", "名前を書いてください")
	case n > nameMost:
		f.Add("name", "名前は%d字までにしてください", nameMost)
	}
	known := false
	for _, e := range Cadences {
		known = known || e == every
	}
	if !known {
		f.Add("every", "知らせる回数を選んでください")
	}
	if len(s.Filter) > filterMost {
		f.Add("name", "条件が長すぎます。言葉を減らしてください")
	}
	if err := f.Err(); err != nil {
		return err
	}
	if s.Name = name; s.Every == every {
		return nil
	}
	s.Every, s.SeenN, s.NextAt = every, id.PlaceAt(now.Time()), every.Next(now)
	return nil
}

// Stop is what one press does: no more letters.
func (s *Saved) Stop() { s.Every, s.NextAt = Never, 0 }

// SoonDays is how many days from today on the end of a call is near.
const SoonDays = 7

// A Watch is what a saved search asks of a job.
type Watch struct {
	Mall     id.Mall
	Category string // either level
	Client   id.Party
	Soon     bool
	Facets   // but for the Band: that one and those above
	Query
}

// ParseWatch reads a filter as addresses of the list hold it.
func ParseWatch(filter string) (w Watch) {
	v, _ := url.ParseQuery(filter) // what can't be read asks for nothing
	unit, from, _ := strings.Cut(v.Get("unit"), "-")
	band, _ := strconv.Atoi(from)
	return Watch{
		Mall: id.Mall(v.Get("mall")), Category: v.Get("category"), Client: id.Party(v.Get("client")), Soon: v.Get("soon") != "",
		Facets: Facets{Kind: v.Get("kind"), Unit: unit, AI: v.Get("ai"), Band: band, Beginners: v.Get("beginners") != "",
			Unregistered: v.Get("unregistered") != "", Record: v.Get("record") != "", Team: v.Get("teams") != "", Certified: v.Get("certified") != ""},
		Query: Parse(v.Get("q")),
	}
}

// Finds reports whether a job that takes proposals is one of those that the list would show today.
func (w Watch) Finds(j Job, today calendar.Date) bool {
	a, b := w.Facets, j.Facets
	switch {
	case j.ClosesOn.Before(today), w.Mall != "" && j.Mall != w.Mall, w.Client != "" && j.Client != w.Client,
		w.Category != "" && j.Category != w.Category && !strings.HasPrefix(j.Category, w.Category+"/"),
		w.Soon && j.ClosesOn.After(today.AddDays(SoonDays)),
		a.Kind != "" && a.Kind != b.Kind, a.Unit != "" && a.Unit != b.Unit, a.AI != "" && a.AI != b.AI, a.Band > 1 && b.Band < a.Band,
		a.Beginners && !b.Beginners, a.Unregistered && !b.Unregistered, a.Record && !b.Record, a.Team && !b.Team, a.Certified && !b.Certified:
		return false
	}
	return w.Matches(j.Text)
}

// mostLate is how long before its place in the index a job may have been published and still be new: a call that is opened
// again is not.
const mostLate = 10 * clock.Minute

// News reports whether the job came into the index because it was published.
func (j Job) News() bool { return j.PublishedAt.Add(mostLate) >= clock.Instant(j.N>>21) }

// Categories are what searches name that may find a job of this category: it, the field above it, and none.
func Categories(category string) []string {
	all := []string{"", category}
	if field, _, part := strings.Cut(category, "/"); part {
		all = append(all, field)
	}
	return all
}
