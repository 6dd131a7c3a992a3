package notice

import (
	"testing"

	"nariwai/internal/clock"
)

func at(day, hour, min int) clock.Instant { return clock.At(2026, 11, day, hour, min) }

func TestQuietHours(t *testing.T) {
	night := DefaultHours("p")
	noon := Hours{From: 12 * 60, To: 13*60 + 30}
	none := Hours{From: 8 * 60, To: 8 * 60}
	for _, c := range []struct {
		name        string
		h           Hours
		ready, goes clock.Instant
	}{
		{"by day", night, at(10, 15, 0), at(10, 15, 0)},
		{"a minute before the night", night, at(10, 21, 59), at(10, 21, 59)},
		{"the night begins", night, at(10, 22, 0), at(11, 8, 0)},
		{"after midnight", night, at(11, 0, 0), at(11, 8, 0)},
		{"the last minute", night, at(11, 7, 59), at(11, 8, 0)},
		{"the morning", night, at(11, 8, 0), at(11, 8, 0)},
		{"the end of a month", night, at(30, 23, 0), clock.At(2026, 12, 1, 8, 0)},
		{"within a day", noon, at(10, 12, 1), at(10, 13, 30)},
		{"within a day, before", noon, at(10, 11, 59), at(10, 11, 59)},
		{"within a day, after", noon, at(10, 13, 30), at(10, 13, 30)},
		{"no quiet hours", none, at(10, 3, 0), at(10, 3, 0)},
	} {
		if got := c.h.After(c.ready); got != c.goes {
			t.Errorf("%s: %v, want %v", c.name, got, c.goes)
		}
	}
}

func TestNextDigest(t *testing.T) {
	h := DefaultHours("p")
	for ready, want := range map[clock.Instant]clock.Instant{
		at(10, 7, 59): at(10, 8, 0), at(10, 8, 0): at(11, 8, 0), at(10, 23, 0): at(11, 8, 0),
	} {
		if got := h.NextDigest(ready); got != want {
			t.Errorf("after %v: %v, want %v", ready, got, want)
		}
	}
}

func TestPlan(t *testing.T) {
	day, night, morning := at(10, 15, 0), at(10, 23, 0), at(11, 8, 0)
	h := DefaultHours("p")
	for _, c := range []struct {
		name        string
		kind        Kind
		mail        Way
		app         bool
		unreachable bool
		now         clock.Instant
		want        Plan
	}{
		{"work by day", "proposed", Now, true, false, day, Plan{App: true, Mail: true, At: day}},
		{"work by night", "proposed", Now, true, false, night, Plan{App: true, Mail: true, At: morning}},
		{"money by night", "paid", Now, true, false, night, Plan{App: true, Mail: true, At: night}},
		{"security, whatever was chosen", "new_browser", Off, false, false, night, Plan{App: true, Mail: true, At: night}},
		{"a message waits for its reader", "message", Now, true, false, day, Plan{App: true, Mail: true, At: day.Add(UnreadFor)}},
		{"a message just before the night", "message", Now, true, false, at(10, 21, 55), Plan{App: true, Mail: true, At: morning}},
		{"once a day", "proposed", Digest, true, false, day, Plan{App: true, Digest: true}},
		{"only by mail", "proposed", Now, false, false, day, Plan{Mail: true, At: day}},
		{"nothing", "proposed", Off, false, false, day, Plan{}},
		{"mail does not arrive", "proposed", Digest, false, true, day, Plan{App: true}},
		{"mail does not arrive and nothing is wanted", "proposed", Off, false, true, day, Plan{}},
		{"money where mail does not arrive", "paid", Now, true, true, day, Plan{App: true, At: day}},
	} {
		e := c.kind.Entry()
		if got := e.Plan(Choice{Kind: c.kind, Mail: c.mail, App: c.app}, h, !c.unreachable, c.now); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestChecks(t *testing.T) {
	for _, c := range []Choice{{Kind: "nothing", Mail: Now}, {Kind: "proposed", Mail: "often"}, {Kind: "paid", Mail: Off}, {Kind: "reset", Mail: Digest}} {
		if c.Check() == nil {
			t.Errorf("%+v is taken", c)
		}
	}
	if err := (Choice{Kind: "proposed", Mail: Off}).Check(); err != nil {
		t.Error(err)
	}
	for _, h := range []Hours{{From: -1}, {To: 24 * 60}, {DigestAt: 5000}} {
		if h.Check() == nil {
			t.Errorf("%+v is taken", h)
		}
	}
	for _, e := range Kinds {
		if e.Name == "" || (e.Group == Money || e.Group == Security) != e.Always && e.Group != Work && e.Group != Desk {
			t.Errorf("%+v", e)
		}
	}
}
