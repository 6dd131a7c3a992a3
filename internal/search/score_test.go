package search

import (
	"testing"

	"pgregory.net/rapid"

	"nariwai/internal/clock"
)

const from = clock.Instant(1_790_000_000_000)

func TestPoints(t *testing.T) {
	text := func(title, body string) Text { return Text{Exact(title), Exact(body)} }
	for _, c := range []struct {
		q     string
		text  Text
		want  int
		match bool
	}{
		{"テスト", text("テストの仕事", ""), 3200, true},
		{"テスト", text("", "アプリのテスト"), 800, true},
		{"テスト", text("テストコースの写真", ""), 1600, true},
		{"テスト", text("コンテスト", "コンテスト"), 500, true},
		{"テスト", text("テキスト", ""), 0, false},
		{"記事 旅", text("旅の記事", "記事"), 7200, true},
		{"記事 旅", text("記事", "山"), 0, false},
		{"web", text("ウェブの仕事", "webの仕事"), 3200, true}, // of words that mean the same, the best
		{"", text("何でも", ""), 0, true},
	} {
		if got, ok := Parse(c.q).Points(c.text); got != c.want || ok != c.match {
			t.Errorf("%q in %q has %d points (%v), want %d", c.q, c.text, got, ok, c.want)
		}
	}
}

func TestFreshAndCrowd(t *testing.T) {
	for age, want := range map[clock.Duration]int{-clock.Hour: 70, 0: 70, clock.Day: 60, 7*clock.Day - clock.Hour: 0, 30 * clock.Day: 0} {
		if got := Fresh(from, from.Add(age)); got != want {
			t.Errorf("after %v: %d, want %d", age, got, want)
		}
	}
	for _, c := range []struct {
		proposals int64
		age, life clock.Duration
		forecast  int64
		points    int
	}{
		{0, clock.Hour, 14 * clock.Day, 0, 40},
		{1, clock.Hour, 16 * clock.Day, 10, -6}, // is taken to be a day old
		{4, 5 * clock.Day, 16 * clock.Day, 8, 0},
		{7, 20 * clock.Day, 20 * clock.Day, 7, 5}, // never fewer than have come
		{100, clock.Day, 10 * clock.Day, 625, -80},
	} {
		got := Forecast(c.proposals, c.age, c.life)
		if got != c.forecast || Crowd(got) != c.points {
			t.Errorf("%d after %v of %v: %d, %d points; want %d, %d", c.proposals, c.age, c.life, got, Crowd(got), c.forecast, c.points)
		}
	}
}

// Whatever else speaks for a job in which the word stands only inside another one, it does not come before one in which it
// stands by itself.
func TestWholeWordsFirst(t *testing.T) {
	q := Parse("テスト")
	inside, ok := q.Points(Text{Title: "コンテスト", Body: "コンテスト"})
	whole, fine := q.Points(Text{Title: "仕事", Body: "テスト"})
	if !ok || !fine {
		t.Fatal("one of them is not found")
	}
	rapid.Check(t, func(t *rapid.T) {
		draw := func(words int) Score {
			published := from.Add(-clock.Duration(rapid.Int64Range(0, int64(100*clock.Day)).Draw(t, "age")))
			closes := from.Add(clock.Duration(rapid.Int64Range(0, int64(90*clock.Day)).Draw(t, "left")))
			h := Health(rapid.SampledFrom([]string{"", "below", "lower", "usual", "higher"}).Draw(t, "price"))
			return Scored(words, h, published, closes, from, rapid.Int64Range(0, 500).Draw(t, "proposals"))
		}
		if a, b := draw(inside), draw(whole); a.Total() >= b.Total() {
			t.Fatalf("%+v comes before %+v", a, b)
		}
	})
}
