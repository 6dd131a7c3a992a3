package peopledb

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/phrase"
)

// PartiesOf returns the parties with these ids.
func PartiesOf(ctx context.Context, r db.Reader, ids []id.Party) (out map[id.Party]people.Party, err error) {
	marks, args := db.In(1, ids)
	list, err := Parties.All(ctx, r, "WHERE id IN ("+marks+")", args...)
	out = make(map[id.Party]people.Party, len(list))
	for _, p := range list {
		out[p.ID] = p
	}
	return out, err
}

// PayoutAccounts is PayoutAccount for many parties; those who have none are left out.
func PayoutAccounts(ctx context.Context, r db.Reader, parties []id.Party, day calendar.Date) (out map[id.Party]people.Account, err error) {
	defer fault.Wrap(&err, "payout accounts of %d parties", len(parties))
	marks, args := db.In(3, parties)
	list, err := Accounts.All(ctx, r, "WHERE state IN ($1, $2) AND party IN ("+marks+") ORDER BY id", append([]any{people.AccountActive, people.Checking}, args...)...)
	if err != nil {
		return nil, err
	}
	all := map[id.Party][]people.Account{}
	for _, a := range list {
		all[a.Party] = append(all[a.Party], a)
	}
	out = make(map[id.Party]people.Account, len(all))
	for p, accounts := range all {
		if a, ok := people.Payable(accounts, day); ok {
			out[p] = a
		}
	}
	return out, nil
}

// Contact is whom a notice reaches.
type Contact struct {
	Person id.Person
	Email  string
	Lang   phrase.Lang
}

// ContactsOf is Contacts for many parties.
func ContactsOf(ctx context.Context, tx *db.Tx, parties []id.Party) (out map[id.Party][]Contact, err error) {
	defer fault.Wrap(&err, "contacts of %d parties", len(parties))
	type row struct {
		party id.Party
		Contact
	}
	marks, args := db.In(4, parties)
	rows, err := db.All(ctx, tx, func(x *row) []any { return []any{&x.party, &x.Person, &x.Email, &x.Lang} },
		`SELECT g.scope_id, p.id, p.email, p.lang FROM people_grant g JOIN people_person p ON p.id = g.person
		WHERE g.scope = $1 AND g.from_at <= $2 AND (g.until_at = 0 OR g.until_at > $2) AND p.state <> $3 AND g.scope_id IN (`+marks+`) ORDER BY p.id`,
		append([]any{people.PartyScope, tx.Now, people.Closed}, args...)...)
	out = make(map[id.Party][]Contact, len(parties))
	for _, x := range rows {
		if list := out[x.party]; len(list) == 0 || list[len(list)-1].Person != x.Person { // somebody may have two grants
			out[x.party] = append(list, x.Contact)
		}
	}
	return out, err
}

// Acceptance notes that a person has accepted a version of the terms of use.
type Acceptance struct {
	Person id.Person
	Terms  calendar.Date
	At     clock.Instant
}

// Acceptances maps the table for made-up people, who come in crowds; people who sign up go through Accept.
var Acceptances = db.Table[Acceptance]{Name: "people_acceptance", Columns: "person, terms, at",
	Fields: func(a *Acceptance) []any { return []any{&a.Person, &a.Terms, &a.At} }}
