package certificationdb

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/certification"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/id"
)

var seals = db.Table[certification.Seal]{
	Name: "certification_seal", Columns: "party, programme, field, tier, state, since, run, weak",
	Fields: func(s *certification.Seal) []any {
		return []any{&s.Party, &s.Programme, &s.Field, &s.Tier, &s.State, &s.Since, &s.Run, &s.Weak}
	},
}

// Seals returns every seal of a programme that has not ended.
func Seals(ctx context.Context, r db.Reader, programme string) ([]certification.Seal, error) {
	return seals.All(ctx, r, "WHERE programme = $1 AND state <> 'ended' ORDER BY party, field", programme)
}

// SealsOf returns the seals of some parties, also those that have ended.
func SealsOf(ctx context.Context, r db.Reader, parties []id.Party) ([]certification.Seal, error) {
	if len(parties) == 0 {
		return nil, nil
	}
	marks, args := db.In(1, parties)
	return seals.All(ctx, r, "WHERE party IN ("+marks+") ORDER BY party, programme, field", args...)
}

// PutSeals writes seals, over what was there of them.
func PutSeals(ctx context.Context, tx *db.Tx, list []certification.Seal) error {
	return seals.InsertAllOr(ctx, tx, list, "ON CONFLICT (party, programme, field) DO UPDATE SET tier = excluded.tier, state = excluded.state, since = excluded.since, run = excluded.run, weak = excluded.weak")
}

var pauses = db.Table[certification.Pause]{
	Name: "certification_pause", Columns: "id, party, from_day, until_day, why, set_at, ended_at", Fixed: "party, from_day, until_day, why, set_at",
	Fields: func(p *certification.Pause) []any {
		return []any{&p.ID, &p.Party, &p.From, &p.Until, &p.Why, &p.SetAt, &p.EndedAt}
	},
}

// PausesSince returns the pauses whose last day is a day or later.
func PausesSince(ctx context.Context, r db.Reader, day calendar.Date) ([]certification.Pause, error) {
	return pauses.All(ctx, r, "WHERE until_day >= $1 ORDER BY until_day, party", day)
}

// PausesOf returns a party's pauses, the latest first.
func PausesOf(ctx context.Context, r db.Reader, party id.Party) ([]certification.Pause, error) {
	return pauses.All(ctx, r, "WHERE party = $1 ORDER BY until_day DESC", party)
}

// OpenPauses returns those of some parties' pauses that have not ended.
func OpenPauses(ctx context.Context, r db.Reader, parties []id.Party) ([]certification.Pause, error) {
	marks, args := db.In(1, parties)
	return pauses.All(ctx, r, "WHERE ended_at = 0 AND party IN ("+marks+")", args...)
}

// PausesOver returns some of the pauses whose last day was before today and of which nobody has noted the end.
func PausesOver(ctx context.Context, r db.Reader, today calendar.Date, most int) ([]certification.Pause, error) {
	return pauses.All(ctx, r, "WHERE ended_at = 0 AND until_day < $1 ORDER BY until_day LIMIT $2", today, most)
}

// PausesBegun returns the pauses that begin on a day or before, have not ended, and whose parties still show their seal.
func PausesBegun(ctx context.Context, r db.Reader, today calendar.Date, most int) ([]certification.Pause, error) {
	return pauses.All(ctx, r, "WHERE ended_at = 0 AND until_day >= $1 AND from_day <= $1 AND EXISTS (SELECT 1 FROM people_party p WHERE p.id = certification_pause.party AND p.certified) ORDER BY until_day LIMIT $2", today, most)
}

// InsertPause adds a pause; a second open one of a party is a Conflict.
func InsertPause(ctx context.Context, tx *db.Tx, p certification.Pause) error {
	return pauses.Insert(ctx, tx, p)
}

// EndPause writes the end of a pause that has none yet.
func EndPause(ctx context.Context, tx *db.Tx, p id.Pause, at clock.Instant) error {
	return tx.Exec(ctx, 1, "UPDATE certification_pause SET ended_at = $2 WHERE id = $1 AND ended_at = 0", p, at)
}
