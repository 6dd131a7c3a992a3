package yen_test

import (
	"testing"

	"pgregory.net/rapid"

	"nariwai/internal/yen"
)

func TestParseSen(t *testing.T) {
	for typed, want := range map[string]yen.Sen{"1": 100, "1.25": 125, "１．２": 120, "0.05": 5, "3,000円": 300_000, " 2.80 ": 280} {
		if got, err := yen.ParseSen(typed); err != nil || got != want {
			t.Errorf("%q is %d, %v", typed, got, err)
		}
	}
	for _, typed := range []string{"", "0", "0.00", ".5", "1.", "1.234", "-1", "1.-5", "1.5.5", "一円", "1e3", "100000000001", "1.5,"} {
		if got, err := yen.ParseSen(typed); err == nil {
			t.Errorf("%q is %d", typed, got)
		}
	}
}

func TestSenIsWrittenAsItIsRead(t *testing.T) {
	for s, want := range map[yen.Sen]string{100: "1", 125: "1.25", 120: "1.2", 5: "0.05", 300_000: "3,000"} {
		if s.String() != want {
			t.Errorf("%d is %q", int64(s), s)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := yen.Sen(rapid.Int64Range(1, yen.Most).Draw(t, "sen"))
		if back, err := yen.ParseSen(s.String()); err != nil || back != s {
			t.Fatalf("%s is read as %d, %v", s, back, err)
		}
	})
}

func TestSenForAQuantity(t *testing.T) {
	for _, c := range []struct {
		s    yen.Sen
		n    int64
		want int64
	}{{280, 4800, 13_440}, {125, 3, 4}, {1, 1, 1}, {100, 0, 0}, {yen.Most * 100, 10_000_000, yen.Most}} {
		if got := c.s.For(c.n); got != yen.Of(c.want) {
			t.Errorf("%s × %d is %s", c.s, c.n, got)
		}
	}
}

func FuzzParseSen(f *testing.F) {
	for _, s := range []string{"1.25", "１．２５円", "3,000", ".", "1.", "0.1円円"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		if s, err := yen.ParseSen(typed); err == nil && (s <= 0 || s.For(1).Sign() <= 0) {
			t.Fatalf("%q is %d", typed, s)
		}
	})
}

func TestPer(t *testing.T) {
	for _, c := range []struct {
		pay, n int64
		want   yen.Sen
	}{{13_440, 4800, 280}, {4, 3, 133}, {5, 3, 167}, {40_000, 1, 4_000_000}, {40_000, 0, 4_000_000}, {1, 1000, 0}, {yen.Most, 1, yen.Most * 100}} {
		if got := yen.Of(c.pay).Per(c.n); got != c.want {
			t.Errorf("%d / %d is %d, want %d", c.pay, c.n, got, c.want)
		}
	}
}
