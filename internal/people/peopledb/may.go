package peopledb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
)

// Trading returns a's party if a may make new commitments in its name: verified, not suspended, with a grant in force
// whose role has the power.
func Trading(ctx context.Context, tx *db.Tx, a people.Actor, power people.Power) (p people.Party, err error) {
	defer fault.Wrap(&err, "trading")
	return may(ctx, tx, a, power, func(by people.Person) error { return by.MayTrade(tx.Now) })
}

// Acting returns a's party if a may go on with what was begun in its name, even while suspended.
func Acting(ctx context.Context, tx *db.Tx, a people.Actor, power people.Power) (p people.Party, err error) {
	defer fault.Wrap(&err, "acting")
	return may(ctx, tx, a, power, people.Person.MayAct)
}

// Entitled is Acting for who does not need the party itself.
func Entitled(ctx context.Context, tx *db.Tx, a people.Actor, power people.Power) (err error) {
	defer fault.Wrap(&err, "entitled")
	return entitled(ctx, tx, a, power, people.Person.MayAct)
}

func may(ctx context.Context, tx *db.Tx, a people.Actor, power people.Power, rule func(people.Person) error) (party people.Party, err error) {
	if err := entitled(ctx, tx, a, power, rule); err != nil {
		return party, err
	}
	return Party(ctx, tx, a.Party)
}

func entitled(ctx context.Context, tx *db.Tx, a people.Actor, power people.Power, rule func(people.Person) error) error {
	if a.Person == "" {
		return fault.New(fault.Unsigned, "ログインしてください")
	}
	by, role, err := standing(ctx, tx, a.Person, people.PartyScope, string(a.Party))
	if err != nil {
		return err
	}
	if err := rule(by); err != nil {
		return err
	}
	if role == "" {
		return fault.New(fault.Forbidden, "この名義で手続きすることはできません")
	}
	return role.Must(power)
}

// Operating refuses an actor who is not at the desk, is suspended, or has not passed the second factor in this session.
func Operating(ctx context.Context, tx *db.Tx, a people.Actor) (err error) {
	defer fault.Wrap(&err, "operating")
	if a.Person == "" {
		return fault.New(fault.Unsigned, "ログインしてください")
	}
	by, role, err := standing(ctx, tx, a.Person, people.SiteScope, string(id.Site))
	if err != nil {
		return err
	}
	if err := by.MayTrade(tx.Now); err != nil {
		return err
	}
	switch {
	case role != people.Operator:
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

// standing returns what decides whether a person may act at all (ID, State, SuspendedUntil), and the role of the newest grant
// in force that they hold for a scope that is not a closed party, or none. Every command asks it, so it is one query.
func standing(ctx context.Context, tx *db.Tx, p id.Person, scope people.Scope, scopeID string) (by people.Person, role people.Role, err error) {
	by.ID = p
	err = db.One(ctx, tx, []any{&by.State, &by.SuspendedUntil, &role}, `SELECT state, suspended_until,
		COALESCE((SELECT role FROM people_grant WHERE person = $1 AND scope = $2 AND scope_id = $3
			AND from_at <= $4 AND (until_at = 0 OR until_at > $4)
			AND NOT EXISTS (SELECT 1 FROM people_party WHERE $2 = $5 AND id = $3 AND closed_at <> 0)
			ORDER BY from_at DESC, id DESC LIMIT 1), '')
		FROM people_person WHERE id = $1`, p, scope, scopeID, tx.Now, people.PartyScope)
	return by, role, err
}

// Operators returns the persons at the desk at tx.Now.
func Operators(ctx context.Context, tx *db.Tx) (out []people.Person, err error) {
	defer fault.Wrap(&err, "operators")
	return Persons.All(ctx, tx, `WHERE id IN (SELECT person FROM people_grant WHERE scope = $1 AND scope_id = $2 AND role = $3
		AND from_at <= $4 AND (until_at = 0 OR until_at > $4)) ORDER BY id`, people.SiteScope, string(id.Site), people.Operator, tx.Now)
}

// RoleIn returns the role that a person has in a scope now, "" for none, if they may act at all.
func RoleIn(ctx context.Context, tx *db.Tx, p id.Person, scope people.Scope, scopeID string) (role people.Role, err error) {
	defer fault.Wrap(&err, "role in %s %s", scope, scopeID)
	by, role, err := standing(ctx, tx, p, scope, scopeID)
	if err == nil {
		err = by.MayAct()
	}
	return role, err
}
