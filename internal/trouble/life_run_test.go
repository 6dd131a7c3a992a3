package trouble

import (
	"math/rand/v2"
	"testing"

	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
)

// The life itself goes well, and every step of it may be sent twice.
func TestLife(t *testing.T) {
	dbtest.EachEngine(t, func(t *testing.T, e db.Engine) {
		d, c := dbtest.Empty(t, e).Copy(t).Open(t)
		l := newLife(t, d, c)
		begin(l)
		answers := map[string]string{}
		for _, s := range script() {
			answer, err := l.play(s)
			answers[s.name] = answer
			if err != nil {
				t.Fatalf("%s: %v", s.name, err)
			}
			again, err := l.play(s)
			if err != nil || again != answer {
				t.Errorf("%s, sent again: %q, then %q, %v", s.name, answer, again, err)
			}
			l.sound(s.name)
		}
		// Long after, in any order.
		all, after := script(), l.figures()
		rand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		for _, s := range all {
			s.at = 0
			if again, err := l.play(s); err != nil || again != answers[s.name] {
				t.Errorf("%s, sent once more at the end: %q, was %q, %v", s.name, again, answers[s.name], err)
			}
			l.same(after, s.name)
		}
	})
}
