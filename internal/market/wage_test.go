package market_test

import (
	"slices"
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/market"
	"nariwai/internal/place"
	"nariwai/internal/yen"
)

func TestDefaultWages(t *testing.T) {
	w := market.DefaultWages()
	if err := w.Validate(); err != nil || w.Source == "" || len(w.Rows) != 2*47 {
		t.Fatal(len(w.Rows), w.Source, err)
	}
	for _, c := range []struct {
		in   place.Prefecture
		on   calendar.Date
		want int64
	}{
		{"01", 20251003, 1010}, {"01", 20251004, 1075}, {"13", 20260401, 1226}, {"05", 20260330, 951}, {"05", 20260331, 1031},
		{"36", 20241031, 0}, {"36", 20241101, 980}, {"47", 20270101, 1023}, {"", 20270101, 0},
	} {
		if got := w.In(c.in, c.on); got.Hour != yen.Of(c.want) {
			t.Errorf("%s on %s: %s, want %d", c.in, c.on, got.Hour, c.want)
		}
	}
	low, high := w.Spread(20260401)
	if low.Hour != yen.Of(1023) || high.Prefecture != "13" {
		t.Errorf("from %v to %v", low, high)
	}
	// Tochigi's of October 2025 is the first that is a year old.
	for on, want := range map[calendar.Date]bool{20260401: false, 20261001: false, 20261003: true, 20270101: true} {
		if w.Old(on) != want {
			t.Errorf("old on %s: %t", on, !want)
		}
	}
	var empty market.Wages
	if low, high := empty.Spread(20260401); low != high || !empty.Old(20260401) {
		t.Error("an empty table tells something")
	}
}

func TestWagesThatAreRefused(t *testing.T) {
	for name, change := range map[string]func(*market.Wages){
		"no source":    func(w *market.Wages) { w.Source = " " },
		"a prefecture": func(w *market.Wages) { w.Rows[3].Prefecture = "48" },
		"left out": func(w *market.Wages) {
			w.Rows = slices.DeleteFunc(w.Rows, func(r market.Wage) bool { return r.Prefecture == "20" })
		},
		"no day":         func(w *market.Wages) { w.Rows[3].From = 0 },
		"twice":          func(w *market.Wages) { w.Rows = append(w.Rows, w.Rows[0]) },
		"a digit less":   func(w *market.Wages) { w.Rows[3].Hour = yen.Of(107) },
		"a digit more":   func(w *market.Wages) { w.Rows[3].Hour = yen.Of(10_750) },
		"nothing at all": func(w *market.Wages) { *w = market.Wages{Source: "x"} },
	} {
		w := market.DefaultWages()
		change(&w)
		if err := w.Validate(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPaces(t *testing.T) {
	p := market.DefaultPaces()
	if err := p.Validate(); err != nil || len(p.Rows) == 0 {
		t.Fatal(len(p.Rows), err)
	}
	g := market.Guides{Rows: []market.Guide{{Category: "data", Unit: market.PerPiece, N: 30, Timed: 25, Takes: 7 * clock.Minute}, {Category: "design/logo", Unit: market.LumpSum, N: 30, Timed: 30, Takes: clock.Hour}}}
	for _, c := range []struct {
		category string
		unit     market.Unit
		quantity int64
		want     clock.Duration
		works    int64
	}{
		{"writing/travel", market.PerPiece, 10, 600 * clock.Minute, 0},      // its parent's pace
		{"writing/proof", market.PerCharacter, 5_000, 60 * clock.Minute, 0}, // its own
		{"data/entry", market.PerPiece, 100, 700 * clock.Minute, 25},        // what accepted work took
		{"design/logo", market.LumpSum, 5, clock.Hour, 30},                  // one whole
		{"writing/travel", market.LumpSum, 1, 0, 0},                         // nobody knows
		{"nothing", market.PerPiece, 1, 0, 0},
	} {
		got := market.TakesOf(c.category, c.unit, g, p)
		if got.For(c.unit, c.quantity) != c.want || got.Works != c.works {
			t.Errorf("%s by %s: %d for %d of %d works", c.category, c.unit, got.For(c.unit, c.quantity), c.quantity, got.Works)
		}
	}
	for name, row := range map[string]market.Pace{"a lump sum": {"writing", market.LumpSum, 60}, "no time": {"writing/seo", market.PerPiece, 0},
		"no category": {"nothing", market.PerPiece, 60}, "twice": p.Rows[0], "for ever": {"writing/seo", market.PerPiece, 1_000_000}} {
		if err := (market.Paces{Rows: append(slices.Clone(p.Rows), row)}).Validate(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Thirty yen an article, of which the site keeps six.
func TestHourly(t *testing.T) {
	if got := market.Hourly(yen.Of(24), clock.Hour); got != yen.Of(24) {
		t.Error(got)
	}
	for _, c := range []struct {
		amount int64
		time   clock.Duration
		want   int64
	}{{1_000, 90 * clock.Minute, 666}, {0, clock.Hour, 0}, {100, 0, 0}, {yen.Most, 1, yen.Most * 3_600_000}} {
		if got := market.Hourly(yen.Of(c.amount), c.time); got != yen.Of(c.want) {
			t.Errorf("%d for %d: %s", c.amount, c.time, got)
		}
	}
	for _, c := range []struct {
		hour int64
		time clock.Duration
		want int64
	}{{1_075, 600 * clock.Minute, 10_750}, {1_075, 2 * clock.Minute, 36}, {1_075, 0, 0}} {
		got := market.Worth(yen.Of(c.hour), c.time)
		if got != yen.Of(c.want) || c.time > 0 && market.Hourly(got, c.time).Less(yen.Of(c.hour)) {
			t.Errorf("%d an hour for %d: %s", c.hour, c.time, got)
		}
	}
}
