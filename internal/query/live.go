package query

import (
	"context"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/live"
)

const eventColumns = "id, person, kind, subject, n, at"

func eventFields(e *live.Event) []any {
	return []any{&e.ID, &e.Person, &e.Kind, &e.Subject, &e.N, &e.At}
}

// Events returns what everybody was told after an id (or id.Floor), oldest first.
func Events(ctx context.Context, r db.Reader, after string, most int) (list []live.Event, err error) {
	defer fault.Wrap(&err, "events")
	return db.All(ctx, r, eventFields, "SELECT "+eventColumns+" FROM live_event WHERE id > $1 ORDER BY id LIMIT $2", after, most)
}

// EventsOf returns what one person was told after an id, oldest first.
func EventsOf(ctx context.Context, r db.Reader, person id.Person, after string, most int) (list []live.Event, err error) {
	defer fault.Wrap(&err, "events of %s", person)
	return db.All(ctx, r, eventFields, "SELECT "+eventColumns+" FROM live_event WHERE person = $1 AND id > $2 ORDER BY id LIMIT $3", person, after, most)
}

// Unread is what a person has not read yet.
type Unread struct {
	Messages, Notices int64
}

// UnreadOf counts what each of some hundred people has not read; who has read everything is not in the map.
func UnreadOf(ctx context.Context, r db.Reader, persons []id.Person) (of map[id.Person]Unread, err error) {
	defer fault.Wrap(&err, "unread of %d persons", len(persons))
	of = map[id.Person]Unread{}
	if len(persons) == 0 {
		return of, nil
	}
	type count struct {
		person id.Person
		n      int64
	}
	fields := func(c *count) []any { return []any{&c.person, &c.n} }
	marks, args := db.In(1, persons)
	threads, err := db.All(ctx, r, fields, "SELECT person, COUNT(*) FROM message_unread WHERE person IN ("+marks+") GROUP BY person", args...)
	if err != nil {
		return nil, err
	}
	for _, c := range threads {
		of[c.person] = Unread{Messages: c.n}
	}
	notices, err := db.All(ctx, r, fields, "SELECT person, COUNT(*) FROM notice_notice WHERE read_at = 0 AND person IN ("+marks+") GROUP BY person", args...)
	if err != nil {
		return nil, err
	}
	for _, c := range notices {
		u := of[c.person]
		u.Notices = c.n
		of[c.person] = u
	}
	return of, nil
}

// Sessions returns those of some hundred sessions that still hold at now.
func Sessions(ctx context.Context, r db.Reader, sessions []id.Session, now clock.Instant) (hold map[id.Session]bool, err error) {
	defer fault.Wrap(&err, "%d sessions", len(sessions))
	hold = map[id.Session]bool{}
	if len(sessions) == 0 {
		return hold, nil
	}
	marks, args := db.In(2, sessions)
	list, err := db.All(ctx, r, func(s *id.Session) []any { return []any{s} }, `SELECT s.id FROM people_session s JOIN people_person p ON p.id = s.person
		WHERE s.expires_at > $1 AND p.state <> 'closed' AND s.id IN (`+marks+`)
			AND EXISTS (SELECT 1 FROM people_grant g WHERE g.person = p.id AND g.scope = 'party' AND g.scope_id = s.party
				AND g.from_at <= $1 AND (g.until_at = 0 OR g.until_at > $1))`, append([]any{now}, args...)...)
	for _, s := range list {
		hold[s] = true
	}
	return hold, err
}
