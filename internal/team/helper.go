package team

import (
	"strings"

	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// HelperState is where a request to let others in stands.
type HelperState string

const (
	HelpAsked   HelperState = "asked"
	HelpAgreed  HelperState = "agreed"
	HelpRefused HelperState = "refused"
)

// Help is a worker's request to a client: others shall do parts of a contract that the worker has made alone.
type Help struct {
	Contract   id.Contract
	Party      id.Party // who asks
	Parties    string   // whom they want to bring in, separated by spaces
	Why        string
	State      HelperState
	By         id.Person
	At         clock.Instant
	AnsweredBy id.Person
	AnsweredAt clock.Instant
	Reason     string
	Version    int64
}

// MostHelpers is how many somebody may bring in.
const MostHelpers = 10

// List is whom they want to bring in.
func (h Help) List() (out []id.Party) {
	for _, p := range strings.Fields(h.Parties) {
		out = append(out, id.Party(p))
	}
	return out
}

// Check refuses a request that names nobody, too many, or gives no reason.
func (h Help) Check() error {
	var f fault.Form
	if n := len(h.List()); n == 0 || n > MostHelpers {
		f.Add("handle", "加わってもらう人を、1人から%d人まで書いてください", MostHelpers)
	}
	if strings.TrimSpace(h.Why) == "" {
		f.Add("why", "なぜ加わってもらうのかを書いてください")
	}
	return f.Err()
}

// Answer is the client's word.
func (h *Help) Answer(yes bool, reason string, by id.Person, now clock.Instant) error {
	if h.State != HelpAsked {
		return fault.New(fault.Conflict, "この相談には、もう返事がついています")
	}
	if !yes && strings.TrimSpace(reason) == "" {
		return fieldError("reason", "断る理由を書いてください")
	}
	h.State, h.Reason, h.AnsweredBy, h.AnsweredAt = HelpAgreed, strings.TrimSpace(reason), by, now
	if !yes {
		h.State = HelpRefused
	}
	return nil
}
