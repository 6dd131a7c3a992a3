package peopledb

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
)

// Erasures maps what is left of closed accounts; reads for pages may use it.
var Erasures = db.Table[people.Erasure]{Name: "people_erasure",
	Columns: "party, person, pseudonym, legal_name, address, t_number, closed_at, keep_until, erased_at",
	Fields: func(e *people.Erasure) []any {
		return []any{&e.Party, &e.Person, &e.Pseudonym, &e.LegalName, &e.Address, &e.TNumber, &e.ClosedAt, &e.KeepUntil, &e.ErasedAt}
	}}

// Close writes a closed person and party and removes what belongs to signing in.
func Close(ctx context.Context, tx *db.Tx, p people.Person, party people.Party, e people.Erasure) (err error) {
	defer fault.Wrap(&err, "close account of %s", p.ID)
	if _, err := Persons.Update(ctx, tx, p); err != nil {
		return err
	}
	if _, err := Parties.Update(ctx, tx, party); err != nil {
		return err
	}
	if err := Erasures.Insert(ctx, tx, e); err != nil {
		return err
	}
	for _, q := range []string{
		"DELETE FROM people_session WHERE person = $1",
		"DELETE FROM people_token WHERE person = $1",
		"DELETE FROM people_recovery WHERE person = $1",
	} {
		if _, err := tx.Do(ctx, q, p.ID); err != nil {
			return err
		}
	}
	if _, err := tx.Do(ctx, "UPDATE people_grant SET until_at = $2 WHERE person = $1 AND until_at = 0", p.ID, tx.Now); err != nil {
		return err
	}
	if e.KeepUntil == 0 {
		return EraseAccounts(ctx, tx, party.ID)
	}
	if err := Retire(ctx, tx, party.ID, people.AccountActive); err != nil {
		return err
	}
	return Retire(ctx, tx, party.ID, people.Checking)
}

// EraseExpired removes what was kept of closed accounts whose last day has passed, and returns the parties.
func EraseExpired(ctx context.Context, tx *db.Tx) (gone []id.Party, err error) {
	defer fault.Wrap(&err, "erase what was kept")
	due, err := Erasures.All(ctx, tx, "WHERE erased_at = 0 AND keep_until < $1 ORDER BY party LIMIT 100", calendar.On(tx.Now))
	if err != nil {
		return nil, err
	}
	for _, e := range due {
		e.LegalName, e.Address, e.TNumber, e.ErasedAt = "", "", "", tx.Now
		if _, err := Erasures.Update(ctx, tx, e); err != nil {
			return nil, err
		}
		if err := EraseAccounts(ctx, tx, e.Party); err != nil {
			return nil, err
		}
		gone = append(gone, e.Party)
	}
	return gone, nil
}

// Accept notes that the person has accepted a version of the terms; accepting twice keeps the first time.
func Accept(ctx context.Context, tx *db.Tx, p id.Person, terms calendar.Date) error {
	_, err := tx.Do(ctx, "INSERT INTO people_acceptance (person, terms, at) VALUES ($1, $2, $3) ON CONFLICT (person, terms) DO NOTHING", p, terms, tx.Now)
	return err
}

// Suspensions maps the desk's decisions to stop people; reads for pages may use it.
var Suspensions = db.Table[people.Suspension]{Name: "people_suspension",
	Columns: "id, person, rule, reason, until_at, at, by_person, lifted_at, lifted_by, lifted_why",
	Fields: func(s *people.Suspension) []any {
		return []any{&s.ID, &s.Person, &s.Rule, &s.Reason, &s.Until, &s.At, &s.By, &s.LiftedAt, &s.LiftedBy, &s.LiftedWhy}
	}}

// EndGrants ends the grants of a person with a role over a scope and returns how many there were.
func EndGrants(ctx context.Context, tx *db.Tx, p id.Person, role people.Role, scope people.Scope, scopeID string) (int64, error) {
	return tx.Do(ctx, `UPDATE people_grant SET until_at = $5 WHERE person = $1 AND role = $2 AND scope = $3 AND scope_id = $4
		AND (until_at = 0 OR until_at > $5)`, p, role, scope, scopeID, tx.Now)
}

// Lapse sets back the state of people whose suspension has run out, so that lists tell the truth, and returns who they are.
func Lapse(ctx context.Context, tx *db.Tx) (free []people.Person, err error) {
	defer fault.Wrap(&err, "lapse suspensions")
	all, err := Persons.All(ctx, tx, "WHERE state = $1 AND suspended_until > 0 AND suspended_until <= $2 ORDER BY id", people.Suspended, tx.Now)
	for _, p := range all {
		if p, err = Persons.Update(ctx, tx, p.Lifted()); err != nil {
			return nil, err
		}
		free = append(free, p)
	}
	return free, err
}

// Lift notes on the running suspension of a person who lifted it and why.
func Lift(ctx context.Context, tx *db.Tx, p, by id.Person, why string) error {
	_, err := tx.Do(ctx, `UPDATE people_suspension SET lifted_at = $2, lifted_by = $3, lifted_why = $4
		WHERE person = $1 AND lifted_at = 0 AND (until_at = 0 OR until_at > $2)`, p, tx.Now, by, why)
	return err
}
