package certification

import (
	"slices"
	"sort"

	"nariwai/internal/yen"
)

// FewestShown is with how many active workers a field's line is published: with fewer it would tell what one of them earns.
const FewestShown = 5

// Ladder is what the active workers of a field earned, the most first.
type Ladder []yen.Yen

// NewLadder sorts the pay of a field's workers; who earned nothing is not active and stands on no ladder.
func NewLadder(pays []yen.Yen) Ladder {
	l := make(Ladder, 0, len(pays))
	for _, p := range pays {
		if p.Sign() > 0 {
			l = append(l, p)
		}
	}
	slices.SortFunc(l, func(a, b yen.Yen) int { return b.Cmp(a) })
	return l
}

// Top is how many of n are the first percent of them: rounded down, but never nobody.
func Top(n int, percent int64) int { return max(1, int(int64(n)*percent/100)) }

// Line is the pay of the last one among the first percent; who has as much stands on the line and is among them. Where nobody
// is active there is no line (1 yen).
func (l Ladder) Line(percent int64) yen.Yen {
	if len(l) == 0 {
		return yen.Of(1)
	}
	return l[Top(len(l), percent)-1]
}

// Place is the place of a pay: one more than how many earned more, so that equals share theirs. 0 for who earned nothing.
func (l Ladder) Place(pay yen.Yen) int64 {
	if pay.Sign() <= 0 {
		return 0
	}
	return 1 + int64(sort.Search(len(l), func(i int) bool { return l[i].Cmp(pay) <= 0 }))
}
