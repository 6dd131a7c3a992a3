// Package ranking makes the TOP100 of a month out of what people were paid in it: by field, and of all fields together.
// Nobody is named without their consent, no sum is shown but as a band, and nothing is published of fewer than five people.
package ranking

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/id"
	"nariwai/internal/place"
	"nariwai/internal/yen"
)

const (
	// Top is the last place of a list. Who is paid the same shares a place, so a list may hold more people than places …
	Top = 100
	// … but no more than Most: those who share the place with which it would are left out together.
	Most = 2 * Top
	// Fewest is of how many people at least anything is said: a list, a band, a prefecture.
	Fewest = 5
	// All is the field of the list of all fields together.
	All = ""
)

// Earned is what a party was paid in a field in a month.
type Earned struct {
	Party      id.Party
	Field      string
	Pay        yen.Yen          // settled, of secured work, tax included
	Prefecture place.Prefecture // "" when the party doesn't let it be seen
}

// Month is a list as a whole.
type Month struct {
	Month      calendar.Month
	Field      string
	People     int64 // that were paid anything
	Bands      Bands
	Run        id.Run // the closing after which it was made
	ComputedAt clock.Instant
}

// Place is somebody's place in a list.
type Place struct {
	Month      calendar.Month
	Field      string
	N          int64
	Party      id.Party
	Pay        yen.Yen          // for nobody's eyes: a tie is a tie because of it
	Band       int64            // where the band that is shown begins, in yen
	Before     int64            // the place a month earlier; 0 for none
	Prefecture place.Prefecture // that may be said of somebody without a name; "" when too few live there
	Told       bool
}

// Band is how many people were paid so much and less than the band above.
type Band struct {
	From   int64 `json:"from"` // yen
	To     int64 `json:"to"`   // where the band above begins; 0 for the highest
	People int64 `json:"people"`
}

// Bands are those of a list, the highest first. Each holds Fewest people or more.
type Bands []Band

// steps are where bands begin. Where a band would hold too few people it is one with the next.
var steps = []int64{300_000, 200_000, 150_000, 100_000, 50_000, 10_000, 0}

// BandsOf are the bands of what people were paid.
func BandsOf(pays []yen.Yen) (out Bands) {
	var n, to int64
	for i, from := range steps {
		for _, p := range pays {
			if p.Int64() >= from && (i == 0 || p.Int64() < steps[i-1]) {
				n++
			}
		}
		if n >= Fewest {
			out = append(out, Band{from, to, n})
			n, to = 0, from
		}
	}
	if last := len(out) - 1; n > 0 && last >= 0 { // too few are left at the lower end
		out[last].From = 0
		out[last].People += n
	}
	return out
}

// Of is the band in which an amount lies.
func (b Bands) Of(p yen.Yen) Band {
	for _, x := range b {
		if p.Int64() >= x.From {
			return x
		}
	}
	return Band{}
}

// At is the band that begins with an amount.
func (b Bands) At(from int64) Band { return b.Of(yen.Of(from)) }

// JSON is how bands are kept.
func (b Bands) JSON() string {
	text, _ := json.Marshal(b) // three numbers each
	return string(text)
}

// ReadBands reads what JSON has written.
func ReadBands(text string) (b Bands, err error) {
	err = json.Unmarshal([]byte(text), &b)
	return b, err
}

// A List is what is published of a field.
type List struct {
	Month
	Places []Place
}

// Key is a place that somebody had.
type Key struct {
	Field string
	Party id.Party
}

// Lists makes the lists of a month: of all fields together, which there always is, and of each field with enough people.
// before are the places of the month before.
func Lists(m calendar.Month, earned []Earned, before map[Key]int64) []List {
	by := map[string][]Earned{All: together(earned)}
	for _, e := range earned {
		if e.Field != All && e.Pay.Sign() > 0 {
			by[e.Field] = append(by[e.Field], e)
		}
	}
	var out []List
	for _, field := range slices.Sorted(maps.Keys(by)) {
		if l := list(m, field, by[field], before); field == All || l.People >= Fewest {
			out = append(out, l)
		}
	}
	return out
}

// together adds up what each was paid in all fields.
func together(earned []Earned) (out []Earned) {
	at := map[id.Party]int{}
	for _, e := range earned {
		if e.Pay.Sign() <= 0 {
			continue
		}
		i, ok := at[e.Party]
		if !ok {
			i = len(out)
			at[e.Party] = i
			out = append(out, Earned{Party: e.Party, Prefecture: e.Prefecture})
		}
		out[i].Pay = out[i].Pay.Add(e.Pay)
	}
	return out
}

func list(m calendar.Month, field string, all []Earned, before map[Key]int64) List {
	l := List{Month: Month{Month: m, Field: field, People: int64(len(all))}}
	if l.People < Fewest {
		return l
	}
	slices.SortFunc(all, func(a, b Earned) int { return cmp.Or(b.Pay.Cmp(a.Pay), cmp.Compare(a.Party, b.Party)) })
	pays, live := make([]yen.Yen, len(all)), map[place.Prefecture]int{}
	for i, e := range all {
		pays[i] = e.Pay
		live[e.Prefecture]++
	}
	l.Bands = BandsOf(pays)
	for i := 0; i < len(all) && i < Top; {
		end := i + 1
		for end < len(all) && all[end].Pay == all[i].Pay {
			end++
		}
		if end > Most {
			break
		}
		for _, e := range all[i:end] {
			p := Place{Month: m, Field: field, N: int64(i + 1), Party: e.Party, Pay: e.Pay, Band: l.Bands.Of(e.Pay).From, Before: before[Key{field, e.Party}]}
			if e.Prefecture != "" && live[e.Prefecture] >= Fewest {
				p.Prefecture = e.Prefecture
			}
			l.Places = append(l.Places, p)
		}
		i = end
	}
	return l
}

// Up is by how many places somebody rose; negative for down. It means nothing for who is new.
func (p Place) Up() int64 { return p.Before - p.N }
