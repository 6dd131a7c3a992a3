package demo

import (
	"testing"

	"nariwai/internal/trust"
	"nariwai/internal/usecase/seeding"
)

// What honest clients write is not taken for a lure: nothing in the demonstration's jobs, nothing in made-up ones. The jobs that
// are there to be found are named.
func TestHonestPostingsAreNotMarked(t *testing.T) {
	meant := map[string]bool{"kutikomi": true}
	n := 0
	read := func(what, title, body, gives string) {
		n++
		for _, f := range (trust.Settings{}).Find(trust.Posting{Title: title, Body: body, Deliverable: gives}) {
			if !meant[what] {
				t.Errorf("%s: %s finds %q (%q)", what, f.Rule, f.Sentence, f.Parts()[1])
			}
		}
	}
	for _, j := range jobs() {
		read(j.key, j.title, j.body, j.gives)
	}
	for title, body := range seeding.Texts(1, 2_000) {
		read("made up", title, body, "")
	}
	if n < 2_050 {
		t.Errorf("only %d postings were read", n)
	}
}
