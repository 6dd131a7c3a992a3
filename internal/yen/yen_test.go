package yen_test

import (
	"encoding/json"
	"fmt"
	"math"
	"testing"

	"nariwai/internal/fault"
	"nariwai/internal/yen"
)

func ExampleRate_Floor() {
	fee, pay := yen.Percent(20).Floor(yen.Of(40_000))
	fmt.Println(fee, pay)
	// Output: 8,000円 32,000円
}

func ExampleSplit() {
	fmt.Println(yen.Split(yen.Of(100), []int64{1, 1, 1}))
	// Output: [34円 33円 33円]
}

func TestParse(t *testing.T) {
	for in, want := range map[string]int64{
		"40000": 40_000, "40,000": 40_000, "４０，０００円": 40_000, "¥40,000": 40_000, "￥ 1、234": 1_234, " 7 ": 7, "0": 0,
		"100000000000": yen.Most, "00012": 12,
	} {
		got, err := yen.Parse(in)
		if err != nil || got != yen.Of(want) {
			t.Errorf("Parse(%q) = %v, %v; want %d", in, got, err, want)
		}
	}
	for _, in := range []string{"", "円", "-1", "−1", "－１", "1.5", "１．５", "abc", "1e3", "100000000001", "99999999999999999999", ",5", "4 0", "１２x"} {
		if got, err := yen.Parse(in); !fault.Is(err, fault.Invalid) {
			t.Errorf("Parse(%q) = %v, %v; want Invalid", in, got, err)
		}
	}
	if _, err := yen.ParsePositive("0"); !fault.Is(err, fault.Invalid) {
		t.Error("ParsePositive takes 0")
	}
}

func TestDigits(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1_000: "1,000", -1_234_567: "−1,234,567"} {
		if got := yen.Of(n).Digits(); got != want {
			t.Errorf("%d is %s, want %s", n, got, want)
		}
	}
	if s := yen.Rate(1650).String(); s != "16.5%" {
		t.Error(s)
	}
}

func TestJSON(t *testing.T) {
	b, err := json.Marshal(struct{ A yen.Yen }{yen.Of(5)})
	if err != nil || string(b) != `{"A":5}` {
		t.Fatal(string(b), err)
	}
	var back struct{ A yen.Yen }
	if err := json.Unmarshal(b, &back); err != nil || back.A != yen.Of(5) {
		t.Fatal(back, err)
	}
	if err := json.Unmarshal([]byte(`{"A":1.5}`), &back); err == nil {
		t.Error("a fraction of a yen was read")
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"40,000", "４０，０００円", "-1", "1.5", "¥", "9999999999999999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		y, err := yen.Parse(s)
		if err != nil {
			return
		}
		if y.Sign() < 0 || yen.Of(yen.Most).Less(y) {
			t.Fatalf("Parse(%q) = %v", s, y)
		}
		if again, err := yen.Parse(y.String()); err != nil || again != y {
			t.Fatalf("%v reads back as %v, %v", y, again, err)
		}
	})
}

func FuzzFloorLosesNothing(f *testing.F) {
	f.Add(int64(40_000), int64(2000))
	f.Add(int64(math.MaxInt64), int64(10_000))
	f.Fuzz(func(t *testing.T, n, bp int64) {
		if n < 0 || bp < 0 || bp > 10_000 {
			t.Skip()
		}
		part, rest := yen.Rate(bp).Floor(yen.Of(n))
		if part.Add(rest) != yen.Of(n) || part.Sign() < 0 || rest.Sign() < 0 {
			t.Fatalf("%v at %d: %v + %v", yen.Of(n), bp, part, rest)
		}
	})
}

func FuzzSplitLosesNothing(f *testing.F) {
	f.Add(int64(300_000), uint16(3), uint16(2), uint16(1))
	f.Fuzz(func(t *testing.T, n int64, a, b, c uint16) {
		if n < 0 || int(a)+int(b)+int(c) == 0 {
			t.Skip()
		}
		w := []int64{int64(a), int64(b), int64(c)}
		parts := yen.Split(yen.Of(n), w)
		if yen.Sum(parts...) != yen.Of(n) {
			t.Fatalf("%d by %v: %v", n, w, parts)
		}
		for i, p := range parts {
			if p.Sign() < 0 || w[i] == 0 && !p.IsZero() {
				t.Fatalf("%d by %v: %v", n, w, parts)
			}
		}
	})
}

func TestParseRate(t *testing.T) {
	for in, want := range map[string]yen.Rate{"20": 2000, "２０％": 2000, "16.5": 1650, "0.05%": 5, "100": 10_000, "0": 0} {
		if got, err := yen.ParseRate(in); err != nil || got != want {
			t.Errorf("ParseRate(%q) = %d, %v; want %d", in, got, err, want)
		}
	}
	for _, in := range []string{"", "-1", "101", "100.01", "1.234", "1.2.3", "20a", "99999999999999999999"} {
		if got, err := yen.ParseRate(in); !fault.Is(err, fault.Invalid) {
			t.Errorf("ParseRate(%q) = %d, %v; want Invalid", in, got, err)
		}
	}
}
