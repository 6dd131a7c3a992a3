package peopledb

import (
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/id"
)

// Acceptance notes that a person has accepted a version of the terms of use.
type Acceptance struct {
	Person id.Person
	Terms  calendar.Date
	At     clock.Instant
}

// Acceptances maps the table for made-up people, who come in crowds; people who sign up go through Accept.
var Acceptances = db.Table[Acceptance]{Name: "people_acceptance", Columns: "person, terms, at",
	Fields: func(a *Acceptance) []any { return []any{&a.Person, &a.Terms, &a.At} }}
