package trustdb

import (
	"context"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/trust"
)

var talks = db.Table[trust.TalkReport]{
	Name:    "trust_talk",
	Columns: "id, thread, message, person, party, other, reason, words, at, state, decided_by, decided_at, note, version",
	Fixed:   "thread, message, person, party, other, reason, words, at",
	Fields: func(r *trust.TalkReport) []any {
		return []any{&r.ID, &r.Thread, &r.Message, &r.Person, &r.Party, &r.Other, &r.Reason, &r.Words, &r.At, &r.State, &r.DecidedBy, &r.DecidedAt, &r.Note, &r.Version}
	},
}

// TalkReport returns what somebody told of a talk, or NotFound.
func TalkReport(ctx context.Context, r db.Reader, rid id.Report) (trust.TalkReport, error) {
	return talks.One(ctx, r, "WHERE id = $1", rid)
}

// TalkReportBy returns what a person has told of a talk, or of a message of it, or NotFound.
func TalkReportBy(ctx context.Context, r db.Reader, t id.Thread, by id.Person, m id.Message) (trust.TalkReport, error) {
	return talks.One(ctx, r, "WHERE thread = $1 AND person = $2 AND message = $3", t, by, m)
}

// AddTalkReport adds a report of a talk.
func AddTalkReport(ctx context.Context, tx *db.Tx, r trust.TalkReport) error {
	return talks.Insert(ctx, tx, r)
}

// SaveTalkReport writes r if nobody wrote it since it was read, and brings its version up to date.
func SaveTalkReport(ctx context.Context, tx *db.Tx, r *trust.TalkReport) (err error) {
	*r, err = talks.Update(ctx, tx, *r)
	return err
}

// TalkReportsSince counts the talks that a person has reported since an instant.
func TalkReportsSince(ctx context.Context, r db.Reader, by id.Person, since clock.Instant) (n int, err error) {
	err = db.One(ctx, r, []any{&n}, "SELECT COUNT(*) FROM trust_talk WHERE person = $1 AND at >= $2", by, since)
	return n, err
}

// AddLook writes down that the desk reads a talk.
func AddLook(ctx context.Context, tx *db.Tx, l trust.Look) (err error) {
	defer fault.Wrap(&err, "look at %s", l.Report)
	_, err = tx.Do(ctx, "INSERT INTO trust_look (id, report, person, reason, at) VALUES ($1, $2, $3, $4, $5)", l.ID, l.Report, l.Person, l.Reason, l.At)
	return err
}
