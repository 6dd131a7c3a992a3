package peopledb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
)

const inForce = "scope = 'party' AND from_at <= $1 AND (until_at = 0 OR until_at > $1)"

// GrantsOf returns the grants in force over a party, the oldest first.
func GrantsOf(ctx context.Context, tx *db.Tx, p id.Party) ([]people.Grant, error) {
	return Grants.All(ctx, tx, "WHERE "+inForce+" AND scope_id = $2 ORDER BY id", tx.Now, p)
}

// GrantOf returns the grant in force by which a person acts for a party, or NotFound.
func GrantOf(ctx context.Context, tx *db.Tx, by id.Person, p id.Party) (people.Grant, error) {
	return Grants.One(ctx, tx, "WHERE "+inForce+" AND scope_id = $2 AND person = $3 ORDER BY from_at DESC, id DESC LIMIT 1", tx.Now, p, by)
}

// EndGrant ends a grant now. The sessions in which its person acts for the party fall back to their own.
func EndGrant(ctx context.Context, tx *db.Tx, g people.Grant) (err error) {
	defer fault.Wrap(&err, "end grant %s", g.ID)
	if err := tx.Exec(ctx, 1, "UPDATE people_grant SET until_at = $2 WHERE id = $1 AND until_at = 0", g.ID, tx.Now); err != nil {
		return err
	}
	own, err := OwnParty(ctx, tx, g.Person)
	if err != nil {
		return err
	}
	_, err = tx.Do(ctx, "UPDATE people_session SET party = $3 WHERE person = $1 AND party = $2", g.Person, g.ScopeID, own.ID)
	return err
}

// ChangeRole ends a grant and begins another over the same party; sessions stay where they are.
func ChangeRole(ctx context.Context, tx *db.Tx, g people.Grant, r people.Role, by id.Person) (err error) {
	defer fault.Wrap(&err, "change role of %s", g.ID)
	if err := tx.Exec(ctx, 1, "UPDATE people_grant SET until_at = $2 WHERE id = $1 AND until_at = 0", g.ID, tx.Now); err != nil {
		return err
	}
	return AddGrant(ctx, tx, people.Grant{Person: g.Person, Role: r, Scope: people.PartyScope, ScopeID: g.ScopeID, By: by})
}

// CompaniesWithout counts the companies that would be left without an owner, though others are in them, if a person went.
func CompaniesWithout(ctx context.Context, tx *db.Tx, p id.Person) (n int64, err error) {
	defer fault.Wrap(&err, "companies without %s", p)
	err = db.One(ctx, tx, []any{&n}, `SELECT COUNT(*) FROM people_grant g WHERE g.person = $1 AND g.scope = 'party' AND g.role = 'owner' AND g.from_at <= $2 AND (g.until_at = 0 OR g.until_at > $2)
		AND EXISTS (SELECT 1 FROM people_grant o WHERE o.scope = 'party' AND o.scope_id = g.scope_id AND o.person <> g.person AND (o.until_at = 0 OR o.until_at > $2))
		AND NOT EXISTS (SELECT 1 FROM people_grant o WHERE o.scope = 'party' AND o.scope_id = g.scope_id AND o.role = 'owner' AND o.person <> g.person AND (o.until_at = 0 OR o.until_at > $2))`, p, tx.Now)
	return n, err
}

// Switch lets a session of a person act for a party from now on.
func Switch(ctx context.Context, tx *db.Tx, by id.Person, s id.Session, p id.Party) error {
	return tx.Exec(ctx, 1, "UPDATE people_session SET party = $3 WHERE id = $1 AND person = $2", s, by, p)
}

// AddParty stores a party that people act for by grants, such as an organisation.
func AddParty(ctx context.Context, tx *db.Tx, p people.Party) error {
	return Parties.Insert(ctx, tx, p)
}
