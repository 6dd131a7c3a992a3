package peopledb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
)

// Trading returns a's party if a may make new commitments in its name: verified, not suspended, with a grant in force.
func Trading(ctx context.Context, tx *db.Tx, a people.Actor) (p people.Party, err error) {
	defer fault.Wrap(&err, "trading")
	return may(ctx, tx, a, func(by people.Person) error { return by.MayTrade(tx.Now) })
}

// Acting returns a's party if a may go on with what was begun in its name, even while suspended.
func Acting(ctx context.Context, tx *db.Tx, a people.Actor) (p people.Party, err error) {
	defer fault.Wrap(&err, "acting")
	return may(ctx, tx, a, people.Person.MayAct)
}

// Entitled is Acting for who does not need the party itself.
func Entitled(ctx context.Context, tx *db.Tx, a people.Actor) (err error) {
	defer fault.Wrap(&err, "entitled")
	return entitled(ctx, tx, a, people.Person.MayAct)
}

func may(ctx context.Context, tx *db.Tx, a people.Actor, rule func(people.Person) error) (party people.Party, err error) {
	if err := entitled(ctx, tx, a, rule); err != nil {
		return party, err
	}
	return Party(ctx, tx, a.Party)
}

func entitled(ctx context.Context, tx *db.Tx, a people.Actor, rule func(people.Person) error) error {
	if a.Person == "" {
		return fault.New(fault.Unsigned, "ログインしてください")
	}
	by, granted, err := standing(ctx, tx, a.Person, people.PartyScope, string(a.Party), "")
	if err != nil {
		return err
	}
	if err := rule(by); err != nil {
		return err
	}
	if !granted {
		return fault.New(fault.Forbidden, "この名義で手続きすることはできません")
	}
	return nil
}

// Operating refuses an actor who is not at the desk, is suspended, or has not passed the second factor in this session.
func Operating(ctx context.Context, tx *db.Tx, a people.Actor) (err error) {
	defer fault.Wrap(&err, "operating")
	if a.Person == "" {
		return fault.New(fault.Unsigned, "ログインしてください")
	}
	by, granted, err := standing(ctx, tx, a.Person, people.SiteScope, string(id.Site), people.Operator)
	if err != nil {
		return err
	}
	if err := by.MayTrade(tx.Now); err != nil {
		return err
	}
	switch {
	case !granted:
		return fault.New(fault.Forbidden, "運営の机に入れる人だけの手続きです")
	case !a.Strong:
		return fault.New(fault.Forbidden, "運営の手続きには、2段階目の確認コードが必要です")
	}
	return nil
}

// Tradable refuses a party with which no new commitment can be made now: closed, or its person is suspended or not yet verified.
// Use it for the other side, such as the proposer of an award.
func Tradable(ctx context.Context, tx *db.Tx, p id.Party) (party people.Party, err error) {
	defer fault.Wrap(&err, "tradable %s", p)
	if party, err = Party(ctx, tx, p); err != nil {
		return party, err
	}
	persons, err := Contacts(ctx, tx, p)
	if err != nil {
		return party, err
	}
	for _, by := range persons {
		if by.MayTrade(tx.Now) == nil {
			return party, nil
		}
	}
	return party, fault.New(fault.Conflict, "相手が利用停止中か退会済みのため、新しい約束はできません")
}

// standing returns what decides whether a person may act at all (ID, State, SuspendedUntil), and whether they hold a grant
// in force for a scope that is not a closed party; any role will do when role is "". Every command asks it, so it is one query.
func standing(ctx context.Context, tx *db.Tx, p id.Person, scope people.Scope, scopeID string, role people.Role) (by people.Person, granted bool, err error) {
	by.ID = p
	err = db.One(ctx, tx, []any{&by.State, &by.SuspendedUntil, &granted}, `SELECT state, suspended_until,
		EXISTS (SELECT 1 FROM people_grant WHERE person = $1 AND scope = $2 AND scope_id = $3
			AND ($4 = '' OR role = $4) AND from_at <= $5 AND (until_at = 0 OR until_at > $5))
		AND NOT EXISTS (SELECT 1 FROM people_party WHERE $2 = $6 AND id = $3 AND closed_at <> 0)
		FROM people_person WHERE id = $1`, p, scope, scopeID, role, tx.Now, people.PartyScope)
	return by, granted, err
}

// Operators returns the persons at the desk at tx.Now.
func Operators(ctx context.Context, tx *db.Tx) (out []people.Person, err error) {
	defer fault.Wrap(&err, "operators")
	return Persons.All(ctx, tx, `WHERE id IN (SELECT person FROM people_grant WHERE scope = $1 AND scope_id = $2 AND role = $3
		AND from_at <= $4 AND (until_at = 0 OR until_at > $4)) ORDER BY id`, people.SiteScope, string(id.Site), people.Operator, tx.Now)
}
