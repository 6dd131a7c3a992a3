package reply

import (
	"slices"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/id"
)

// Past is how many days back the rate looks, Recent the usual time, of at most Newest answers. Fewest is from how many on
// either is shown: less says more about chance than about anybody.
const (
	Past   = 365
	Recent = 90 * clock.Day
	Newest = 50
	Fewest = 5
)

// Since is the first day that counts on a day.
func Since(today calendar.Date) calendar.Date { return today.AddDays(1 - Past) }

// Count is how many asks of a party were answered in time, and how many were not.
type Count struct{ Answered, Missed int64 }

// Day is the count of the asks of a party that were due on a day.
type Day struct {
	Party id.Party
	Day   calendar.Date
	Count
}

// Of is what an ask adds to its day.
func (a Ask) Count() (c Count) {
	switch a.State {
	case Answered:
		c.Answered = 1
	case Missed:
		c.Missed = 1
	}
	return c
}

// Sum is the count of both.
func (c Count) Sum() int64 { return c.Answered + c.Missed }

// Add adds another count.
func (c Count) Add(d Count) Count { return Count{c.Answered + d.Answered, c.Missed + d.Missed} }

// Shown reports whether there is enough to show a rate.
func (c Count) Shown() bool { return c.Sum() >= Fewest }

// Rate is the share answered in time, in whole percent, rounded down; -1 when there is too little to show it.
func (c Count) Rate() int64 {
	if !c.Shown() {
		return -1
	}
	return c.Answered * 100 / c.Sum()
}

// Figures are what is shown of a party.
type Figures struct {
	Count
	Usual clock.Duration // how long an answer usually takes; 0 when too few say so
}

// Usual is the middle of how long answers took, the longer one of two; 0 when there are too few.
func Usual(took []clock.Duration) clock.Duration {
	if len(took) < Fewest {
		return 0
	}
	took = slices.Sorted(slices.Values(took))
	return max(took[len(took)/2], clock.Minute)
}
