package search

import (
	"slices"
	"strconv"
	"strings"

	"nariwai/internal/calendar"
	"nariwai/internal/id"
	places "nariwai/internal/place"
	"nariwai/internal/yen"
)

// WorkerVersion says how workers are indexed. An index of another version is rebuilt.
const WorkerVersion = 100*Version + 2

// A Worker is what the index keeps of a worker who wants to be found: only what they agree to show. What they don't is
// the zero value, and so neither found nor counted.
type Worker struct {
	N          int64 // their place: of two the one who was listed later has the greater
	Party      id.Party
	Prefecture places.Prefecture
	Fields     []string // codes of categories
	Unit       string   // of the price: hour, character, piece
	Low, High  yen.Sen
	Hours      int64         // a week
	FreeFrom   calendar.Date // NotSaid when they don't show it
	Finished   int64         // contracts
	OnTime     int64         // percent; -1 for not known
	Rated      int64         // by what others say of them, see review.Rank; 0 for too few
	Certified  bool
	SeenOn     calendar.Date // the week in which they were last here
	WorkerText
}

// NotSaid is after every day on which anybody is wanted.
const NotSaid calendar.Date = 99991231

// A WorkerText is what is searched of a worker, in exact form; skills stand between tabs.
type WorkerText struct {
	Name, Headline, Skills, Place, Bio string
}

// String is all of it, one part a line. No word that is looked for goes over the end of a part, because none holds one.
func (w WorkerText) String() string {
	return strings.Join([]string{w.Name, w.Headline, w.Skills, w.Place, w.Bio}, "\n")
}

// ParseWorkerText is the inverse of String.
func ParseWorkerText(s string) WorkerText {
	var parts [5]string
	for i := range parts {
		parts[i], s, _ = strings.Cut(s, "\n")
	}
	return WorkerText{parts[0], parts[1], parts[2], parts[3], parts[4]}
}

// A Trait is something a worker is looked for by beside words. It stands among the words of the index as a word of its own,
// which no text can hold.
type Trait string

// The traits. Each begins with a mark that is never part of a word.
const (
	CertifiedTrait Trait = "_c"
	RecordTrait    Trait = "_r" // has finished a contract
	RatedTrait     Trait = "_s" // is rated
)

// InField is the trait of who works in a field; that of a field is also had by who works in a part of it.
func InField(code string) Trait { return Trait("_f" + strings.ReplaceAll(code, "/", "_")) }

// In is the trait of who lives in a prefecture.
func In(p places.Prefecture) Trait { return Trait("_p" + string(p)) }

// PricedBy is the trait of who has a price for a unit.
func PricedBy(unit string) Trait { return Trait("_u" + unit) }

// PricedIn is the trait of whose price reaches into a band of a unit.
func PricedIn(unit string, band int) Trait { return Trait("_u" + unit + strconv.Itoa(band)) }

// HoursFrom is the trait of who has so many hours a week or more; hours is one of HourSteps.
func HoursFrom(hours int64) Trait { return Trait("_h" + strconv.FormatInt(hours, 10)) }

// HourSteps are the hours a week that can be asked for.
var HourSteps = []int64{5, 10, 20, 30}

// priceEnds are the lower ends of the bands above the first.
var priceEnds = map[string][]yen.Sen{
	"hour":      {1_000_00, 1_500_00, 2_500_00, 4_000_00},
	"character": {1_00, 2_00, 4_00},
	"piece":     {1_000_00, 5_000_00, 10_000_00, 30_000_00},
}

// PriceBands returns how many bands a unit of workers' prices has.
func PriceBands(unit string) int {
	if ends, ok := priceEnds[unit]; ok {
		return len(ends) + 1
	}
	return 0
}

// PriceBand returns a band's lower end and the lower end of the one above; 0 where there is none.
func PriceBand(unit string, band int) (from, below yen.Sen) {
	ends := priceEnds[unit]
	if band >= 2 && band-2 < len(ends) {
		from = ends[band-2]
	}
	if band >= 1 && band-1 < len(ends) {
		below = ends[band-1]
	}
	return from, below
}

func priceBandOf(unit string, s yen.Sen) int {
	n, _ := slices.BinarySearch(priceEnds[unit], s+1)
	return n + 1
}

// Traits lists what a worker can be looked for by, each once.
func (w Worker) Traits() (out []Trait) {
	add := func(t Trait) {
		if !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	if w.Certified {
		add(CertifiedTrait)
	}
	if w.Finished > 0 {
		add(RecordTrait)
	}
	if w.Rated > 0 {
		add(RatedTrait)
	}
	for _, code := range w.Fields {
		parent, _, leaf := strings.Cut(code, "/")
		if leaf {
			add(InField(parent))
		}
		add(InField(code))
	}
	if w.Prefecture != "" {
		add(In(w.Prefecture))
	}
	if PriceBands(w.Unit) > 0 {
		add(PricedBy(w.Unit))
		for band := priceBandOf(w.Unit, w.Low); band <= priceBandOf(w.Unit, w.High); band++ {
			add(PricedIn(w.Unit, band))
		}
	}
	for _, hours := range HourSteps {
		if w.Hours >= hours {
			add(HoursFrom(hours))
		}
	}
	return out
}

// Words are the tokens that stand for a worker in the index: of the text, and the traits.
func (w Worker) Words() []string {
	out := Tokens(Loose(w.String()))
	for _, trait := range w.Traits() {
		out = append(out, string(trait))
	}
	return out
}

// Closeness is how close a worker is to what was asked for, in points. The rule is published, and nobody can pay for a point.
type Closeness struct {
	Words  int // for each word of the query: skills 6, headline and name 4, place 2, bio 1, each three times as a word of its own, twice where it begins one
	Record int // 2, 4 or 6 from one, five and twenty finished contracts on
	Seen   int // 4 for who was here in the last two weeks, 2 for the last two months
}

// Points is the sum.
func (c Closeness) Points() int { return c.Words + c.Record + c.Seen }

// Closeness of a worker on a day. Loosely compares words as MatchesLoosely does.
func (q Query) Closeness(w Worker, today calendar.Date, loosely bool) (c Closeness) {
	form := func(word Word) string { return word.Exact }
	if loosely {
		form = func(word Word) string { return word.Loose }
	}
	for _, part := range []struct {
		text   string
		weight int
	}{{w.Skills, 6}, {w.Headline, 4}, {w.Name, 4}, {w.Place, 2}, {w.Bio, 1}} {
		text := part.text
		if loosely {
			text = Loose(text)
		}
		for _, group := range q.Must {
			best := nowhere
			for _, word := range group {
				best = max(best, place(text, form(word)))
			}
			c.Words += part.weight * int(best)
		}
	}
	switch {
	case w.Finished >= 20:
		c.Record = 6
	case w.Finished >= 5:
		c.Record = 4
	case w.Finished >= 1:
		c.Record = 2
	}
	switch {
	case w.SeenOn == 0:
	case w.SeenOn >= today.AddDays(-14):
		c.Seen = 4
	case w.SeenOn >= today.AddDays(-60):
		c.Seen = 2
	}
	return c
}
