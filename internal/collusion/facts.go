// Package collusion says why a person should look at a worker before a seal is given: because much of what the worker
// has earned, or has been praised for, may have been arranged between people who belong together.
//
// Nothing is cut and nobody is accused: a reason only puts the case before a person of the desk. What a ring can get
// past it, how many honest workers it stops, and what a seal by fraud costs, is measured by package ringsim and written
// down in docs/trust.md.
package collusion

import (
	"nariwai/internal/calendar"
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

// Candidate is a worker who meets every criterion of a seal in a field, and what was asked for it.
type Candidate struct {
	Worker   id.Party
	Field    string         // first-level category
	From, To calendar.Month // the window that was looked at, both inclusive
	Asked    Asked
}

// Asked is the part of a seal's criteria that can be bought by pretended work. Where a criterion is not asked it is 0.
type Asked struct {
	Line         yen.Yen // what must have been earned
	Reviews      int64   // how many reviews there must be
	Satisfaction int64   // share of satisfied clients, percent
}

// Facts is what is known of a candidate's earnings and of those who paid them, within the window.
type Facts struct {
	Worker  id.Party
	Asked   Asked
	Marks   []Mark // of the worker
	Clients []Client
}

// Client is one who paid the candidate in the field.
type Client struct {
	Party     id.Party
	Pay       yen.Yen // to the candidate, in the field
	Reviews   int64   // of the candidate, in the field
	Satisfied int64
	Back      yen.Yen // in any field: what came from the candidate to this client, at once or through others
	Mutual    bool    // each has reviewed the work of the other
	Total     yen.Yen // in any field: all that it paid
	Inside    yen.Yen // in any field: of that, what went to the candidate and to workers who live from the candidate's clients
	Workers   int64   // in any field: how many it paid
	Marks     []Mark
}

// Mark is something that parties of one hand have in common.
type Mark struct {
	Kind    MarkKind
	Key     string // the same for the same thing; no clear text
	Parties int64  // how many parties of the place carry it
}

// MarkKind is what a mark stands for.
type MarkKind string

const (
	Person  MarkKind = "person"  // somebody who acts, or has acted, for the party
	Account MarkKind = "account" // a bank account that the party has given
	Address MarkKind = "address" // where the party is
	Device  MarkKind = "device"  // a browser in which somebody signed in for the party
)

// Pay is what all clients paid the candidate in the field.
func (f Facts) Pay() (sum yen.Yen) {
	for _, c := range f.Clients {
		sum = sum.Add(c.Pay)
	}
	return sum
}
