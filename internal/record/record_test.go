package record

import (
	"math"
	"testing"
)

// The integer bound is that of the textbook's formula.
func TestWilson(t *testing.T) {
	for n := int64(0); n <= 400; n++ {
		for k := int64(0); k <= n; k++ {
			got := wilson(k, n)
			if n == 0 {
				if got != 0 {
					t.Fatal("something from nothing")
				}
				continue
			}
			p, z := float64(k)/float64(n), math.Sqrt(z2/1e6)
			want := (p + z*z/(2*float64(n)) - z*math.Sqrt(p*(1-p)/float64(n)+z*z/(4*float64(n)*float64(n)))) / (1 + z*z/float64(n)) * 1000
			if d := want - float64(got); d < -1e-6 || d > 1.001 {
				t.Fatalf("%d of %d: %d, want %.3f", k, n, got, want)
			}
			if got > k*1000/n {
				t.Fatalf("%d of %d: at least %d is more than all", k, n, got)
			}
		}
	}
	if wilson(5, 5) != 648 || wilson(100, 100) != 973 {
		t.Errorf("as the comment says: %d, %d", wilson(5, 5), wilson(100, 100))
	}
}

// The examples on the page are those of the rates.
func TestDefinitions(t *testing.T) {
	for _, list := range [][]Definition{WorkDefinitions(), OrderDefinitions(), SharedDefinitions()} {
		for _, d := range list {
			if x := d.Example; x.Of > 0 && perMille(x.Part, x.Of) != x.Rate {
				t.Errorf("%s: %d of %d are %d, not %d", d.Name, x.Part, x.Of, perMille(x.Part, x.Of), x.Rate)
			}
		}
	}
	if (Work{Done: 4}).Completion() != -1 || (Work{Done: 4, Failed: 1}).Completion() != 800 {
		t.Error("a rate of fewer than five is shown")
	}
}
