package ringsim

import (
	"bytes"
	"testing"
)

// A smaller market with the shapes that were known: what the detector promises, and what one client as a reason costs, which is
// known not to keep the bound (docs/trust.md). The whole simulation is `nariwai sim rings`, and part of `make soak`.
func TestRings(t *testing.T) {
	p := Plan{Seed: 1, Workers: 5000, Rings: 60}
	r, err := Run(p)
	if err != nil {
		t.Fatal(err)
	}
	var all Screening
	for _, s := range r.Screenings {
		all.Candidates, all.Held, all.OneClient = all.Candidates+s.Candidates, all.Held+s.Held, all.OneClient+s.OneClient
	}
	var text bytes.Buffer
	r.Print(&text)
	lost, rings := r.Lost()
	seen := 0
	for _, s := range r.Rings {
		seen += s.Seen
	}
	switch {
	case rings != 60 || seen < 45 || all.Candidates < 500:
		t.Errorf("too little happens:\n%s", &text)
	case lost*100 > rings*2: // one of sixty; the whole simulation counts finer
		t.Errorf("%d of %d rings have a seal that nobody looked at:\n%s", lost, rings, &text)
	case (all.Held-all.OneClient)*100 > all.Candidates:
		t.Errorf("more than 1 %% of honest candidates are held for something else than one client:\n%s", &text)
	}
}

func TestSameSeedSameWorld(t *testing.T) {
	var texts [2]bytes.Buffer
	for i := range texts {
		r, err := Run(Plan{Seed: 2, Workers: 400, Rings: 16, Late: true, Ahead: true})
		if err != nil {
			t.Fatal(err)
		}
		r.Print(&texts[i])
		if err := r.Chart(&texts[i]); err != nil {
			t.Fatal(err)
		}
	}
	if texts[0].String() != texts[1].String() {
		t.Errorf("%s\n%s", &texts[0], &texts[1])
	}
}
