// Package reply says who answers: what asks for an answer, until when, what answers it and what takes it back, and the
// share that comes of it. The rules are published (/replies), with the examples that the tests run.
//
// It is a domain of its own and no part of message because it needs nothing of what was written: who spoke when, whether
// they asked, and what happened around it.
package reply

import (
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/id"
)

// Within is how long there is to answer. Night is from NightFrom to NightTo o'clock in Japan: what comes in it counts from its end.
const (
	Within    = 24 * clock.Hour
	NightFrom = 22
	NightTo   = 8
)

// Counts is the moment from which an ask that comes at a moment counts.
func Counts(at clock.Instant) clock.Instant {
	day := calendar.On(at)
	switch h := at.Time().Hour(); {
	case h >= NightFrom:
		return day.AddDays(1).Start().Add(NightTo * clock.Hour)
	case h < NightTo:
		return day.Start().Add(NightTo * clock.Hour)
	}
	return at
}

// Due is until when an ask that comes at a moment is answered in time; that moment still is.
func Due(at clock.Instant) clock.Instant { return Counts(at).Add(Within) }

// Asks reports whether a message asks for an answer: its sender says so, or it is the first one that they write in the thread
// and answers nothing itself.
func Asks(wanted, first, answers bool) bool { return wanted || first && !answers }

// State is where an ask stands. Only an open one changes.
type State string

const (
	Open     State = "open"
	Answered State = "answered" // in time
	Missed   State = "missed"
	Void     State = "void" // it doesn't count
)

// How is what an ask ended by; of one that was missed, by what it was answered late.
type How string

const (
	ByMessage How = "message"
	ByAct     How = "act"       // on the job, the proposal or the contract
	Ended     How = "ended"     // what it was about ended first
	Withdrawn How = "withdrawn" // the asker withdrew from it
	Blocked   How = "blocked"   // the asker is blocked by the asked
	Reported  How = "reported"  // the asker was reported for spam
	Own       How = "own"       // somebody of the asked side asked it
	Left      How = "left"      // one of the two has closed their account
)

// Answers reports whether it is an answer; the others take the ask back.
func (h How) Answers() bool { return h == ByMessage || h == ByAct }

// Ask is something that waits for an answer, from the message that asks for it.
type Ask struct {
	ID       id.Message
	Thread   id.Thread
	Job      id.Job
	Contract id.Contract // "" before there is one
	Asked    id.Party
	By       id.Party
	At       clock.Instant
	DueAt    clock.Instant
	Day      calendar.Date // of DueAt: where it counts
	State    State
	How      How
	ClosedAt clock.Instant // when it was answered or taken back; 0 as long as it was not
	ClosedN  int64         // how many messages the thread had then
}

// New is an ask that comes at a moment.
func New(a Ask, at clock.Instant) Ask {
	a.At, a.DueAt, a.State = at, Due(at), Open
	a.Day = calendar.On(a.DueAt)
	return a
}

// Miss ends an ask whose time is over, and reports whether it is.
func (a *Ask) Miss(now clock.Instant) bool {
	if a.State != Open || now <= a.DueAt {
		return false
	}
	a.State = Missed
	return true
}

// Close answers an ask or takes it back. It reports whether that changed anything: one whose time is over was missed,
// whatever comes, and what answers it then is only remembered for how long it took.
func (a *Ask) Close(how How, n int64, now clock.Instant) (changed bool) {
	changed = a.Miss(now)
	switch {
	case !a.ClosedAt.IsZero():
		return changed
	case a.State == Open && how.Answers():
		a.State = Answered
	case a.State == Open:
		a.State = Void
	case !how.Answers():
		return changed
	}
	a.How, a.ClosedAt, a.ClosedN = how, now, n
	return true
}

// Took is how long the answer took: from when the ask counts, and for one that came at night and was answered in it from when it came.
func (a Ask) Took() clock.Duration {
	if from := Counts(a.At); from < a.ClosedAt {
		return a.ClosedAt.Sub(from)
	}
	return a.ClosedAt.Sub(a.At)
}

// Left is the time that is left; negative when it is over.
func (a Ask) Left(now clock.Instant) clock.Duration { return a.DueAt.Sub(now) }
