package certification

import (
	"nariwai/internal/calendar"
)

// MostSkipped is by how many months a window goes back at most for months in which a worker paused.
const MostSkipped = 6

// Window is the months that a screening as of the end of asOf looks at, the newest first: n full months, without those that
// skip names, for which it goes back by as many.
func Window(asOf calendar.Month, n int, skip func(calendar.Month) bool) (months []calendar.Month) {
	skipped := 0
	for m := asOf; len(months) < n; m = m.Prev() {
		if skipped < MostSkipped && skip != nil && skip(m) {
			skipped++
			continue
		}
		months = append(months, m)
	}
	return months
}

// Skips reports whether a month is one in which pauses covered half of its days or more.
func Skips(pauses []Pause, m calendar.Month) bool {
	days, off := m.Last().Day(), 0
	for d := m.First(); !d.After(m.Last()); d = d.AddDays(1) {
		for _, p := range pauses {
			if p.Covers(d) {
				off++
				break
			}
		}
	}
	return off*2 >= days
}
