package demo

import (
	"strings"

	"nariwai/internal/calendar"
	"nariwai/internal/people"
	"nariwai/internal/yen"
)

// talent is what an invented worker offers, and lets everybody see. Most show all of it, some hide a part, and a few don't
// want to be found: so that a visitor sees each of these pages.
func (w worker) talent(today calendar.Date) people.Talent {
	r := dice("talent " + w.key)
	t := people.Talent{Listed: r.IntN(12) > 0, ShowPlace: r.IntN(8) > 0, ShowHours: r.IntN(8) > 0, ShowPrice: r.IntN(6) > 0, ShowRecord: r.IntN(6) > 0}
	t.Fields = strings.Fields(w.fields)
	t.Fields = t.Fields[:min(len(t.Fields), people.MostFields)]
	between := func(unit people.PriceUnit, low, high, step int64) people.PriceRange {
		from := low + r.Int64N((high-low)/step+1)*step
		p := people.PriceRange{Unit: unit, Low: yen.Sen(from)}
		if r.IntN(4) > 0 {
			p.High = yen.Sen(from + (1+r.Int64N(4))*step*2)
		}
		return p
	}
	switch top, _, _ := strings.Cut(w.fields, "/"); top {
	case "writing", "translation":
		t.Price = between(people.PerCharacter, 1_20, 3_50, 10)
	case "data", "development":
		t.Price = between(people.PerHour, 1_300_00, 2_800_00, 100_00)
	default:
		t.Price = between(people.PerPiece, 3_000_00, 28_000_00, 1_000_00)
	}
	if r.IntN(4) == 0 {
		t.FreeFrom = today.AddDays(3 + r.IntN(20))
	}
	switch w.key {
	case "michiru", "yuri", "kei": // those whom the page shows first to a visitor
		t.Listed, t.ShowPlace, t.ShowHours, t.ShowPrice, t.ShowRecord = true, true, true, true, true
	}
	return t
}
