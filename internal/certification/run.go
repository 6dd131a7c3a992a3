package certification

import (
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/id"
)

// RunState is how far a screening is.
type RunState string

const (
	Screening RunState = "screening"
	Done      RunState = "done"
)

// Run is one screening of one programme as of the last day of a month, by the version of the rules that was in force on it.
type Run struct {
	ID         id.Screening
	Programme  string
	AsOf       calendar.Month
	Rule       string
	State      RunState
	StartedAt  clock.Instant
	FinishedAt clock.Instant
	Results    int64
	Version    int64
}

// End is the moment at which the month is over as of whose end it is screened.
func (r Run) End() clock.Instant { return r.AsOf.Next().First().Start() }
