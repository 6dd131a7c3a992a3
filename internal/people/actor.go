package people

import "nariwai/internal/id"

// Actor is who does something and for whom: a person, and the party in whose name they act.
// Key and Body make a command happen once however often it is sent (see db.Once).
type Actor struct {
	Person id.Person
	Party  id.Party
	Key    string
	Body   string
}
