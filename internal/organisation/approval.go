package organisation

import (
	"strings"
	"unicode/utf8"

	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

// Kind is what an approval is about.
type Kind string

const (
	Award     Kind = "award" // of a proposal
	Bulk      Kind = "bulk"
	Offer     Kind = "offer"
	Recurring Kind = "recurring"
)

// State is where an approval stands.
type State string

const (
	Open      State = "open"
	Approved  State = "approved"
	Refused   State = "refused"
	Withdrawn State = "withdrawn"
)

// Approval is a commitment that one person has asked for and another decides.
type Approval struct {
	ID         id.Approval
	Party      id.Party
	Kind       Kind
	Subject    string // the proposal's id, the bulk order's …
	Title      string
	Department id.Department
	Amount     yen.Yen
	Detail     string // what else the commitment needs to be made then: the asker's own words to the process that asked
	AskedBy    id.Person
	AskedAt    clock.Instant
	State      State
	DecidedBy  id.Person
	DecidedAt  clock.Instant
	Reason     string
	Version    int64
}

// Decide is the second person's yes or no. A no has a reason.
func (v *Approval) Decide(by id.Person, yes bool, reason string, now clock.Instant) error {
	reason = strings.TrimSpace(reason)
	switch {
	case v.State != Open:
		return fault.New(fault.Conflict, "この申請は、もう終わっています")
	case by == v.AskedBy:
		return fault.New(fault.Forbidden, "自分の申請は、ほかの人に承認してもらってください")
	}
	var f fault.Form
	if !yes && reason == "" {
		f.Add("reason", "承認しない理由を書いてください")
	}
	if utf8.RuneCountInString(reason) > MostReason {
		f.Add("reason", "理由は%d字までです", MostReason)
	}
	if err := f.Err(); err != nil {
		return err
	}
	v.State, v.DecidedBy, v.DecidedAt, v.Reason = Refused, by, now, reason
	if yes {
		v.State = Approved
	}
	return nil
}

// Withdraw takes back what one has asked for.
func (v *Approval) Withdraw(by id.Person, now clock.Instant) error {
	switch {
	case v.State != Open:
		return fault.New(fault.Conflict, "この申請は、もう終わっています")
	case by != v.AskedBy:
		return fault.New(fault.Forbidden, "申請を取り下げられるのは、申請した人だけです")
	}
	v.State, v.DecidedBy, v.DecidedAt = Withdrawn, by, now
	return nil
}
