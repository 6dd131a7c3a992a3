package people

import (
	"nariwai/internal/clock"
	"nariwai/internal/fault"
)

// Limit says how many tries of one kind a subject has within a length of time, and how long it then waits at least.
type Limit struct {
	Kind   string
	Most   int
	Within clock.Duration
	Wait   clock.Duration
}

// The subject of a limit is an account (its address, whether it exists or not) or the network address that asks.
var (
	SignInByAccount = Limit{"signin", 10, clock.Hour, 15 * clock.Minute}
	SignInByAddress = Limit{"signin-from", 60, clock.Hour, 15 * clock.Minute} // a school or an office is one address
	SignUpByAddress = Limit{"signup-from", 20, clock.Hour, 15 * clock.Minute}
	MailByAccount   = Limit{"mail", 5, clock.Hour, 15 * clock.Minute}
	MailByAddress   = Limit{"mail-from", 30, clock.Hour, 15 * clock.Minute}
	CodeByPerson    = Limit{"code", 10, clock.Hour, 15 * clock.Minute}
)

// FreeAt is when the next try is allowed, given the instants of the last Most tries, the newest first; 0 is at once.
func (l Limit) FreeAt(tries []clock.Instant) clock.Instant {
	if len(tries) < l.Most {
		return 0
	}
	newest, oldest := tries[0], tries[l.Most-1]
	if newest.Sub(oldest) >= l.Within {
		return 0
	}
	return max(oldest.Add(l.Within), newest.Add(l.Wait))
}

// Refuse is the answer to a try before its time.
func Refuse(free, now clock.Instant) error {
	minutes := (free.Sub(now) + clock.Minute - 1) / clock.Minute
	return fault.New(fault.TooMany, "試した回数が多いため、%d分ほどお待ちください", int(minutes))
}

// KeepTries is how long tries are remembered.
const KeepTries = 2 * clock.Hour
