package search

import (
	"nariwai/internal/clock"
)

// A Score says why a result stands where it does, in points. Its parts are kept, so that a page can tell them.
//
// The bounds of the parts beside Words are such that together they never make up for a word that stands only inside another:
// コンテスト does not come before テスト for テスト.
type Score struct {
	Words int // how the words stand in title and body
	Fresh int
	Price int
	Crowd int
}

// Total is what results are put in order by.
func (s Score) Total() int { return s.Words + s.Fresh + s.Price + s.Crowd }

// The points of each part. The page on the order of the list shows them as they stand here.
const (
	TitlePoints, BodyPoints                = 400, 100 // of each word that stands there
	WholeFactor, StartFactor, InsideFactor = 8, 4, 1  // times those: as a word of its own, at the start of a longer one, inside of one
	FreshPoints, FreshDays                 = 70, 7    // on the first day; none any more after so many
	CrowdTarget                            = 8        // proposals that suit both sides
	CrowdFew, CrowdMany, CrowdLeast        = 5, -3, -80
)

// Health is how a price stands beside what such work is worth, as package market says it.
type Health string

// PricePoints are the points of each Health; what nobody can tell has none.
var PricePoints = map[Health]int{"below": -60, "lower": -30, "usual": 20, "higher": 40}

// Points is what the words of the query are worth in a text, and whether it matches at all. Of words that mean the same
// the best counts.
func (q Query) Points(t Text) (points int, matches bool) {
	for _, w := range q.Not {
		if place(t.Title, w.Exact) > nowhere || place(t.Body, w.Exact) > nowhere {
			return 0, false
		}
	}
	for _, g := range q.Must {
		best := 0
		for _, w := range g {
			best = max(best, TitlePoints*factor(place(t.Title, w.Exact))+BodyPoints*factor(place(t.Body, w.Exact)))
		}
		if best == 0 {
			return 0, false
		}
		points += best
	}
	return points, true
}

func factor(s standing) int {
	switch s {
	case inside:
		return InsideFactor
	case begins:
		return StartFactor
	case whole:
		return WholeFactor
	}
	return 0
}

// Fresh are the points for having been published lately: they fall evenly to none.
func Fresh(published, now clock.Instant) int {
	age, last := max(0, now.Sub(published)), FreshDays*clock.Day
	return int(max(0, FreshPoints*(last-age)/last))
}

// Forecast is how many proposals a job will have at its end, when it has so many after age of its life: most come early,
// so that 1.6 times what has come evenly is expected. In its first day a job is taken to be a day old.
func Forecast(proposals int64, age, life clock.Duration) int64 {
	age = max(age, clock.Day)
	return max(proposals, proposals*10*int64(max(life, age))/(16*int64(age)))
}

// Crowd are the points for a forecast: more where few proposals are to be expected, fewer where many are.
func Crowd(forecast int64) int {
	if forecast < CrowdTarget {
		return int(CrowdFew * (CrowdTarget - forecast))
	}
	return int(max(CrowdLeast, CrowdMany*(forecast-CrowdTarget)))
}

// Scored is the score of a job whose words have so many points.
func Scored(words int, h Health, published, closes, now clock.Instant, proposals int64) Score {
	return Score{words, Fresh(published, now), PricePoints[h], Crowd(Forecast(proposals, now.Sub(published), closes.Sub(published)))}
}
