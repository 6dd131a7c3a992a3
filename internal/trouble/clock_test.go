package trouble

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/people"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/closing"
	"nariwai/internal/worker"
)

// jump is a way in which a machine's clock errs while the program runs. The program sees that it was set forward, because the
// time that has passed is counted by another clock; that it was set back it sees by what is written already.
type jump struct {
	name string
	by   clock.Duration
}

var jumps = []jump{
	{"a day forward", clock.Day}, {"400 days forward", 400 * clock.Day}, {"nine hours forward", 9 * clock.Hour},
	{"a day back", -clock.Day}, {"400 days back", -400 * clock.Day}, {"an hour back", -clock.Hour},
}

// during lives for a while with a clock that is wrong.
func (l *life) during(j jump, f func()) {
	right := l.clock.Now()
	l.clock.Set(right.Add(j.by))
	l.d.Ahead = func() clock.Duration { return j.by }
	f()
	l.clock.Set(right)
	l.d.Ahead = noLeap
}

func noLeap() clock.Duration { return 0 }

// held opens a database as the program does, with a clock that was never set.
func held(t *testing.T, made *dbtest.Copy) (*db.DB, *dbtest.Clock) {
	d, c := made.Open(t, db.HoldTime())
	d.Ahead = noLeap
	return d, c
}

// TestClockJumps sets the clock wrong before every step of the life, in every way. By a wrong clock nothing is done: no command,
// no acceptance, no closing, nothing is forgotten and nobody signed out. When the clock is right again the life goes on and
// ends as if nothing had been.
func TestClockJumps(t *testing.T) {
	dbtest.EachEngine(t, func(t *testing.T, e db.Engine) {
		template := dbtest.Empty(t, e).Then(t, func(d *db.DB, c *dbtest.Clock) { begin(newLife(t, d, c)) })
		d, c := template.Copy(t).Open(t)
		straight := newLife(t, d, c)
		for _, s := range script() {
			if _, err := straight.play(s); err != nil {
				t.Fatal(err)
			}
		}

		made := template.Copy(t)
		d, c = held(t, made)
		l := newLife(t, d, c)
		l.eye, _ = made.Open(t)
		session := cast.SignIn(t, d, as("sato", ""))
		past := newRewind(t, e, made.Addr)
		for n, s := range script() {
			if s.at != 0 {
				l.clock.Set(s.at)
				s.at = 0
				if err := d.Write(l.ctx, func(*db.Tx) error { return nil }); err != nil { // as the clock-work does every few seconds
					t.Fatal(err)
				}
			}
			past.changed()
			wrong := jumps[n%len(jumps):][:1]
			if os.Getenv("NARIWAI_SOAK") != "" {
				wrong = jumps
			}
			for _, j := range wrong {
				l.during(j, func() {
					if _, err := l.play(s); !fault.Is(err, fault.Unavailable) && (err != nil || j.by > 0) { // set back, the clock-work sees nothing due
						t.Errorf("%s, %s: %v", s.name, j.name, err)
					}
					for _, step := range worker.Schedule() {
						if err := step.Run(l.ctx, l.d); err != nil && !fault.Is(err, fault.Unavailable) {
							t.Errorf("%s, %s, %s: %v", s.name, j.name, step.Name, err)
						}
					}
					if past.changed() {
						t.Fatalf("%s: something was written %s", s.name, j.name)
					}
				})
			}
			if _, err := l.play(s); err != nil {
				t.Fatalf("%s, after the clock was wrong: %v", s.name, err)
			}
		}
		l.eye.Clock = c.Now
		l.same(straight.figures(), "after all jumps")
		l.sound("after all jumps")
		if one[string](l, "SELECT person FROM people_session WHERE token = $1", people.HashSecret(session)) == "" {
			t.Error("somebody was signed out")
		}
	})
}

// A clock that is set back by seconds, as time servers do, disturbs nobody: time stands still until it has caught up.
func TestTimeStandsStill(t *testing.T) {
	dbtest.EachEngine(t, func(t *testing.T, e db.Engine) {
		d, c := held(t, dbtest.Empty(t, e).Copy(t))
		var last clock.Instant
		var lastID string
		for i, by := range []clock.Duration{0, -30 * clock.Second, 10 * clock.Second, -10 * clock.Second, 29 * clock.Second, clock.Second, clock.Hour, -59 * clock.Second} {
			c.Advance(by)
			if err := d.Write(t.Context(), func(tx *db.Tx) error {
				id := tx.NewID()
				if tx.Now < last || id <= lastID {
					t.Errorf("%d: %s after %s, %s after %s", i, tx.Now, last, id, lastID)
				}
				last, lastID = tx.Now, id
				return nil
			}); err != nil {
				t.Errorf("%d: %v", i, err)
			}
		}
	})
}

// A machine that slept, or was idle, has not leapt. One that starts with an empty battery is refused until a time server has
// told it what time it is, and then goes on without being started again.
func TestClockIsRightAfterAll(t *testing.T) {
	dbtest.EachEngine(t, func(t *testing.T, e db.Engine) {
		made := dbtest.Empty(t, e).Copy(t)
		d, c := held(t, made)
		write := func() error { return d.Write(t.Context(), func(*db.Tx) error { return nil }) }
		for _, asleep := range []clock.Duration{clock.Hour, 9 * clock.Hour, 400 * clock.Day} {
			c.Advance(asleep)
			if err := write(); err != nil {
				t.Errorf("after %d h: %v", asleep/clock.Hour, err)
			}
		}
		now := c.Now()
		d.Close()
		d, c = held(t, made)
		for _, at := range []clock.Instant{1, clock.At(2000, 1, 1, 0, 0), clock.At(2025, 12, 31, 23, 58)} {
			c.Set(at)
			if err := write(); !fault.Is(err, fault.Unavailable) {
				t.Errorf("at %s: %v", at, err)
			}
		}
		c.Set(now)
		d.Ahead = func() clock.Duration { return now.Sub(1) }
		if err := write(); err != nil {
			t.Error(err)
		}
	})
}

// closed lists the months that are closed.
func (l *life) closed() (months []calendar.Month) {
	l.Helper()
	months, err := db.All(l.ctx, l.d.Snapshot(), func(m *calendar.Month) []any { return []any{m} }, "SELECT month FROM billing_run WHERE kind = 'month' ORDER BY month")
	if err != nil {
		l.Fatal(err)
	}
	return months
}

func (l *life) clockwork() {
	l.Helper()
	for _, step := range worker.Schedule() {
		if err := step.Run(l.ctx, l.d); err != nil {
			l.Errorf("%s on %s: %v", step.Name, calendar.On(l.clock.Now()), err)
		}
	}
}

// A program that starts remembers what time it was: a clock that was set back over the month's end while nobody was here is
// refused, and so is one that shows 1970 because its battery is empty.
func TestClockSetBackBeforeStart(t *testing.T) {
	dbtest.EachEngine(t, func(t *testing.T, e db.Engine) {
		made := dbtest.Empty(t, e).Copy(t)
		d, c := held(t, made)
		l := newLife(t, d, c)
		begin(l)
		c.Set(closeOn)
		l.clockwork()
		if got := fmt.Sprint(l.closed()); got != "[2026-04]" {
			t.Fatal(got)
		}
		d.Close()
		for _, at := range []clock.Instant{closeOn.Add(-clock.Day), closeOn.Add(-400 * clock.Day), 1, closeOn.Add(-2 * clock.Minute)} {
			d, c := held(t, made)
			c.Set(at)
			if err := d.Write(t.Context(), func(*db.Tx) error { return nil }); !fault.Is(err, fault.Unavailable) || d.WrongTime() == nil {
				t.Errorf("at %s: %v", at, err)
			}
			c.Set(closeOn.Add(-clock.Second))
			if err := closing.CloseDue(context.Background(), d); err != nil || d.WrongTime() != nil {
				t.Errorf("when the clock is right again: %v", err)
			}
			d.Close()
		}
		d, c = held(t, made)
		c.Set(closeOn)
		l = newLife(t, d, c)
		l.clockwork()
		if got := fmt.Sprint(l.closed()); got != "[2026-04]" {
			t.Errorf("closed: %s", got)
		}
		l.sound("at the end")
	})
}

// A program that starts can't tell a clock that was set forward from a time in which nobody was here: every month in between is
// closed, once and in its turn. If it was the clock, nothing is written when it is right again until somebody accepts that;
// then the months are closed once all the same, what is dated ahead is found by verify, and ids go on rising.
func TestClockSetForwardBeforeStart(t *testing.T) {
	dbtest.EachEngine(t, func(t *testing.T, e db.Engine) {
		made := dbtest.Empty(t, e).Copy(t)
		d, c := held(t, made)
		l := newLife(t, d, c)
		begin(l)
		c.Set(closeOn)
		l.clockwork()
		d.Close()

		d, c = held(t, made)
		c.Set(closeOn.Add(400 * clock.Day))
		l = newLife(t, d, c)
		l.clockwork()
		l.clockwork()
		var want []calendar.Month
		for m := calendar.Month(202604); m <= 202705; m = m.Next() {
			want = append(want, m)
		}
		if got := l.closed(); !slices.Equal(got, want) {
			t.Fatalf("closed: %v", got)
		}
		l.sound("400 days on")
		d.Close()

		now := closeOn.Add(3 * clock.Hour)
		d, c = held(t, made)
		c.Set(now)
		l = newLife(t, d, c)
		err := d.Write(l.ctx, func(*db.Tx) error { return nil })
		if !fault.Is(err, fault.Unavailable) {
			t.Fatalf("behind what was written: %v", err)
		}
		newest := one[string](l, "SELECT MAX(id) FROM notice_notice")
		if wrong, err := d.AcceptTime(l.ctx); err != nil || wrong != closeOn.Add(400*clock.Day) {
			t.Fatal(wrong, err)
		}
		d.Close()

		d, c = held(t, made)
		c.Set(now)
		l = newLife(t, d, c)
		l.clockwork()
		if err := d.Write(l.ctx, func(tx *db.Tx) error {
			if id := tx.NewID(); id <= newest || tx.Now != now {
				t.Errorf("%s at %s, after %s", id, tx.Now, newest)
			}
			return tx.Audit(l.ctx, "", "", "set_rule", "", "")
		}); err != nil {
			t.Error(err)
		}
		if n, err := d.SealAudit(l.ctx, 10*clock.Second); n != 1 || err != nil {
			t.Errorf("%d lines sealed: %v", n, err)
		}
		l.named("time")
		c.Set(calendar.Of(2026, 6, 1).Start().Add(clock.Hour))
		l.clockwork()
		if got := l.closed(); !slices.Equal(got, want) {
			t.Errorf("closed: %v", got)
		}
		if d.WrongTime() != nil {
			t.Error(d.WrongTime())
		}
	})
}

// named checks that verify names a rule and no other.
func (l *life) named(rule string) {
	l.Helper()
	found := map[string]int{}
	for _, v := range l.violations() {
		found[v.Rule]++
	}
	if len(found) != 1 || found[rule] == 0 {
		l.Errorf("verify names %v", slices.Sorted(maps.Keys(found)))
	}
}
