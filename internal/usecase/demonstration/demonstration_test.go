package demonstration_test

import (
	"context"
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/demonstration"
)

var ctx = context.Background()

func TestNextStop(t *testing.T) {
	rule := calendar.DefaultClosing()
	for _, c := range []struct{ now, want clock.Instant }{
		{clock.At(2026, 4, 1, 12, 0), clock.At(2026, 4, 15, 12, 0)},
		{clock.At(2026, 4, 15, 11, 59), clock.At(2026, 4, 15, 12, 0)},
		{clock.At(2026, 4, 15, 12, 0), clock.At(2026, 5, 1, 0, 10)},
		{clock.At(2026, 5, 1, 0, 10), clock.At(2026, 5, 15, 12, 0)},
		{clock.At(2026, 11, 10, 9, 0), clock.At(2026, 11, 13, 12, 0)}, // the 15th is a Sunday
		{clock.At(2026, 12, 20, 9, 0), clock.At(2027, 1, 1, 0, 10)},
	} {
		if got := demonstration.NextStop(rule, c.now); got != c.want {
			t.Errorf("after %s comes %s, want %s", c.now, got, c.want)
		}
	}
}

// open is a demonstration whose clock runs with an offset, as a real one's does.
func open(t *testing.T, d *db.DB, c *dbtest.Clock) {
	t.Helper()
	if err := d.MarkDemonstration(ctx, 0); err != nil {
		t.Fatal(err)
	}
}

func TestMoveClock(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		open(t, d, c)
		mina := cast.Worker(t, d, "mina")
		in, err := demonstration.SignIn(ctx, d, []string{"mina@example.jp"}, "mina@example.jp", "Firefox/1 Linux")
		if err != nil || in.Secret == "" || in.Waiting || in.Session.Party != mina.Party {
			t.Fatal(in, err)
		}
		payday := clock.At(2026, 4, 15, 12, 0)
		days := 0
		for _, step := range []demonstration.Step{demonstration.Day, demonstration.Closing} { // the test's clock itself stands still
			if err := demonstration.MoveClock(ctx, d, mina, step, func(context.Context) error { days++; return nil }); err != nil {
				t.Fatal(err)
			}
		}
		if days != 2+15 { // a midnight and noon; fourteen midnights and noon
			t.Errorf("%d days began or ended", days)
		}
		s, err := peopledb.Sessions.One(ctx, d.Snapshot(), "WHERE id = $1", in.Session.ID)
		if skipped := clock.Day + payday.Sub(dbtest.Start); err != nil || s.ExpiresAt != in.Session.ExpiresAt.Add(skipped) {
			t.Errorf("the session ends on %s, %v", s.ExpiresAt, err)
		}
		once := mina
		once.Key, once.Body = "k", "b"
		for range 2 {
			if err := demonstration.MoveClock(ctx, d, once, demonstration.Day, nil); err != nil {
				t.Fatal(err)
			}
		}
		var offset int64
		if err := db.One(ctx, d.Snapshot(), []any{&offset}, "SELECT value FROM db_meta WHERE name = 'clock_offset'"); err != nil ||
			clock.Duration(offset) != 2*clock.Day+payday.Sub(dbtest.Start) {
			t.Errorf("moved by %d, %v", offset, err)
		}
		if err := demonstration.MoveClock(ctx, d, mina, "year", nil); !fault.Is(err, fault.Invalid) {
			t.Error(err)
		}
		if err := demonstration.MoveClock(ctx, d, people.Actor{}, demonstration.Day, nil); !fault.Is(err, fault.Unsigned) {
			t.Error(err)
		}
	})
}

func TestSignIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		open(t, d, c)
		cast.Worker(t, d, "mina")
		cast.Add(t, d, "hara", func(p *people.Person, _ *people.Party) { p.TOTPSecret, p.TOTPAt = people.NewTOTPSecret(), 1 })
		doors := []string{"hara@example.jp", "gone@example.jp"}
		if in, err := demonstration.SignIn(ctx, d, doors, "hara@example.jp", ""); err != nil || !in.Waiting {
			t.Error(in, err)
		}
		for _, email := range []string{"mina@example.jp", "gone@example.jp", "", "HARA@example.jp"} {
			if _, err := demonstration.SignIn(ctx, d, doors, email, ""); !fault.Is(err, fault.NotFound) {
				t.Errorf("%q: %v", email, err)
			}
		}
	})
}

// Nothing of it exists in a real database.
func TestOnlyInADemonstration(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		mina := cast.Worker(t, d, "mina")
		if err := demonstration.MoveClock(ctx, d, mina, demonstration.Day, nil); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
		if err := demonstration.MoveClock(ctx, d, people.Actor{}, demonstration.Day, nil); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
		if _, err := demonstration.SignIn(ctx, d, []string{"mina@example.jp"}, "mina@example.jp", ""); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
		if err := demonstration.Only(d); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
	})
}
