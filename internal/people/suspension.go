package people

import (
	"nariwai/internal/clock"
	"nariwai/internal/id"
)

// Suspension is one decision of the desk to stop a person: by which rule, why, until when.
// What was earned is always paid and what was begun goes on.
type Suspension struct {
	ID        string
	Person    id.Person
	Rule      string        // the clause of the terms
	Reason    string        // what the person is told
	Until     clock.Instant // 0: until it is lifted
	At        clock.Instant
	By        id.Person
	LiftedAt  clock.Instant
	LiftedBy  id.Person
	LiftedWhy string
}
