package people

import (
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/phrase"
	"nariwai/internal/yen"
)

// State is where a person's account stands.
type State string

const (
	Pending   State = "pending" // signed up; the address is not verified yet
	Active    State = "active"
	Suspended State = "suspended" // by the desk: no new commitments; what was begun goes on
	Closed    State = "closed"    // by the person: erased
)

// Person is somebody who signs in.
type Person struct {
	ID             id.Person
	Email          string      // as typed
	EmailKey       string      // as compared; unique; "" once closed
	EmailPrefix    string      // PrefixKey of it, kept by peopledb
	Password       string      // argon2id with its parameters; see HashPassword
	Lang           phrase.Lang // "ja" or "en"
	State          State
	SuspendedUntil clock.Instant // 0 with Suspended: until it is lifted
	VerifiedAt     clock.Instant
	CreatedAt      clock.Instant
	ChangedAt      clock.Instant // last change of e-mail or password; see AccountHold
	TOTPSecret     string        // base32; "" without a second factor
	TOTPAt         clock.Instant // when it was confirmed
	TOTPStep       int64         // the last time step used, so that a code works once
	MonthlyGoal    yen.Yen       // what the person wants to earn in a month; 0 for none
	LastSeen       clock.Instant
	Version        int64
}

// SecondFactor reports whether signing in asks for a code.
func (p Person) SecondFactor() bool { return p.TOTPAt != 0 }

// Suspended reports whether the desk has stopped this person at now.
func (p Person) Suspended(now clock.Instant) bool {
	return p.State == Suspended && (p.SuspendedUntil == 0 || now < p.SuspendedUntil)
}

// MayTrade refuses a person who may not make new commitments at now.
func (p Person) MayTrade(now clock.Instant) error {
	if err := p.MayAct(); err != nil {
		return err
	}
	if p.Suspended(now) {
		return fault.New(fault.Forbidden, "利用停止中のため、新しい約束はできません。始まっている仕事は続けられ、報酬は支払われます")
	}
	return nil
}

// MayAct refuses a person who may not even go on with what was begun: to deliver, accept, answer, be paid.
func (p Person) MayAct() error {
	switch p.State {
	case Active, Suspended:
		return nil
	case Pending:
		return fault.New(fault.Forbidden, "先にメールアドレスの確認をしてください。届いたメールのリンクを開くと終わります")
	}
	return fault.New(fault.Unsigned, "ログインしてください")
}

// Lifted is the person without their suspension.
func (p Person) Lifted() Person {
	p.State, p.SuspendedUntil = Active, 0
	if p.VerifiedAt == 0 {
		p.State = Pending
	}
	return p
}
