package upload

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"nariwai/internal/clock"
	"nariwai/internal/fault"
)

func TestRoom(t *testing.T) {
	for _, c := range []struct {
		limit, used, more int64
		left              string // "" is taken
	}{
		{100, 0, 100_000_000, ""}, {100, 0, 100_000_001, "100.0 MB"}, {100, 99_999_999, 1, ""}, {100, 99_999_999, 2, "1 B"},
		{100, 200_000_000, 1, "0 B"}, {2000, 1_999_000_000, 5_000_000, "1.0 MB"}, {100, 87_540_000, 12_460_001, "12.4 MB"},
	} {
		err := Room(c.limit, c.used, c.more)
		if (err == nil) != (c.left == "") {
			t.Errorf("%+v: %v", c, err)
		}
		if err != nil && (!fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "残りは"+c.left)) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// Whatever the scanner answers in whatever order: what was found once or never looked at is not given out while a scanner
// is there, and every pause lies between half a minute and an hour.
func TestScanLife(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := clock.At(2026, 4, 1, 12, 0)
		s := New("x", 1, true, now)
		for range rapid.IntRange(0, 40).Draw(t, "looks") {
			now = now.Add(clock.Duration(rapid.Int64Range(0, int64(clock.Day)).Draw(t, "later")))
			switch rapid.IntRange(0, 1).Draw(t, "answer") {
			case 0:
				s = s.Failed("no", false, now)
				if s.NextAt != now {
					t.Fatalf("an absent scanner cost the file %d", s.NextAt.Sub(now))
				}
			case 1:
				s = s.Failed("odd", true, now)
				if p := s.NextAt.Sub(now); p < 30*clock.Second || p > clock.Hour {
					t.Fatalf("pause of %d after %d attempts", p, s.Attempts)
				}
			}
			if s.State.Given() || s.State != Waiting || s.LeaseUntil != 0 {
				t.Fatalf("%+v", s)
			}
		}
		if f := s.Answered(Verdict{Virus: "Eicar"}, now); f.State.Given() || f.Virus != "Eicar" {
			t.Fatalf("%+v", f)
		}
		if f := s.Answered(Verdict{}, now); !f.State.Given() || f.LastError != "" {
			t.Fatalf("%+v", f)
		}
	})
}
