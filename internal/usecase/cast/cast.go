// Package cast puts people on the stage of a test: clients, workers and operators who have signed up, verified and filled in
// what the law asks. Only tests import it.
package cast

import (
	"context"
	"testing"

	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
)

// Add signs up name with a party of their own, as change has it.
func Add(t testing.TB, d *db.DB, name string, change func(*people.Person, *people.Party)) people.Actor {
	t.Helper()
	by := people.Person{ID: id.Person("person-" + name), Email: name + "@example.jp", EmailKey: name + "@example.jp", Lang: "ja", State: people.Active}
	party := people.Party{ID: id.Party("party-" + name), Kind: people.OnePerson, DisplayName: name, Handle: name, Form: people.SoleTrader,
		LegalName: name, Address: "北海道夕張市本町4丁目", Contact: name + "@example.jp", Resident: true}
	if change != nil {
		change(&by, &party)
	}
	write(t, d, func(tx *db.Tx) error {
		by.CreatedAt, by.VerifiedAt, party.CreatedAt = tx.Now, tx.Now, tx.Now
		return peopledb.Add(context.Background(), tx, by, party)
	})
	return people.Actor{Person: by.ID, Party: party.ID}
}

// Worker is an individual without a T number.
func Worker(t testing.TB, d *db.DB, name string) people.Actor { return Add(t, d, name, nil) }

// Client is a company that the desk knows and that has accepted work before.
func Client(t testing.TB, d *db.DB, name string) people.Actor {
	return Add(t, d, name, func(_ *people.Person, p *people.Party) {
		p.Kind, p.Form, p.Orders, p.FirstAccept, p.ReviewedAt = people.Organisation, people.Company, true, 1, 1
	})
}

// NewClient is an individual who has never ordered.
func NewClient(t testing.TB, d *db.DB, name string) people.Actor {
	return Add(t, d, name, func(_ *people.Person, p *people.Party) { p.Orders = true })
}

// Operator sits at the desk and has passed the second factor.
func Operator(t testing.TB, d *db.DB, name string) people.Actor {
	a := Add(t, d, name, nil)
	write(t, d, func(tx *db.Tx) error {
		return peopledb.AddGrant(context.Background(), tx, people.Grant{Person: a.Person, Role: people.Operator, Scope: people.SiteScope, ScopeID: string(id.Site)})
	})
	a.Strong = true
	return a
}

// Change changes the person behind an actor and their party.
func Change(t testing.TB, d *db.DB, a people.Actor, change func(*people.Person, *people.Party)) {
	t.Helper()
	write(t, d, func(tx *db.Tx) error {
		ctx := context.Background()
		by, err := peopledb.Person(ctx, tx, a.Person)
		if err != nil {
			return err
		}
		party, err := peopledb.Party(ctx, tx, a.Party)
		if err != nil {
			return err
		}
		change(&by, &party)
		if _, err := peopledb.Persons.Update(ctx, tx, by); err != nil {
			return err
		}
		_, err = peopledb.Parties.Update(ctx, tx, party)
		return err
	})
}

// Told returns what kinds of notices the person behind an actor has had, oldest first.
func Told(t testing.TB, d *db.DB, a people.Actor) (kinds []string) {
	t.Helper()
	kinds, err := db.All(context.Background(), d.Snapshot(), func(s *string) []any { return []any{s} },
		"SELECT kind FROM notice_notice WHERE person = $1 ORDER BY id", a.Person)
	if err != nil {
		t.Fatal(err)
	}
	return kinds
}

// Mail returns the text of the last mail of a kind that the person behind an actor was sent.
func Mail(t testing.TB, d *db.DB, a people.Actor, kind string) (text string) {
	t.Helper()
	if err := db.One(context.Background(), d.Snapshot(), []any{&text},
		"SELECT text FROM notice_mail WHERE person = $1 AND kind = $2 ORDER BY id DESC LIMIT 1", a.Person, kind); err != nil {
		t.Fatal(err)
	}
	return text
}

func write(t testing.TB, d *db.DB, f func(*db.Tx) error) {
	t.Helper()
	if err := d.Write(context.Background(), f); err != nil {
		t.Fatal(err)
	}
}

// SignIn opens a session for the person behind an actor, past the second factor where the actor is, and returns the secret
// that their browser would hold.
func SignIn(t testing.TB, d *db.DB, a people.Actor) (secret string) {
	t.Helper()
	write(t, d, func(tx *db.Tx) (err error) {
		ctx := context.Background()
		session, secret1, err := peopledb.Begin(ctx, tx, a.Person, a.Party, "test")
		if secret = secret1; err == nil && a.Strong {
			secret, err = peopledb.Strengthen(ctx, tx, session.ID)
		}
		return err
	})
	return secret
}
