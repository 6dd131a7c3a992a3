package certification

import (
	"nariwai/internal/calendar"
	"nariwai/internal/id"
)

// SealState is where a seal stands.
type SealState string

const (
	Unsealed SealState = ""        // there was never one, or nothing is left of it
	Granted  SealState = "granted" // it is shown
	AtRisk   SealState = "at_risk" // it is shown, but the last screening came out below
	Ended    SealState = "ended"
	Held     SealState = "held" // not granted yet: a person looks first
)

// Shown reports whether the seal is there.
func (s SealState) Shown() bool { return s == Granted || s == AtRisk }

// Seal is one party's seal of one programme in one field.
type Seal struct {
	Party     id.Party
	Programme string
	Field     string
	Tier      string
	State     SealState
	Since     calendar.Date // the first day of what the state says: of Granted and AtRisk, since when it is shown
	Run       id.Screening  // that changed it last; "" when a person did
	Weak      int64         // how many screenings in a row came out below
}

// Outcome is what a screening came to for one party in one field.
type Outcome string

const (
	OutGranted Outcome = "granted"
	OutKept    Outcome = "kept"
	OutAtRisk  Outcome = "at_risk" // below once: the seal stays, and what is missing is said
	OutEnded   Outcome = "ended"   // below again
	OutNone    Outcome = "none"
	OutHeld    Outcome = "held"    // all criteria are met, and a person looks first
	OutRefused Outcome = "refused" // … and a person has said no to the same reasons
	OutCapped  Outcome = "capped"  // … and there is no room below the cap
	OutPaused  Outcome = "paused"
)

// Outcomes are all of them, in the order in which they are counted.
var Outcomes = []Outcome{OutGranted, OutKept, OutAtRisk, OutEnded, OutHeld, OutRefused, OutCapped, OutPaused, OutNone}

// mostWeak is with how many screenings below in a row a seal ends.
const mostWeak = 2

// outcome is what comes of figures that pass or don't, given the seal that was there. A seal that exists is never cut because
// a person looks; it is cut by the second screening below.
func (s State) outcome(passed, paused, capped bool) Outcome {
	has := s.Before.Shown()
	switch {
	case s.Gone && has:
		return OutEnded
	case s.Gone:
		return OutNone
	case paused:
		return OutPaused
	case has && passed:
		return OutKept
	case has && s.Weak+1 >= mostWeak:
		return OutEnded
	case has:
		return OutAtRisk
	case !passed:
		return OutNone
	case len(s.Reasons) > 0 && s.Case == CaseRefused:
		return OutRefused
	case len(s.Reasons) > 0 && s.Case != CaseCleared:
		return OutHeld
	case capped:
		return OutCapped
	}
	return OutGranted
}

// Apply is the seal after an outcome, and whether that changed anything.
func (s Seal) Apply(o Outcome, tier string, run id.Screening, day calendar.Date) (Seal, bool) {
	before := s
	set := func(state SealState) {
		if !s.State.Shown() || !state.Shown() {
			s.Since = day
		}
		s.State = state
	}
	switch o {
	case OutGranted, OutKept:
		set(Granted)
		s.Tier, s.Weak = tier, 0
	case OutAtRisk:
		set(AtRisk)
		s.Weak++
	case OutEnded:
		set(Ended)
		s.Weak = 0
	case OutHeld:
		if s.State != Held {
			set(Held)
		}
		s.Tier = tier
	case OutNone, OutRefused, OutCapped:
		if s.State == Held {
			set(Ended)
		}
	}
	if s == before {
		return s, false
	}
	s.Run = run
	return s, true
}
