package query

import (
	"context"
	"encoding/json"

	"nariwai/internal/calendar"
	"nariwai/internal/certification"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// ScreeningCount is what a screening has found in all fields.
type ScreeningCount struct {
	Run        id.Screening
	AsOf       calendar.Month
	FinishedAt clock.Instant
	Active     int64
	certification.Tally
}

// Share is how many of the active have the seal, in per mille.
func (c ScreeningCount) Share() int64 {
	if c.Active == 0 {
		return 0
	}
	return c.Sealed() * 1000 / c.Active
}

// ScreeningField is what the last screening has found in one field.
type ScreeningField struct {
	Field             string
	Active, Top, Line int64
	certification.Tally
}

// screeningsShown is how many screenings the public page counts.
const screeningsShown = 24

// Screenings reads what the screenings of a programme have found, the newest first, and the last one by field. Fields with few
// active workers are left out: their line would tell what one of them earns.
func Screenings(ctx context.Context, r db.Reader, programme string) (runs []ScreeningCount, fields []ScreeningField, err error) {
	defer fault.Wrap(&err, "screenings of %s", programme)
	runs, err = db.All(ctx, r, func(c *ScreeningCount) []any {
		return append([]any{&c.Run, &c.AsOf, &c.FinishedAt, &c.Active}, c.Pointers()...)
	}, `SELECT r.id, r.as_of, r.finished_at, CAST(COALESCE(SUM(f.active), 0) AS BIGINT), CAST(COALESCE(SUM(f.granted), 0) AS BIGINT), CAST(COALESCE(SUM(f.kept), 0) AS BIGINT),
			CAST(COALESCE(SUM(f.at_risk), 0) AS BIGINT), CAST(COALESCE(SUM(f.ended), 0) AS BIGINT), CAST(COALESCE(SUM(f.held), 0) AS BIGINT), CAST(COALESCE(SUM(f.refused), 0) AS BIGINT),
			CAST(COALESCE(SUM(f.capped), 0) AS BIGINT), CAST(COALESCE(SUM(f.paused), 0) AS BIGINT), CAST(COALESCE(SUM(f.none), 0) AS BIGINT)
		FROM (SELECT id, as_of, finished_at FROM certification_run WHERE programme = $1 AND state = 'done' ORDER BY as_of DESC LIMIT $2) r
		LEFT JOIN certification_field f ON f.run = r.id GROUP BY r.id, r.as_of, r.finished_at ORDER BY r.as_of DESC`, programme, screeningsShown)
	if err != nil || len(runs) == 0 {
		return runs, nil, err
	}
	fields, err = db.All(ctx, r, func(f *ScreeningField) []any {
		return append([]any{&f.Field, &f.Active, &f.Top, &f.Line}, f.Pointers()...)
	},
		"SELECT field, active, top, line, granted, kept, at_risk, ended, held, refused, capped, paused, none FROM certification_field WHERE run = $1 AND active >= $2 ORDER BY field",
		runs[0].Run, certification.FewestShown)
	return runs, fields, err
}

// DeskCase is a case that waits for a person.
type DeskCase struct {
	certification.Case
	Name, Handle string
	With         map[id.Party]string // the names of those whom the reasons name
}

// DeskAppeal is an appeal that waits for a person.
type DeskAppeal struct {
	certification.Appeal
	Name, Handle string
	Outcome      certification.Outcome
	Bars         []certification.Bar
}

// casesShown is how many cases and appeals the desk sees at once, the oldest first.
const casesShown = 30

// DeskSeals reads what waits of certifications.
func DeskSeals(ctx context.Context, r db.Reader) (cases []DeskCase, appeals []DeskAppeal, err error) {
	if cases, err = deskCases(ctx, r, "WHERE c.state = 'open' ORDER BY c.id LIMIT $1", casesShown); err != nil {
		return nil, nil, err
	}
	appeals, err = deskAppeals(ctx, r, "WHERE a.state = 'open' ORDER BY a.id LIMIT $1", casesShown)
	return cases, appeals, err
}

// DeskCaseOf reads a case that waits, or NotFound.
func DeskCaseOf(ctx context.Context, r db.Reader, c id.Case) (DeskCase, error) {
	return only(deskCases(ctx, r, "WHERE c.id = $1", c))
}

// DeskAppealOf reads an appeal, or NotFound.
func DeskAppealOf(ctx context.Context, r db.Reader, a id.Appeal) (DeskAppeal, error) {
	return only(deskAppeals(ctx, r, "WHERE a.id = $1", a))
}

func only[T any](list []T, err error) (one T, _ error) {
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "見つかりませんでした")
	}
	if err != nil {
		return one, err
	}
	return list[0], nil
}

func deskCases(ctx context.Context, r db.Reader, tail string, args ...any) (cases []DeskCase, err error) {
	defer fault.Wrap(&err, "cases at the desk")
	type caseRow struct {
		DeskCase
		reasons string
	}
	rows, err := db.All(ctx, r, func(c *caseRow) []any {
		return []any{&c.ID, &c.Party, &c.Programme, &c.Field, &c.reasons, &c.OpenedAt, &c.State, &c.Name, &c.Handle}
	}, `SELECT c.id, c.party, c.programme, c.field, c.reasons, c.opened_at, c.state, p.display_name, p.handle FROM certification_case c JOIN people_party p ON p.id = c.party `+tail, args...)
	if err != nil {
		return nil, err
	}
	var named []id.Party
	for _, c := range rows {
		if err := json.Unmarshal([]byte(c.reasons), &c.Reasons); err != nil {
			return nil, err
		}
		for _, reason := range c.Reasons {
			named = append(named, reason.With...)
		}
		cases = append(cases, c.DeskCase)
	}
	names := map[id.Party]string{}
	if len(named) > 0 {
		type row struct {
			party id.Party
			name  string
		}
		marks, args := db.In(1, named)
		list, err := db.All(ctx, r, func(x *row) []any { return []any{&x.party, &x.name} }, "SELECT id, display_name FROM people_party WHERE id IN ("+marks+")", args...)
		if err != nil {
			return nil, err
		}
		for _, x := range list {
			names[x.party] = x.name
		}
	}
	for i := range cases {
		cases[i].With = names
	}
	return cases, nil
}

func deskAppeals(ctx context.Context, r db.Reader, tail string, args ...any) (appeals []DeskAppeal, err error) {
	defer fault.Wrap(&err, "appeals at the desk")
	type appealRow struct {
		DeskAppeal
		figures string
	}
	list, err := db.All(ctx, r, func(a *appealRow) []any {
		return []any{&a.ID, &a.Party, &a.Programme, &a.Field, &a.Run, &a.Words, &a.At, &a.State, &a.Name, &a.Handle, &a.Outcome, &a.figures}
	}, `SELECT a.id, a.party, a.programme, a.field, a.run, a.words, a.at, a.state, p.display_name, p.handle, x.outcome, x.figures
		FROM certification_appeal a JOIN people_party p ON p.id = a.party JOIN certification_result x ON x.run = a.run AND x.party = a.party AND x.field = a.field `+tail, args...)
	for _, a := range list {
		if err := json.Unmarshal([]byte(a.figures), &a.Bars); err != nil {
			return nil, err
		}
		appeals = append(appeals, a.DeskAppeal)
	}
	return appeals, err
}
