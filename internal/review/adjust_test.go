package review_test

import (
	"testing"

	"nariwai/internal/review"
)

// Whoever always gives a five says less with one than who gives it seldom; few reviews say less than many.
func TestRank(t *testing.T) {
	five := review.Content{Aspects: [5]int64{5, 5, 5, 5, 5}}
	site := review.Average{N: 200, Mean: 4_000}
	for _, c := range []struct {
		author review.Average
		want   int64
	}{{review.Average{}, 5_000}, {review.Average{N: 5, Mean: 5_000}, 4_500}, {review.Average{N: 15, Mean: 5_000}, 4_250}, {review.Average{N: 5, Mean: 3_000}, 5_500}} {
		if got := review.Adjust(five, c.author, site); got != c.want {
			t.Errorf("a five of %+v counts as %d, want %d", c.author, got, c.want)
		}
	}
	if got := review.Adjust(five, review.Average{}, review.Average{}); got != 5_000 {
		t.Errorf("the first five of a site counts as %d", got)
	}
	for _, c := range []struct {
		review.Scores
		want int64
	}{{review.Scores{}, 0}, {review.Scores{N: 2, Sum: 10_000}, 0}, {review.Scores{N: 3, Sum: 15_000}, 3_750}, {review.Scores{N: 20, Sum: 96_000}, 4_440}, {review.Scores{N: 3, Sum: -40_000}, 1}} {
		if got := c.Rank(); got != c.want {
			t.Errorf("%+v ranks at %d, want %d", c.Scores, got, c.want)
		}
	}
}
