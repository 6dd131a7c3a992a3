// Package certificationdb keeps the certification_ tables, and adds up for a screening what the record counts of everybody.
package certificationdb

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/certification"
	"nariwai/internal/db"
	"nariwai/internal/id"
)

var runs = db.Table[certification.Run]{
	Name: "certification_run", Columns: "id, programme, as_of, rule, state, started_at, finished_at, results, version",
	Fixed: "programme, as_of, rule, started_at",
	Fields: func(r *certification.Run) []any {
		return []any{&r.ID, &r.Programme, &r.AsOf, &r.Rule, &r.State, &r.StartedAt, &r.FinishedAt, &r.Results, &r.Version}
	},
}

var results = db.Table[certification.Result]{
	Name: "certification_result", Columns: "run, party, field, outcome, tier, figures, state",
	Fields: func(r *certification.Result) []any {
		return []any{&r.Run, &r.Party, &r.Field, &r.Outcome, &r.Tier, &r.Figures, &r.State}
	},
}

var fields = db.Table[certification.Field]{
	Name:    "certification_field",
	Columns: "run, field, active, top, line, passed, granted, kept, at_risk, ended, held, refused, capped, paused, none",
	Fields: func(f *certification.Field) []any {
		return append([]any{&f.Run, &f.Field, &f.Active, &f.Top, &f.Line, &f.Passed}, f.Tally.Pointers()...)
	},
}

// Run returns a run, or NotFound.
func Run(ctx context.Context, r db.Reader, run id.Screening) (certification.Run, error) {
	return runs.One(ctx, r, "WHERE id = $1", run)
}

// RunOf returns the run of a programme as of a month, or NotFound.
func RunOf(ctx context.Context, r db.Reader, programme string, asOf calendar.Month) (certification.Run, error) {
	return runs.One(ctx, r, "WHERE programme = $1 AND as_of = $2", programme, asOf)
}

// LastRun returns the latest run of a programme, or NotFound.
func LastRun(ctx context.Context, r db.Reader, programme string) (certification.Run, error) {
	return runs.One(ctx, r, "WHERE programme = $1 ORDER BY as_of DESC LIMIT 1", programme)
}

// InsertRun begins a run; a second one of the same programme and month is a Conflict.
func InsertRun(ctx context.Context, tx *db.Tx, run certification.Run) error {
	return runs.Insert(ctx, tx, run)
}

// SaveRun writes a run if nobody wrote it since it was read, and brings its version up to date.
func SaveRun(ctx context.Context, tx *db.Tx, run *certification.Run) (err error) {
	*run, err = runs.Update(ctx, tx, *run)
	return err
}

// InsertResults adds results of a run.
func InsertResults(ctx context.Context, tx *db.Tx, list []certification.Result) error {
	return results.InsertAll(ctx, tx, list)
}

// Results returns the next results of a run behind one, in the order of party and field.
func Results(ctx context.Context, r db.Reader, run id.Screening, party id.Party, field string, most int) ([]certification.Result, error) {
	return results.All(ctx, r, "WHERE run = $1 AND (party > $2 OR party = $2 AND field > $3) ORDER BY party, field LIMIT $4", run, party, field, most)
}

// ResultOf returns the result of a party in a field, or NotFound.
func ResultOf(ctx context.Context, r db.Reader, run id.Screening, party id.Party, field string) (certification.Result, error) {
	return results.One(ctx, r, "WHERE run = $1 AND party = $2 AND field = $3", run, party, field)
}

// InsertFields adds what a run has found of the fields.
func InsertFields(ctx context.Context, tx *db.Tx, list []certification.Field) error {
	return fields.InsertAll(ctx, tx, list)
}

// Fields returns what a run has found of the fields.
func Fields(ctx context.Context, r db.Reader, run id.Screening) ([]certification.Field, error) {
	return fields.All(ctx, r, "WHERE run = $1 ORDER BY field", run)
}
