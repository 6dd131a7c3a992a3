package market

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"

	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/yen"
)

// Pace is the operator's assumption of how long work takes, used until enough accepted work says it: the minutes for one
// piece, or for a thousand characters. Nobody can say it of a lump sum.
type Pace struct {
	Category string `json:"category"` // of either level
	Unit     Unit   `json:"unit"`
	Minutes  int64  `json:"minutes"`
}

// PaceCharacters is how many characters a pace by characters is said for.
const PaceCharacters = 1000

// mostPace is a hundred days of eight hours.
const mostPace = 100 * 8 * 60

// Takes is the time for one unit.
func (p Pace) Takes() clock.Duration {
	if p.Unit == PerCharacter {
		return clock.Duration(p.Minutes) * clock.Minute / PaceCharacters
	}
	return clock.Duration(p.Minutes) * clock.Minute
}

// Paces are the assumptions of a mall from a day on (dated data).
type Paces struct {
	Rows []Pace `json:"rows"`
}

//go:embed paces.tsv
var pacesTSV string

// DefaultPaces are the assumptions of a new site.
func DefaultPaces() (p Paces) {
	for line := range strings.Lines(pacesTSV) {
		if line[0] == '#' {
			continue
		}
		f := strings.Fields(line)
		minutes, _ := strconv.ParseInt(f[2], 10, 64)
		p.Rows = append(p.Rows, Pace{f[0], Unit(f[1]), minutes})
	}
	return p
}

// Of returns the pace for a category and unit: its own, or its parent category's. The zero Pace is none.
func (p Paces) Of(category string, u Unit) Pace {
	c, ok := Categories.Find(category)
	if !ok {
		return Pace{}
	}
	for _, code := range []string{c.Code, c.Parent} {
		if i := slices.IndexFunc(p.Rows, func(r Pace) bool { return r.Category == code && r.Unit == u }); i >= 0 {
			return p.Rows[i]
		}
	}
	return Pace{}
}

// Validate refuses paces that can't be read or stand twice.
func (p Paces) Validate() error {
	var form fault.Form
	seen := map[Pace]bool{}
	for i, r := range p.Rows {
		key := Pace{Category: r.Category, Unit: r.Unit}
		_, known := Categories.Find(r.Category)
		switch {
		case !known || r.Unit != PerPiece && r.Unit != PerCharacter || r.Minutes < 1 || r.Minutes > mostPace:
			form.Add("rows", "%d行めの分野、決め方、時間を確かめてください", i+1)
		case seen[key]:
			form.Add("rows", "%d行めと同じ分野と決め方が、もうあります", i+1)
		}
		seen[key] = true
	}
	return form.Err()
}

// Takes is how long a unit of work takes, and how many accepted works say so; 0 works is an assumption, no time is nothing
// known at all.
type Takes struct {
	One   clock.Duration
	Works int64
}

// TakesOf is how long one unit of a category takes: what accepted work took, or what is assumed.
func TakesOf(category string, u Unit, g Guides, p Paces) Takes {
	if m := g.Timed(category, u); m.Takes > 0 {
		return Takes{m.Takes, m.Timed}
	}
	return Takes{One: p.Of(category, u).Takes()}
}

// For is the time for a quantity; a lump sum is one.
func (t Takes) For(u Unit, quantity int64) clock.Duration {
	if u == LumpSum {
		quantity = 1
	}
	return t.One * clock.Duration(min(max(0, quantity), MostQuantity))
}

// Hourly is what an amount for a time comes to in an hour, rounded down; nothing for no time.
func Hourly(y yen.Yen, t clock.Duration) yen.Yen {
	if t <= 0 || y.Sign() <= 0 {
		return yen.Yen{}
	}
	return yen.Of(min(y.Int64(), yen.Most) * int64(clock.Hour) / int64(t))
}

// Worth is the least amount that comes to at least an hourly pay for a time.
func Worth(hour yen.Yen, t clock.Duration) yen.Yen {
	hours := int64(clock.Hour)
	return yen.Of((hour.Int64()*int64(min(t, 1<<45)) + hours - 1) / hours)
}
