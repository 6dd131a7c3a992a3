package market_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"nariwai/internal/clock"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/yen"
)

// past is a work of 100 characters, for so many hundredths of a yen each, that took so many seconds for each.
func past(category string, sen, seconds int64) market.Past {
	return market.Past{Mall: id.Site, Category: category, Unit: market.PerCharacter, Quantity: 100, Pay: yen.Of(sen), Time: clock.Duration(seconds*100) * clock.Second}
}

func TestGuides(t *testing.T) {
	var tally market.Tally
	for i := range int64(21) {
		tally.Add(past("writing/travel", 100+i, 30+i%3))
	}
	for i := range int64(19) { // one too few
		tally.Add(past("writing/proof", 50+i, 0))
	}
	tally.Add(past("writing/no-more", 1, 1))
	g := tally.Guides(id.Site, 20261128)
	if g.Works != 40 || len(g.Rows) != 2 {
		t.Fatalf("%+v", g)
	}
	for _, c := range []struct {
		category string
		unit     market.Unit
		want     market.Guide
	}{
		// Of 21 the 6th, the 11th and the 16th.
		{"writing/travel", market.PerCharacter, market.Guide{Category: "writing/travel", Unit: market.PerCharacter, N: 21, Low: 105, Median: 110, High: 115, Timed: 21, Takes: 31_000}},
		// Of 40, of which 19 are cheap, the 10th, the 20th and the 30th.
		{"writing/proof", market.PerCharacter, market.Guide{Category: "writing", Unit: market.PerCharacter, N: 40, Low: 59, Median: 100, High: 110, Timed: 21, Takes: 31_000}},
		{"writing", market.PerCharacter, market.Guide{Category: "writing", Unit: market.PerCharacter, N: 40, Low: 59, Median: 100, High: 110, Timed: 21, Takes: 31_000}},
		{"writing/travel", market.PerPiece, market.Guide{}},
		{"design/logo", market.PerCharacter, market.Guide{}},
		{"nothing", market.PerCharacter, market.Guide{}},
	} {
		if got := g.Of(c.category, c.unit); got != c.want {
			t.Errorf("%s by %s: %+v, want %+v", c.category, c.unit, got, c.want)
		}
	}
	if got := g.Timed("writing/proof", market.PerCharacter).Takes; got != 31*clock.Second {
		t.Errorf("takes %d", got)
	}
}

// Too few who say how long it took: the price is told, the time is the parent's or nobody's.
func TestTimeOfFew(t *testing.T) {
	var tally market.Tally
	for i := range 25 {
		p := past("writing/travel", 100, 30)
		if i >= 19 {
			p.Time = 0
		}
		tally.Add(p)
	}
	if g := tally.Guides(id.Site, 1).Of("writing/travel", market.PerCharacter); !g.Known() || g.Takes != 0 || g.Timed != 19 {
		t.Errorf("%+v", g)
	}
	tally.Add(past("writing/seo", 100, 20))
	g := tally.Guides(id.Site, 1)
	if got := g.Timed("writing/travel", market.PerCharacter).Takes; got != 30*clock.Second {
		t.Errorf("takes %d, want the parent's", got)
	}
}

func TestLumpSumsAreWhole(t *testing.T) {
	var tally market.Tally
	for range market.GuideLeast {
		tally.Add(market.Past{Mall: id.Site, Category: "design/logo", Unit: market.LumpSum, Quantity: 7, Pay: yen.Of(30_000), Time: clock.Hour})
	}
	if g := tally.Guides(id.Site, 1).Of("design/logo", market.LumpSum); g.Median != 3_000_000 || g.Takes != clock.Hour {
		t.Errorf("%+v", g)
	}
}

// A mall's works speak in the mall and in the site, and nobody else's do in the mall.
func TestGuidesOfMalls(t *testing.T) {
	var tally market.Tally
	for i := range int64(40) {
		p := past("writing/travel", 100+100*(i%2), 0)
		if i%2 == 1 {
			p.Mall = "kyushu"
		}
		tally.Add(p)
	}
	if fmt.Sprint(tally.Malls()) != "[site kyushu]" {
		t.Error(tally.Malls())
	}
	if g := tally.Guides("kyushu", 1).Of("writing/travel", market.PerCharacter); g.N != 20 || g.Low != 200 {
		t.Errorf("the mall: %+v", g)
	}
	if g := tally.Guides(id.Site, 1).Of("writing/travel", market.PerCharacter); g.N != 40 || g.Median != 100 || g.High != 200 {
		t.Errorf("the site: %+v", g)
	}
}

// A quartile is a price that was paid; enough works lie at or below it, and too few below it.
func TestQuartiles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(rapid.Int64Range(1, 500), market.GuideLeast, 200).Draw(t, "prices")
		var tally market.Tally
		for _, sen := range all {
			tally.Add(past("data/entry", sen, 0))
		}
		g := tally.Guides(id.Site, 1).Of("data/entry", market.PerCharacter)
		for k, q := range map[int]yen.Sen{1: g.Low, 2: g.Median, 3: g.High} {
			below, upTo := 0, 0
			for _, sen := range all {
				if yen.Sen(sen) < q {
					below++
				}
				if yen.Sen(sen) <= q {
					upTo++
				}
			}
			if !slices.Contains(all, int64(q)) || 4*upTo < k*len(all) || 4*below >= k*len(all) {
				t.Fatalf("quartile %d of %v is %d", k, all, q)
			}
		}
	})
}

func TestGauge(t *testing.T) {
	g := market.Guide{N: 20, Low: 150, Median: 200, High: 300}
	f := market.Floor{Least: 100}
	for _, c := range []struct {
		quantity, pay int64
		f             market.Floor
		g             market.Guide
		price         yen.Sen
		want          market.Standing
	}{
		{100, 99, f, g, 99, market.BelowFloor}, {100, 100, f, g, 100, market.Lower}, {100, 150, f, g, 150, market.Usual}, {100, 300, f, g, 300, market.Usual},
		{100, 301, f, g, 301, market.Higher}, {100, 99, f, market.Guide{}, 99, market.BelowFloor}, {100, 100, f, market.Guide{}, 100, market.Untold},
		{100, 1, market.Floor{}, g, 1, market.Lower}, {100, 0, f, g, 0, market.Untold},
		// The price is rounded for people; the floor is not fooled by it.
		{1501, 1500, f, g, 100, market.BelowFloor},
	} {
		if got := market.NewGauge(market.PerCharacter, c.quantity, yen.Of(c.pay), c.f, c.g); got.Standing() != c.want || got.Price != c.price {
			t.Errorf("%d for %d: %s at %s, want %s", c.pay, c.quantity, got.Standing(), got.Price, c.want)
		}
	}
}
