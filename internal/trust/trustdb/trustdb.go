// Package trustdb keeps the trust_ tables.
package trustdb

import (
	"context"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/trust"
)

var marks = db.Table[trust.Mark]{
	Name:    "trust_mark",
	Columns: "id, job, rule, list, field, sentence, mark_from, mark_to, found_at, state, decided_by, decided_at, note, version",
	Fixed:   "job, rule, list, field, sentence, mark_from, mark_to, found_at",
	Fields: func(m *trust.Mark) []any {
		return []any{&m.ID, &m.Job, &m.Rule, &m.List, &m.Field, &m.Sentence, &m.MarkFrom, &m.MarkTo, &m.FoundAt, &m.State, &m.DecidedBy, &m.DecidedAt, &m.Note, &m.Version}
	},
}

// Mark returns a mark, or NotFound.
func Mark(ctx context.Context, r db.Reader, mid id.Mark) (trust.Mark, error) {
	return marks.One(ctx, r, "WHERE id = $1", mid)
}

// MarksOf returns the marks of a job, the oldest first.
func MarksOf(ctx context.Context, r db.Reader, job id.Job) ([]trust.Mark, error) {
	return marks.All(ctx, r, "WHERE job = $1 ORDER BY id", job)
}

// AddMark adds a mark.
func AddMark(ctx context.Context, tx *db.Tx, m trust.Mark) error { return marks.Insert(ctx, tx, m) }

// SaveMark writes m if nobody wrote it since it was read, and brings its version up to date.
func SaveMark(ctx context.Context, tx *db.Tx, m *trust.Mark) (err error) {
	*m, err = marks.Update(ctx, tx, *m)
	return err
}

// DropMarks removes the marks of a job that is dropped before anybody has seen it.
func DropMarks(ctx context.Context, tx *db.Tx, job id.Job) (err error) {
	defer fault.Wrap(&err, "drop marks of %s", job)
	_, err = tx.Do(ctx, "DELETE FROM trust_mark WHERE job = $1", job)
	return err
}

var reports = db.Table[trust.Report]{
	Name:    "trust_report",
	Columns: "id, job, person, party, reason, words, at, state, decided_by, decided_at, note, version",
	Fixed:   "job, person, party, reason, words, at",
	Fields: func(r *trust.Report) []any {
		return []any{&r.ID, &r.Job, &r.Person, &r.Party, &r.Reason, &r.Words, &r.At, &r.State, &r.DecidedBy, &r.DecidedAt, &r.Note, &r.Version}
	},
}

// Report returns a report, or NotFound.
func Report(ctx context.Context, r db.Reader, rid id.Report) (trust.Report, error) {
	return reports.One(ctx, r, "WHERE id = $1", rid)
}

// ReportBy returns what a person has told of a job, or NotFound.
func ReportBy(ctx context.Context, r db.Reader, job id.Job, by id.Person) (trust.Report, error) {
	return reports.One(ctx, r, "WHERE job = $1 AND person = $2", job, by)
}

// OpenReportsOf returns the reports of a job that nobody has decided, the oldest first.
func OpenReportsOf(ctx context.Context, r db.Reader, job id.Job) ([]trust.Report, error) {
	return reports.All(ctx, r, "WHERE job = $1 AND state = 'open' ORDER BY id", job)
}

// AddReport adds a report.
func AddReport(ctx context.Context, tx *db.Tx, r trust.Report) error {
	return reports.Insert(ctx, tx, r)
}

// SaveReport writes r if nobody wrote it since it was read, and brings its version up to date.
func SaveReport(ctx context.Context, tx *db.Tx, r *trust.Report) (err error) {
	*r, err = reports.Update(ctx, tx, *r)
	return err
}

// ReportsSince counts what a person has reported since an instant.
func ReportsSince(ctx context.Context, r db.Reader, by id.Person, since clock.Instant) (n int, err error) {
	err = db.One(ctx, r, []any{&n}, "SELECT COUNT(*) FROM trust_report WHERE person = $1 AND at >= $2", by, since)
	return n, err
}
