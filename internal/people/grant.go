package people

import (
	"nariwai/internal/clock"
	"nariwai/internal/id"
)

// Role is what a grant lets its person do within its scope.
type Role string

const (
	Self     Role = "self"     // one's own party
	Operator Role = "operator" // the desk
)

// Scope is what kind of thing a grant is over.
type Scope string

const (
	PartyScope Scope = "party"
	SiteScope  Scope = "site"
	MallScope  Scope = "mall"
	BulkScope  Scope = "bulk" // one bulk order of another party
)

// Grant is a person's dated right to act for a party, or for the site.
type Grant struct {
	ID      id.Grant
	Person  id.Person
	Role    Role
	Scope   Scope
	ScopeID string // a party's or a bulk order's id; string(id.Site)
	From    clock.Instant
	Until   clock.Instant // 0: until it is ended
	By      id.Person     // who gave it
}
