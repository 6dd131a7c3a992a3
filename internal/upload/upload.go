// Package upload keeps in mind what is known of the bytes that people send: whether a virus scanner has looked at them,
// and what a picture looks like in small. It speaks of bytes by their SHA-256, and knows nothing of whose they are.
package upload

import (
	"nariwai/internal/clock"
)

// State is what is known of bytes.
type State string

const (
	Waiting   State = "waiting"   // to be looked at before anybody gets them
	Clean     State = "clean"     // a scanner has found nothing
	Found     State = "found"     // a scanner has found something: nobody gets them, for ever
	Unscanned State = "unscanned" // they came when there was no scanner
)

// Given reports whether bytes in this state are given out.
func (s State) Given() bool { return s == Clean || s == Unscanned }

// Scan is where bytes stand with the scanner.
type Scan struct {
	SHA256     string
	Size       int64
	State      State
	Virus      string // what was found, in the scanner's words
	Attempts   int64  // that came to nothing
	NextAt     clock.Instant
	LeaseUntil clock.Instant // somebody is looking until then
	LastError  string
	AskedAt    clock.Instant // when the bytes first came
	At         clock.Instant // when the scanner last answered; zero before
}

// New is the scan of bytes that have just come.
func New(sum string, size int64, scanning bool, now clock.Instant) Scan {
	s := Scan{SHA256: sum, Size: size, State: Unscanned, NextAt: now, AskedAt: now}
	if scanning {
		s.State = Waiting
	}
	return s
}

// A Verdict is what a scanner has said: the name of what it found, or "" for nothing.
type Verdict struct{ Virus string }

// Lease is how long one look may take before somebody else may take it over.
const Lease = 10 * clock.Minute

// Answered is the scan after the scanner's verdict.
func (s Scan) Answered(v Verdict, now clock.Instant) Scan {
	s.State, s.Virus, s.At, s.LeaseUntil, s.LastError = Clean, v.Virus, now, 0, ""
	if v.Virus != "" {
		s.State = Found
	}
	return s
}

const (
	firstPause   = 30 * clock.Second
	longestPause = clock.Hour
)

// Failed is the scan after a look that came to nothing, and why. It is tried again, later and later: bytes that nobody
// could look at stay where they are. When the scanner couldn't be reached that is not the bytes' doing, so they wait no longer.
func (s Scan) Failed(why string, reached bool, now clock.Instant) Scan {
	s.LeaseUntil, s.LastError, s.NextAt = 0, why, now
	if !reached {
		return s
	}
	s.Attempts++
	s.NextAt = now.Add(min(longestPause, firstPause<<min(s.Attempts-1, 10)))
	return s
}

// Picture is what is known of bytes that are a picture.
type Picture struct {
	SHA256  string
	Preview string // the SHA-256 of a small JPEG of it
	Width   int64  // of the preview, in pixels
	Height  int64
}
