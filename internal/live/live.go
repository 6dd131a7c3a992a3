// Package live is what the open pages of a person are told while they look at them: that a message has come, that one was
// read, that there is a notice. An event is a hint to look again. It carries nothing that is not in its own table, so one that
// comes twice, late or never does no harm.
package live

import (
	"nariwai/internal/clock"
	"nariwai/internal/id"
)

// Kind is what an event is about.
type Kind string

const (
	Message Kind = "message" // Subject is the thread, N the message's number in it
	Read    Kind = "read"    // Subject is the thread, N the highest number that somebody of the other side, or the person on another page, has read
	Notice  Kind = "notice"  // the person's notices have changed
)

// Event tells one person's pages to look again.
type Event struct {
	ID      id.Hint
	Person  id.Person
	Kind    Kind
	Subject string
	N       int64
	At      clock.Instant
}

const (
	// Kept is how long events are kept. A page that was away for longer is made anew.
	Kept = 3 * clock.Day
	// Late is how long after its id was made an event may become visible: two transactions that write side by side need not
	// end in the order in which they began, and the clocks of two nodes differ.
	Late = 2 * clock.Minute
)

// From is where somebody looks who has seen everything up to an event: live.Late before it. The event's id, or the first half of
// one, comes from outside; of anything else ok is false.
func From(after string) (from string, ok bool) {
	if len(after) < len("00000000-0000") {
		return "", false
	}
	made := id.Made(after[:13] + "-7000-8000-000000000000")
	if made.IsZero() {
		return "", false
	}
	return id.Floor(clock.Of(made).Add(-Late).Time()), true
}
