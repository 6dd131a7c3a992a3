package reply

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/id"
)

func TestDue(t *testing.T) {
	at := func(day, h, m int) clock.Instant { return clock.At(2026, 12, day, h, m) }
	for _, x := range []struct{ at, due clock.Instant }{
		{at(10, 8, 0), at(11, 8, 0)},
		{at(10, 12, 34), at(11, 12, 34)},
		{at(10, 21, 59), at(11, 21, 59)},
		{at(10, 22, 0), at(12, 8, 0)},
		{at(10, 23, 59), at(12, 8, 0)},
		{at(11, 0, 0), at(12, 8, 0)},
		{at(11, 7, 59), at(12, 8, 0)},
		{at(31, 22, 0), clock.At(2027, 1, 2, 8, 0)},
	} {
		if got := Due(x.at); got != x.due {
			t.Errorf("an ask of %s is due %s, want %s", x.at, got, x.due)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		at := clock.Instant(rapid.Int64Range(0, 4_000_000_000_000).Draw(t, "at"))
		later := at.Add(clock.Duration(rapid.Int64Range(0, int64(48*clock.Hour)).Draw(t, "later")))
		if d := Due(at).Sub(at); d < Within || d > Within+10*clock.Hour {
			t.Fatalf("due %d ms after %s", d, at)
		}
		if Due(later) < Due(at) {
			t.Fatalf("what comes at %s is due before what comes at %s", later, at)
		}
	})
}

func TestExamples(t *testing.T) {
	all, err := Examples()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[State]bool{}
	for _, x := range all {
		var got []Outcome
		for _, a := range x.Run() {
			if a.Asked == You {
				got = append(got, Outcome{a.DueAt, a.State})
				seen[a.State] = true
			}
		}
		if !slices.Equal(got, x.Asks) {
			t.Errorf("%s: %v, want %v", x.En, got, x.Asks)
		}
		if !strings.HasSuffix(x.Ja, "。") || !strings.HasSuffix(x.En, ".") {
			t.Errorf("%q / %q: say it in a sentence", x.Ja, x.En)
		}
		for _, s := range x.Steps {
			if s.Who != You && s.Who != They && s.Who != "both" {
				t.Errorf("%s: who is %q?", x.En, s.Who)
			}
		}
	}
	if len(all) < 15 || len(seen) != 4 {
		t.Errorf("%d examples with %d states", len(all), len(seen))
	}
}

func TestReadExamples(t *testing.T) {
	for _, bad := range []string{"a\tb\tc\n", "a\tb\t1 10:00 they\t-\n", "a\tb\tone 10:00 they message\t-\n", "a\tb\t1 10:00 they message\t1 answered\n", "a\tb\t1 10:00 they message\t1 x answered\n"} {
		if _, err := readExamples(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

func TestRate(t *testing.T) {
	for _, x := range []struct {
		Count
		rate int64
	}{{Count{}, -1}, {Count{4, 0}, -1}, {Count{5, 0}, 100}, {Count{4, 1}, 80}, {Count{2, 1}, -1}, {Count{0, 5}, 0}, {Count{199, 1}, 99}} {
		if got := x.Rate(); got != x.rate {
			t.Errorf("%+v: %d, want %d", x.Count, got, x.rate)
		}
	}
	h := clock.Hour
	for _, x := range []struct {
		took  []clock.Duration
		usual clock.Duration
	}{{nil, 0}, {[]clock.Duration{h, h, h, h}, 0}, {[]clock.Duration{9 * h, h, 3 * h, h, 5 * h}, 3 * h}, {[]clock.Duration{1, 2, 3, 4, 5, 6}, clock.Minute}, {[]clock.Duration{h, 2 * h, 3 * h, 4 * h, 5 * h, 6 * h}, 4 * h}} {
		if got := Usual(x.took); got != x.usual {
			t.Errorf("%v: %d, want %d", x.took, got, x.usual)
		}
	}
	if since := Since(calendar.Of(2026, 12, 31)); since != calendar.Of(2026, 1, 1) {
		t.Errorf("365 days to the end of the year begin on %s", since)
	}
}

func TestTook(t *testing.T) {
	for _, x := range []struct {
		at, answered clock.Instant
		took         clock.Duration
	}{
		{clock.At(2026, 12, 1, 10, 0), clock.At(2026, 12, 1, 13, 0), 3 * clock.Hour},
		{clock.At(2026, 12, 1, 23, 0), clock.At(2026, 12, 2, 9, 0), clock.Hour},
		{clock.At(2026, 12, 1, 23, 0), clock.At(2026, 12, 1, 23, 30), 30 * clock.Minute},
		{clock.At(2026, 12, 1, 23, 0), clock.At(2026, 12, 2, 8, 0), 9 * clock.Hour},
	} {
		if got := (Ask{At: x.at, ClosedAt: x.answered}).Took(); got != x.took {
			t.Errorf("%s answered at %s took %d, want %d", x.at, x.answered, got, x.took)
		}
	}
}

// However it was lived through, step by step and with the clock-work late, it comes out as when it is made anew from the end.
func TestStepByStepIsReplay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := history{said: map[id.Party]bool{}}
		now := clock.At(2026, 6, 1, 0, 0)
		var live []Ask // as the step package does it, without a database
		days := map[string]Count{}
		save := func(was State, a Ask) {
			if was == Open {
				key := fmt.Sprint(a.Asked, a.Day)
				days[key] = days[key].Add(a.Count())
			}
		}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			now = now.Add(clock.Duration(rapid.SampledFrom([]int64{0, int64(clock.Minute), int64(5 * clock.Hour), int64(11 * clock.Hour), int64(30 * clock.Hour)}).Draw(t, "later")))
			what := rapid.SampledFrom([]What{Message, Message, Question, Propose, Act, End, Withdraw, Block, Report, Now}).Draw(t, "what")
			if what == Now { // the clock-work comes by
				for i := range live {
					was := live[i].State
					live[i].Miss(now)
					save(was, live[i])
				}
				continue
			}
			from := len(h.events)
			h.add(Step{now, rapid.SampledFrom([]id.Party{You, They}).Draw(t, "who"), what})
			for _, e := range h.events[from:] {
				open := false
				for i := range live {
					was := live[i].State
					switch {
					case live[i].Asked == e.By:
						live[i].Close(map[bool]How{true: ByMessage, false: e.How}[e.Message != ""], e.N, e.At)
					case e.Asks:
						live[i].Miss(e.At)
					}
					save(was, live[i])
					open = open || live[i].Asked == e.To && live[i].State == Open
				}
				if e.Asks && !open {
					live = append(live, New(Ask{ID: e.Message, Asked: e.To, By: e.By}, e.At))
				}
			}
		}
		for i := range live {
			was := live[i].State
			live[i].Miss(now)
			save(was, live[i])
		}
		again := Replay(slices.Clone(h.events), now)
		if !slices.Equal(again, live) {
			t.Fatalf("step by step %+v\nmade anew %+v", live, again)
		}
		sum := map[string]Count{}
		for p, ds := range Days(again) {
			for d, c := range ds {
				sum[fmt.Sprint(p, d)] = c
			}
		}
		for key, c := range days {
			if c.Sum() > 0 && sum[key] != c || c.Sum() == 0 && sum[key].Sum() > 0 {
				t.Fatalf("%s: counted %+v, made anew %+v", key, c, sum[key])
			}
		}
		if len(sum) > len(days) {
			t.Fatalf("counted %v, made anew %v", days, sum)
		}
		// What is no message is remembered by the asks that it ended; from messages and asks it comes out the same.
		var known []Event
		for _, e := range h.events {
			if e.Message != "" {
				known = append(known, e)
			}
		}
		for _, a := range live {
			if f, ok := a.Fact(); ok {
				known = append(known, f)
			}
		}
		if again := Replay(known, now); !slices.Equal(again, live) {
			t.Fatalf("lived through %+v\nfrom messages and asks %+v", live, again)
		}
	})
}
