package peopledb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
)

// Add stores a new person, their own party and the grant between them.
func Add(ctx context.Context, tx *db.Tx, p people.Person, party people.Party) error {
	if err := Persons.Insert(ctx, tx, p); err != nil {
		return err
	}
	if err := Parties.Insert(ctx, tx, party); err != nil {
		return err
	}
	return AddGrant(ctx, tx, people.Grant{Person: p.ID, Role: people.Self, Scope: people.PartyScope, ScopeID: string(party.ID), By: p.ID})
}

// AddGrant stores a grant that begins now, under a new id.
func AddGrant(ctx context.Context, tx *db.Tx, g people.Grant) error {
	g.ID, g.From = id.Grant(tx.NewID()), tx.Now
	return Grants.Insert(ctx, tx, g)
}

// FirstAcceptance notes that the party has accepted work as a client for the first time, and reports whether it was;
// later calls change nothing.
func FirstAcceptance(ctx context.Context, tx *db.Tx, p id.Party) (first bool, err error) {
	n, err := tx.Do(ctx, "UPDATE people_party SET first_accept = $2, version = version + 1 WHERE id = $1 AND first_accept = 0", p, tx.Now)
	return n > 0, err
}

// Reviewed notes that the desk has looked at the party's first job; later calls change nothing.
func Reviewed(ctx context.Context, tx *db.Tx, p id.Party) error {
	_, err := tx.Do(ctx, "UPDATE people_party SET reviewed_at = $2, version = version + 1 WHERE id = $1 AND reviewed_at = 0", p, tx.Now)
	return err
}

// Identified notes that the desk has seen who the party is.
func Identified(ctx context.Context, tx *db.Tx, p id.Party) error {
	return tx.Exec(ctx, 1, "UPDATE people_party SET identity_at = $2, version = version + 1 WHERE id = $1", p, tx.Now)
}

// Pledged notes that the party's person has signed the pledge of confidentiality.
func Pledged(ctx context.Context, tx *db.Tx, p id.Party) error {
	return tx.Exec(ctx, 1, "UPDATE people_party SET pledged_at = $2, version = version + 1 WHERE id = $1", p, tx.Now)
}

// MarkAddresses gives the next parties behind after their people.AddressKey who have an address without one, and returns the
// last of them; "" when there are no more.
func MarkAddresses(ctx context.Context, tx *db.Tx, after id.Party) (last id.Party, err error) {
	defer fault.Wrap(&err, "mark addresses behind %s", after)
	type row struct {
		id      id.Party
		address string
	}
	rows, err := db.All(ctx, tx, func(x *row) []any { return []any{&x.id, &x.address} },
		"SELECT id, address FROM people_party WHERE address <> '' AND address_mark = '' AND id > $1 ORDER BY id LIMIT 200", after)
	if err != nil {
		return "", err
	}
	for _, x := range rows {
		if key := people.AddressKey(x.address); key != "" {
			if err := tx.Exec(ctx, 1, "UPDATE people_party SET address_mark = $2 WHERE id = $1", x.id, key); err != nil {
				return "", err
			}
		}
		last = x.id
	}
	return last, nil
}
