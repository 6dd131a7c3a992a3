package peopledb

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
)

// Findable returns those of the parties that a search may show at now, with when somebody who acts for them was last here:
// they want to be found, and one of theirs may make commitments (verified, not suspended, not gone).
func Findable(ctx context.Context, r db.Reader, parties []id.Party, now clock.Instant) (seen map[id.Party]clock.Instant, err error) {
	defer fault.Wrap(&err, "findable of %d parties", len(parties))
	seen = map[id.Party]clock.Instant{}
	if len(parties) == 0 {
		return seen, nil
	}
	type row struct {
		party people.Party
		by    people.Person
	}
	marks, args := db.In(3, parties)
	rows, err := db.All(ctx, r, func(x *row) []any {
		return []any{&x.party.ID, &x.party.Works, &x.party.Listed, &x.party.ClosedAt, &x.by.State, &x.by.SuspendedUntil, &x.by.LastSeen}
	}, `SELECT q.id, q.works, q.listed, q.closed_at, p.state, p.suspended_until, p.last_seen
		FROM people_party q JOIN people_grant g ON g.scope = $1 AND g.scope_id = q.id JOIN people_person p ON p.id = g.person
		WHERE g.from_at <= $2 AND (g.until_at = 0 OR g.until_at > $2) AND q.id IN (`+marks+`)`, append([]any{people.PartyScope, now}, args...)...)
	for _, x := range rows {
		if x.party.Findable() && x.by.MayTrade(now) == nil {
			seen[x.party.ID] = max(seen[x.party.ID], x.by.LastSeen)
		}
	}
	return seen, err
}

// Listed returns the next parties behind after that want to be found.
func Listed(ctx context.Context, r db.Reader, after id.Party, most int) ([]id.Party, error) {
	return db.All(ctx, r, func(p *id.Party) []any { return []any{p} },
		"SELECT id FROM people_party WHERE listed AND id > $1 ORDER BY id LIMIT $2", after, most)
}

// Certify gives a party the seal or takes it away, for good or until the end of a rest. Only a screening may call it: nobody
// certifies themselves.
func Certify(ctx context.Context, tx *db.Tx, p id.Party, on bool, restingUntil calendar.Date) error {
	return tx.Exec(ctx, 1, "UPDATE people_party SET certified = $2, resting_until = $3, version = version + 1 WHERE id = $1", p, on, restingUntil)
}

// Screened is a party with when somebody who acts for it was last here.
type Screened struct {
	people.Party
	Seen clock.Instant
}

// ScreenedOf returns parties as a screening looks at them; who is not there is left out.
func ScreenedOf(ctx context.Context, r db.Reader, parties []id.Party, now clock.Instant) (out map[id.Party]Screened, err error) {
	defer fault.Wrap(&err, "parties to screen")
	all, err := PartiesOf(ctx, r, parties)
	if err != nil {
		return nil, err
	}
	out = make(map[id.Party]Screened, len(all))
	for p, party := range all {
		out[p] = Screened{Party: party}
	}
	type row struct {
		party id.Party
		seen  clock.Instant
	}
	marks, args := db.In(3, parties)
	rows, err := db.All(ctx, r, func(x *row) []any { return []any{&x.party, &x.seen} }, `SELECT g.scope_id, p.last_seen FROM people_grant g JOIN people_person p ON p.id = g.person
		WHERE g.scope = $1 AND g.from_at <= $2 AND (g.until_at = 0 OR g.until_at > $2) AND g.scope_id IN (`+marks+`)`, append([]any{people.PartyScope, now}, args...)...)
	for _, x := range rows {
		s := out[x.party]
		s.Seen = max(s.Seen, x.seen)
		out[x.party] = s
	}
	return out, err
}
