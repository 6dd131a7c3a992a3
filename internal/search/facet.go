package search

import (
	"slices"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

// A Job is what the index keeps of a job that takes proposals.
type Job struct {
	N           int64 // its place: of two jobs the later has the greater
	ID          id.Job
	Mall        id.Mall
	Client      id.Party
	Category    string
	Facets      Facets
	Pay         yen.Yen
	ClosesOn    calendar.Date
	PublishedAt clock.Instant
	Text
}

// Facets are what a list of jobs can be narrowed by, beside category, mall and day. The zero values are allowed.
type Facets struct {
	Kind, Unit, AI string
	Band           int  // of the unit price, see BandOf
	Beginners      bool // are welcome
	Unregistered   bool // sellers without a T number are welcome
	Record         bool // the client has accepted work that was paid through escrow
	Team           bool // teams are welcome
	Certified      bool // only workers with the seal are asked
	Odd            bool // of the text, see Odd: nobody asks for it
}

// The words that are packed by their place; new ones only at the end.
var (
	kinds = []string{"", "project", "hourly", "contest", "task", "package"}
	units = []string{"", "lump", "piece", "character"}
	ais   = []string{"", "none", "assist", "free"}
)

// Kinds are the kinds of work that the index can tell apart.
func Kinds() []string { return kinds[1:] }

// Pack is f as one number, so that a database can count all combinations in one go.
func (f Facets) Pack() int64 {
	n := int64(0)
	if f.Certified {
		n = 2
	}
	if f.Odd {
		n |= 1
	}
	n = n<<3 | int64(max(0, slices.Index(kinds, f.Kind)))
	n = n<<3 | int64(max(0, slices.Index(units, f.Unit)))
	n = n<<2 | int64(max(0, slices.Index(ais, f.AI)))
	n = n<<3 | int64(f.Band&7)
	for _, b := range []bool{f.Beginners, f.Unregistered, f.Record, f.Team} {
		n <<= 1
		if b {
			n |= 1
		}
	}
	return n
}

// UnpackFacets is the inverse of Pack; a number that Pack has not made gives facets without the words that it doesn't know.
func UnpackFacets(n int64) (f Facets) {
	flag := func() bool {
		on := n&1 == 1
		n >>= 1
		return on
	}
	f.Team, f.Record, f.Unregistered, f.Beginners = flag(), flag(), flag(), flag()
	f.Band, n = int(n&7), n>>3
	f.AI, n = wordAt(ais, n&3), n>>2
	f.Unit, n = wordAt(units, n&7), n>>3
	f.Kind, n = wordAt(kinds, n&7), n>>3
	f.Odd, f.Certified = flag(), flag()
	return f
}

func wordAt(words []string, i int64) string {
	if i < 0 || i >= int64(len(words)) {
		return ""
	}
	return words[i]
}

// bands are the lower ends of the bands of unit prices above the first, in tenths of a yen per unit
// (of a lump sum, of the whole pay).
var bands = map[string][]int64{
	"lump":      {50_000, 200_000, 500_000, 1_000_000},
	"piece":     {5_000, 10_000, 30_000, 100_000},
	"character": {5, 10, 20, 50},
}

// BandOf is the band of a unit price: 1 is the lowest; 0 for units without bands.
func BandOf(unit string, tenths int64) int {
	ends, ok := bands[unit]
	if !ok {
		return 0
	}
	n, _ := slices.BinarySearch(ends, tenths+1)
	return n + 1
}

// Bands returns how many bands a unit has, and From the lower end of one, in tenths of a yen.
func Bands(unit string) int {
	if ends, ok := bands[unit]; ok {
		return len(ends) + 1
	}
	return 0
}

// From is the lower end of a band, in tenths of a yen; 0 for the lowest.
func From(unit string, band int) int64 {
	if ends := bands[unit]; band >= 2 && band-2 < len(ends) {
		return ends[band-2]
	}
	return 0
}
