package people

import (
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// InvitationLife is how long somebody may take to accept.
const InvitationLife = 14 * clock.Day

// InvitationState is where an invitation stands.
type InvitationState string

const (
	InvitationSent      InvitationState = "sent"
	InvitationAccepted  InvitationState = "accepted"
	InvitationWithdrawn InvitationState = "withdrawn"
	InvitationExpired   InvitationState = "expired"
)

// Invitation asks whoever reads mail at an address to act for a party. The mail holds a secret; we hold its hash.
type Invitation struct {
	ID         id.Invitation
	Party      id.Party
	Email      string
	EmailKey   string
	Role       Role
	Department id.Department // of an organisation; "" for none
	Mentor     id.Party      // of an apprentice
	Token      string
	By         id.Person
	At         clock.Instant
	Until      clock.Instant
	State      InvitationState
	AcceptedBy id.Person
	AcceptedAt clock.Instant
	Version    int64
}

// Accept lets the person who has the link come in. The address of the mail and of the account may differ:
// whoever reads the mail was meant.
func (v *Invitation) Accept(by id.Person, now clock.Instant) error {
	if v.State != InvitationSent || now >= v.Until {
		return BadLink()
	}
	v.State, v.AcceptedBy, v.AcceptedAt = InvitationAccepted, by, now
	v.Email, v.EmailKey = "", "" // the grant says the rest
	return nil
}

// Withdraw takes back an invitation that nobody has accepted.
func (v *Invitation) Withdraw() error {
	if v.State != InvitationSent {
		return fault.New(fault.Conflict, "この招待は、もう終わっています")
	}
	v.State, v.Email, v.EmailKey = InvitationWithdrawn, "", ""
	return nil
}
