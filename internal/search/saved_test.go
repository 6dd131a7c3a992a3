package search

import (
	"slices"
	"testing"

	"nariwai/internal/clock"
	"nariwai/internal/id"
)

func TestNext(t *testing.T) {
	for _, c := range []struct {
		every     Every
		now, want clock.Instant
	}{
		{Never, clock.At(2026, 4, 1, 12, 0), 0},
		{AtOnce, clock.At(2026, 4, 1, 12, 0), 0},
		{Daily, clock.At(2026, 4, 1, 7, 59), clock.At(2026, 4, 1, 8, 0)},
		{Daily, clock.At(2026, 4, 1, 8, 0), clock.At(2026, 4, 2, 8, 0)},
		{Daily, clock.At(2026, 12, 31, 12, 0), clock.At(2027, 1, 1, 8, 0)},
		{Weekly, clock.At(2026, 4, 1, 12, 0), clock.At(2026, 4, 6, 8, 0)},
		{Weekly, clock.At(2026, 4, 6, 6, 0), clock.At(2026, 4, 6, 8, 0)},
		{Weekly, clock.At(2026, 4, 6, 8, 0), clock.At(2026, 4, 13, 8, 0)},
	} {
		if got := c.every.Next(c.now); got != c.want {
			t.Errorf("%s after %v: %v, want %v", c.every, c.now, got, c.want)
		}
	}
}

func TestNews(t *testing.T) {
	now := clock.At(2026, 4, 1, 12, 0)
	n := id.PlaceAt(now.Time()) + 5
	if !(Job{N: n, PublishedAt: now}).News() || !(Job{N: n, PublishedAt: now.Add(clock.Second)}).News() {
		t.Error("a job that was just published is no news")
	}
	if (Job{N: n, PublishedAt: now.Add(-clock.Hour)}).News() {
		t.Error("a call that is opened again is news")
	}
}

func TestCategories(t *testing.T) {
	if got := Categories("writing/travel"); !slices.Equal(got, []string{"", "writing/travel", "writing"}) {
		t.Errorf("%q", got)
	}
	if got := Categories("writing"); !slices.Equal(got, []string{"", "writing"}) {
		t.Errorf("%q", got)
	}
}

// BenchmarkFinds is one saved search that looks at one new job of its category.
func BenchmarkFinds(b *testing.B) {
	now := clock.At(2026, 4, 1, 12, 0)
	body := ""
	for range 80 {
		body += "道の駅を紹介する記事です。"
	}
	j := Job{Category: "writing/travel", ClosesOn: 20260410, PublishedAt: now, Text: Text{"温泉の記事", Exact(body)}}
	w := ParseWatch("category=writing&q=旅行+北海道")
	for b.Loop() {
		w.Finds(j, 20260401)
	}
}
