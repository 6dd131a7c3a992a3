package certificationdb

import (
	"context"
	"encoding/json"
	"slices"

	"nariwai/internal/certification"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// caseRow is a case with its reasons as they are written.
type caseRow struct {
	certification.Case
	reasons string
}

var cases = db.Table[caseRow]{
	Name: "certification_case", Columns: "id, party, programme, field, run, reasons, state, opened_at, decided_by, decided_at, note, version",
	Fixed: "party, programme, field, run, reasons, opened_at",
	Fields: func(c *caseRow) []any {
		return []any{&c.ID, &c.Party, &c.Programme, &c.Field, &c.Run, &c.reasons, &c.State, &c.OpenedAt, &c.DecidedBy, &c.DecidedAt, &c.Note, &c.Version}
	},
}

// Case returns a case, or NotFound.
func Case(ctx context.Context, r db.Reader, c id.Case) (_ certification.Case, err error) {
	defer fault.Wrap(&err, "case %s", c)
	row, err := cases.One(ctx, r, "WHERE id = $1", c)
	if err != nil {
		return row.Case, err
	}
	err = json.Unmarshal([]byte(row.reasons), &row.Reasons)
	return row.Case, err
}

// Cases returns the cases of some parties in a programme, the oldest first.
func Cases(ctx context.Context, r db.Reader, programme string, parties []id.Party) (list []certification.Case, err error) {
	for part := range slices.Chunk(parties, 500) {
		marks, args := db.In(2, part)
		rows, err := cases.All(ctx, r, "WHERE programme = $1 AND party IN ("+marks+") ORDER BY id", append([]any{programme}, args...)...)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if err := json.Unmarshal([]byte(row.reasons), &row.Reasons); err != nil {
				return nil, err
			}
			list = append(list, row.Case)
		}
	}
	return list, nil
}

// InsertCases adds cases.
func InsertCases(ctx context.Context, tx *db.Tx, list []certification.Case) (err error) {
	rows := make([]caseRow, len(list))
	for i, c := range list {
		reasons, err := json.Marshal(c.Reasons)
		if err != nil {
			return err
		}
		rows[i] = caseRow{c, string(reasons)}
	}
	return cases.InsertAll(ctx, tx, rows)
}

// SaveCase writes what was decided if nobody wrote the case since it was read, and brings its version up to date.
func SaveCase(ctx context.Context, tx *db.Tx, c *certification.Case) error {
	row, err := cases.Update(ctx, tx, caseRow{Case: *c})
	c.Version = row.Version
	return err
}

var appeals = db.Table[certification.Appeal]{
	Name: "certification_appeal", Columns: "id, party, programme, field, run, words, state, person, at, decided_by, decided_at, note, version",
	Fixed: "party, programme, field, run, words, person, at",
	Fields: func(a *certification.Appeal) []any {
		return []any{&a.ID, &a.Party, &a.Programme, &a.Field, &a.Run, &a.Words, &a.State, &a.Person, &a.At, &a.DecidedBy, &a.DecidedAt, &a.Note, &a.Version}
	},
}

// Appeal returns an appeal, or NotFound.
func Appeal(ctx context.Context, r db.Reader, a id.Appeal) (certification.Appeal, error) {
	return appeals.One(ctx, r, "WHERE id = $1", a)
}

// AppealsOf returns a party's appeals, the newest first.
func AppealsOf(ctx context.Context, r db.Reader, party id.Party) ([]certification.Appeal, error) {
	return appeals.All(ctx, r, "WHERE party = $1 ORDER BY id DESC", party)
}

// InsertAppeal adds an appeal; a second one against the same result is a Conflict.
func InsertAppeal(ctx context.Context, tx *db.Tx, a certification.Appeal) error {
	return appeals.Insert(ctx, tx, a)
}

// SaveAppeal writes what was decided if nobody wrote the appeal since it was read, and brings its version up to date.
func SaveAppeal(ctx context.Context, tx *db.Tx, a *certification.Appeal) (err error) {
	*a, err = appeals.Update(ctx, tx, *a)
	return err
}
