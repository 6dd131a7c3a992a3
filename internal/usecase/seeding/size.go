package seeding

import "math"

// Size is how large a made-up market is. The proportions are those of a market of 800,000 workers.
type Size struct{ Workers int }

// Active is how many of the workers work: 41,000 of 800,000.
func (s Size) Active() int { return max(4, s.Workers*41/800) }

// Clients is how many order: one for 40 workers.
func (s Size) Clients() int { return max(4, s.Workers/40) }

// Jobs is how many jobs are published on a day on average, a third of them writing: 3,000.
func (s Size) Jobs() float64 { return float64(s.Workers) * 3 / 800 }

// What a worker earns falls off as a power law whose steepness leaves 111 of 41,000 over 200,000 yen a month.
const (
	steepness = 1.3
	most      = 600.0 // times the least that an active worker gets
)

// weight is how much of the work the nth of so many active workers gets, in parts of what the last one gets.
func weight(n, of int) float64 {
	return math.Min(most, math.Pow((float64(n)+0.5)/float64(of), -1/steepness))
}

// A lot draws members by their weights.
type lot struct {
	members []member
	sums    []float64
}

func (l *lot) add(w member, weight float64) {
	if n := len(l.sums); n > 0 {
		weight += l.sums[n-1]
	}
	l.members, l.sums = append(l.members, w), append(l.sums, weight)
}

// draw returns one of the members.
func (l *lot) draw(m *maker) member {
	x := m.Float64() * l.sums[len(l.sums)-1]
	lo, hi := 0, len(l.sums)-1
	for lo < hi {
		if mid := (lo + hi) / 2; l.sums[mid] < x {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return l.members[lo]
}
