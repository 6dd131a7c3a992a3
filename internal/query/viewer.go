package query

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

// Viewer is who asks with a session: what every page needs to know of them.
type Viewer struct {
	Session        id.Session
	SeenAt         clock.Instant // when the session was last noted as in use
	Strong         bool          // the second factor was passed
	Waiting        bool          // the second factor is asked for before anything else
	Person         id.Person
	Email          string
	Lang           phrase.Lang
	State          people.State
	SuspendedUntil clock.Instant
	Party          id.Party
	Role           people.Role // in the party
	Parties        int64       // for how many the person may act
	Kind           people.Kind
	Name           string
	Handle         string
	Works, Orders  bool
	Operator       bool
	Terms          calendar.Date // the newest version of the terms that the person has accepted
	Unread         int64         // notices
	Messages       int64         // threads in which somebody has written

	strongAt, totpAt clock.Instant
}

// ViewerOf returns who holds a session's secret, given its hash, in one query. A session that is unknown, over, of somebody
// who has left, or for a party that the person may no longer act for is Unsigned.
func ViewerOf(ctx context.Context, r db.Reader, hash string, now clock.Instant) (v Viewer, err error) {
	defer fault.Wrap(&err, "viewer")
	err = db.One(ctx, r, []any{&v.Session, &v.SeenAt, &v.strongAt, &v.Person, &v.Email, &v.Lang, &v.State, &v.SuspendedUntil, &v.totpAt,
		&v.Party, &v.Role, &v.Parties, &v.Kind, &v.Name, &v.Handle, &v.Works, &v.Orders, &v.Operator, &v.Terms, &v.Unread, &v.Messages}, `
		SELECT s.id, s.seen_at, s.strong_at, p.id, p.email, p.lang, p.state, p.suspended_until, p.totp_at,
			q.id, (SELECT g.role FROM people_grant g WHERE g.person = p.id AND g.scope = 'party' AND g.scope_id = q.id
				AND g.from_at <= $2 AND (g.until_at = 0 OR g.until_at > $2) ORDER BY g.from_at DESC, g.id DESC LIMIT 1),
			(SELECT COUNT(*) FROM people_grant g WHERE g.person = p.id AND g.scope = 'party'
				AND g.from_at <= $2 AND (g.until_at = 0 OR g.until_at > $2)),
			q.kind, q.display_name, q.handle, q.works, q.orders,
			EXISTS (SELECT 1 FROM people_grant g WHERE g.person = p.id AND g.scope = 'site' AND g.role = 'operator'
				AND g.from_at <= $2 AND (g.until_at = 0 OR g.until_at > $2)),
			CAST(COALESCE((SELECT MAX(a.terms) FROM people_acceptance a WHERE a.person = p.id), 0) AS BIGINT),
			(SELECT COUNT(*) FROM notice_notice n WHERE n.person = p.id AND n.read_at = 0),
			(SELECT COUNT(*) FROM message_unread u WHERE u.person = p.id)
		FROM people_session s JOIN people_person p ON p.id = s.person JOIN people_party q ON q.id = s.party
		WHERE s.token = $1 AND s.expires_at > $2 AND p.state <> 'closed'
			AND EXISTS (SELECT 1 FROM people_grant g WHERE g.person = p.id AND g.scope = 'party' AND g.scope_id = q.id
				AND g.from_at <= $2 AND (g.until_at = 0 OR g.until_at > $2))`, hash, now)
	if fault.Is(err, fault.NotFound) {
		return Viewer{}, fault.Because(err, fault.Unsigned, "ログインしてください")
	}
	v.Strong = v.strongAt != 0
	v.Waiting = v.totpAt != 0 && !v.Strong
	return v, err
}

// Acting is a party for which a person may act.
type Acting struct {
	Party id.Party
	Name  string
	Kind  people.Kind
	Role  people.Role
}

// ActingFor returns the parties for which a person may act at now: their own first, then by name.
func ActingFor(ctx context.Context, r db.Reader, p id.Person, now clock.Instant) (list []Acting, err error) {
	defer fault.Wrap(&err, "acting for")
	return db.All(ctx, r, func(a *Acting) []any { return []any{&a.Party, &a.Name, &a.Kind, &a.Role} }, `
		SELECT q.id, q.display_name, q.kind, g.role FROM people_grant g JOIN people_party q ON q.id = g.scope_id
		WHERE g.person = $1 AND g.scope = 'party' AND g.from_at <= $2 AND (g.until_at = 0 OR g.until_at > $2)
		ORDER BY CASE WHEN g.role = 'self' THEN 0 ELSE 1 END, q.display_name, q.id LIMIT 50`, p, now)
}

// Verified reports whether the person's address is proved.
func (v Viewer) Verified() bool { return v.State != people.Pending }

// Suspended reports whether the person may not make new commitments at now.
func (v Viewer) Suspended(now clock.Instant) bool {
	return people.Person{State: v.State, SuspendedUntil: v.SuspendedUntil}.Suspended(now)
}
