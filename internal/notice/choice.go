package notice

import (
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// Way is how the mails of a kind come.
type Way string

const (
	Now    Way = "now"    // when it happens, or when the quiet hours are over
	Digest Way = "digest" // once a day, all in one
	Off    Way = "off"
)

// Ways are all of them.
var Ways = []Way{Now, Digest, Off}

// A Choice is what a person wants of a kind.
type Choice struct {
	Person id.Person
	Kind   Kind
	Mail   Way
	App    bool // a line in the application
}

// Default is the choice of somebody who has made none.
func (e Entry) Default(p id.Person) Choice {
	return Choice{Person: p, Kind: e.Kind, Mail: e.Mail, App: true}
}

// Check refuses a choice that can't be.
func (c Choice) Check() error {
	switch {
	case !c.Kind.Registered() || c.Mail != Now && c.Mail != Digest && c.Mail != Off:
		return fault.New(fault.Invalid, "選び方が正しくありません。もう一度選んでください")
	case c.Kind.Entry().Always:
		return fault.New(fault.Invalid, "お金と安全についてのお知らせは、止められません")
	}
	return nil
}

// Hours are when a person wants to be left alone, and when the day's letter comes: minutes of the day in Japan.
// From and To being equal, there are no quiet hours.
type Hours struct {
	Person   id.Person
	From, To int64
	DigestAt int64
}

// DefaultHours are those of somebody who has chosen none: quiet from 22 to 8, and the day's letter at 8.
func DefaultHours(p id.Person) Hours {
	return Hours{Person: p, From: 22 * 60, To: 8 * 60, DigestAt: 8 * 60}
}

const minutesOfDay = 24 * 60

// Check refuses times that no clock shows.
func (h Hours) Check() error {
	var f fault.Form
	for _, x := range []struct {
		field string
		at    int64
	}{{"quiet_from", h.From}, {"quiet_to", h.To}, {"digest_at", h.DigestAt}} {
		if x.at < 0 || x.at >= minutesOfDay {
			f.Add(x.field, "時刻を選んでください")
		}
	}
	return f.Err()
}

// After is when a mail may go that is ready at t: at once, or at the end of the quiet hours that t lies in.
func (h Hours) After(t clock.Instant) clock.Instant {
	day := calendar.On(t).Start()
	now := int64(t.Sub(day) / clock.Minute)
	end := day.Add(clock.Duration(h.To) * clock.Minute)
	switch {
	case h.From < h.To && h.From <= now && now < h.To, h.From > h.To && now < h.To:
		return end
	case h.From > h.To && now >= h.From:
		return end.Add(clock.Day)
	}
	return t
}

// NextDigest is when the next of the day's letters is written, after t.
func (h Hours) NextDigest(t clock.Instant) clock.Instant {
	at := calendar.On(t).Start().Add(clock.Duration(h.DigestAt) * clock.Minute)
	if at <= t {
		at = at.Add(clock.Day)
	}
	return at
}

// UnreadFor is how long a mail of an Unread kind waits for its reader: who is talking right now gets none.
const UnreadFor = 10 * clock.Minute

// Plan is what becomes of something that a person is told.
type Plan struct {
	App    bool          // a line in the application
	Digest bool          // a line of the day's letter
	Mail   bool          // a letter of its own …
	At     clock.Instant // … not before this
}

// Plan says what becomes of a kind at now. reachable is false where mails don't arrive: then the application tells it,
// whatever the person has chosen.
func (e Entry) Plan(c Choice, h Hours, reachable bool, now clock.Instant) Plan {
	switch {
	case e.Always:
		return Plan{App: true, Mail: reachable, At: now}
	case !reachable:
		return Plan{App: c.App || c.Mail != Off}
	case c.Mail == Digest:
		return Plan{App: c.App, Digest: true}
	case c.Mail == Off:
		return Plan{App: c.App}
	}
	at := now
	if e.Unread {
		at = at.Add(UnreadFor)
	}
	return Plan{App: c.App, Mail: true, At: h.After(at)}
}
