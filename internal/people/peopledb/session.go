package peopledb

import (
	"context"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
)

// Sessions maps the table of sessions; reads for pages may use it.
var Sessions = db.Table[people.Session]{Name: "people_session",
	Columns: "id, token, person, party, agent, created_at, seen_at, expires_at, strong_at",
	Fields: func(s *people.Session) []any {
		return []any{&s.ID, &s.Token, &s.Person, &s.Party, &s.Agent, &s.CreatedAt, &s.SeenAt, &s.ExpiresAt, &s.StrongAt}
	}}

// Begin stores a session that starts now and returns it with the secret for the browser.
func Begin(ctx context.Context, tx *db.Tx, p id.Person, party id.Party, agent string) (s people.Session, secret string, err error) {
	defer fault.Wrap(&err, "begin session of %s", p)
	secret, hash := people.NewSecret()
	s = people.Session{ID: id.Session(tx.NewID()), Token: hash, Person: p, Party: party, Agent: agent,
		CreatedAt: tx.Now, SeenAt: tx.Now, ExpiresAt: tx.Now.Add(people.SessionLength)}
	return s, secret, Sessions.Insert(ctx, tx, s)
}

// Session returns a session of a person that has not expired, or NotFound.
func Session(ctx context.Context, tx *db.Tx, p id.Person, s id.Session) (people.Session, error) {
	return Sessions.One(ctx, tx, "WHERE id = $1 AND person = $2 AND expires_at > $3", s, p, tx.Now)
}

// Strengthen marks a session as having passed the second factor, and gives it a new secret, so that whoever
// held the old one gains nothing.
func Strengthen(ctx context.Context, tx *db.Tx, s id.Session) (secret string, err error) {
	defer fault.Wrap(&err, "strengthen session %s", s)
	secret, hash := people.NewSecret()
	return secret, tx.Exec(ctx, 1, "UPDATE people_session SET token = $2, strong_at = $3 WHERE id = $1", s, hash, tx.Now)
}

// KnownAgent reports whether the person has a session in a browser of the same kind, or none at all.
func KnownAgent(ctx context.Context, tx *db.Tx, p id.Person, agent string) (known bool, err error) {
	var all, same int64
	err = db.One(ctx, tx, []any{&all, &same}, `SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN agent = $2 THEN 1 ELSE 0 END), 0) AS BIGINT)
		FROM people_session WHERE person = $1`, p, agent)
	return all == 0 || same > 0, err
}

// End ends one session of a person; one that is gone already is fine.
func End(ctx context.Context, tx *db.Tx, p id.Person, s id.Session) error {
	_, err := tx.Do(ctx, "DELETE FROM people_session WHERE id = $1 AND person = $2", s, p)
	return err
}

// EndOthers ends all sessions of a person but keep ("" for none) and returns how many.
func EndOthers(ctx context.Context, tx *db.Tx, p id.Person, keep id.Session) (int64, error) {
	return tx.Do(ctx, "DELETE FROM people_session WHERE person = $1 AND id <> $2", p, keep)
}

// Seen notes that a session is in use, at most every people.SeenEvery.
func Seen(ctx context.Context, tx *db.Tx, s id.Session) (err error) {
	defer fault.Wrap(&err, "seen session %s", s)
	n, err := tx.Do(ctx, "UPDATE people_session SET seen_at = $2 WHERE id = $1 AND seen_at <= $3", s, tx.Now, tx.Now.Add(-people.SeenEvery))
	if err != nil || n == 0 {
		return err
	}
	_, err = tx.Do(ctx, "UPDATE people_person SET last_seen = $2 WHERE id = (SELECT person FROM people_session WHERE id = $1)", s, tx.Now)
	return err
}

// Sweep removes what has run out: sessions, links, tries.
func Sweep(ctx context.Context, tx *db.Tx) (err error) {
	defer fault.Wrap(&err, "sweep sessions")
	for _, q := range []struct {
		sql    string
		before clock.Instant
	}{
		{"DELETE FROM people_session WHERE expires_at <= $1", tx.Now},
		{"DELETE FROM people_token WHERE expires_at <= $1", tx.Now},
		{"UPDATE people_invitation SET state = 'expired', email = '', email_key = '' WHERE state = 'sent' AND until <= $1", tx.Now},
		{"DELETE FROM people_try WHERE at <= $1", tx.Now.Add(-people.KeepTries)},
	} {
		if _, err := tx.Do(ctx, q.sql, q.before); err != nil {
			return err
		}
	}
	return nil
}

// Weaken takes the second factor from all sessions of a person.
func Weaken(ctx context.Context, tx *db.Tx, p id.Person) error {
	_, err := tx.Do(ctx, "UPDATE people_session SET strong_at = 0 WHERE person = $1", p)
	return err
}

// LookedIn notes that people have been here.
func LookedIn(ctx context.Context, tx *db.Tx, persons []id.Person) error {
	for _, p := range persons {
		if err := tx.Exec(ctx, 1, "UPDATE people_person SET last_seen = $2 WHERE id = $1", p, tx.Now); err != nil {
			return err
		}
	}
	return nil
}
