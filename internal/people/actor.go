// Package people holds who is here: persons, who sign in; parties, who can promise; and the dated grants
// by which a person acts for a party or sits at the desk. Its rules cover sign-in, the facts by which tax and
// the Freelance Act treat a party, and the bank account that a party is paid on.
package people

import "nariwai/internal/id"

// Actor is who does something and for whom: a person, and the party in whose name they act.
// Key and Body make a command happen once however often it is sent (see db.Once).
type Actor struct {
	Person  id.Person
	Party   id.Party
	Session id.Session // the session that asks, for commands about sessions; "" outside a browser
	Strong  bool       // the session has passed the second factor
	Key     string
	Body    string
}
