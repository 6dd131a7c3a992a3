// Package organisationdb stores what companies decide about their own orders. It alone writes the tables organisation_*.
package organisationdb

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/organisation"
	"nariwai/internal/yen"
)

var (
	settings = db.Table[organisation.Setting]{Name: "organisation_setting", Columns: "party, approve_over, invoice_by_default, version",
		Fields: func(s *organisation.Setting) []any {
			return []any{&s.Party, &s.ApproveOver, &s.InvoiceByDefault, &s.Version}
		}}
	departments = db.Table[organisation.Department]{Name: "organisation_department", Columns: "id, party, code, name, closed_at, version",
		Fields: func(d *organisation.Department) []any {
			return []any{&d.ID, &d.Party, &d.Code, &d.Name, &d.ClosedAt, &d.Version}
		}}
	approvals = db.Table[organisation.Approval]{Name: "organisation_approval",
		Columns: "id, party, kind, subject, title, department, amount, detail, asked_by, asked_at, state, decided_by, decided_at, reason, version",
		Fields: func(v *organisation.Approval) []any {
			return []any{&v.ID, &v.Party, &v.Kind, &v.Subject, &v.Title, &v.Department, &v.Amount, &v.Detail, &v.AskedBy, &v.AskedAt, &v.State,
				&v.DecidedBy, &v.DecidedAt, &v.Reason, &v.Version}
		}}
)

// Setting returns what holds for a party. A party that has decided nothing, such as a single person, has no limits.
func Setting(ctx context.Context, r db.Reader, p id.Party) (organisation.Setting, error) {
	s, err := settings.One(ctx, r, "WHERE party = $1", p)
	if fault.Is(err, fault.NotFound) {
		return organisation.Setting{Party: p}, nil
	}
	return s, err
}

// InsertSetting keeps the first decisions of a new organisation.
func InsertSetting(ctx context.Context, tx *db.Tx, s organisation.Setting) error {
	return settings.Insert(ctx, tx, s)
}

// SetApproveOver sets the amount above which a second person has to agree.
func SetApproveOver(ctx context.Context, tx *db.Tx, p id.Party, over yen.Yen) error {
	_, err := tx.Do(ctx, `INSERT INTO organisation_setting (party, approve_over, invoice_by_default, version) VALUES ($1, $2, FALSE, 0)
		ON CONFLICT (party) DO UPDATE SET approve_over = excluded.approve_over, version = organisation_setting.version + 1`, p, over)
	return err
}

// Department returns a department of a party, or NotFound.
func Department(ctx context.Context, r db.Reader, p id.Party, d id.Department) (organisation.Department, error) {
	return departments.One(ctx, r, "WHERE id = $1 AND party = $2", d, p)
}

// InsertDepartment keeps a new one. Its code is the party's only one of that kind.
func InsertDepartment(ctx context.Context, tx *db.Tx, d organisation.Department) (err error) {
	defer fault.Wrap(&err, "insert department")
	var same, all int64
	if err := db.One(ctx, tx, []any{&same, &all}, `SELECT CAST(COALESCE(SUM(CASE WHEN code = $2 THEN 1 ELSE 0 END), 0) AS BIGINT), COUNT(*)
		FROM organisation_department WHERE party = $1`, d.Party, d.Code); err != nil {
		return err
	}
	switch {
	case same > 0:
		var f fault.Form
		f.Add("cost_code", "このコードは、ほかの部門が使っています")
		return f.Err()
	case all >= organisation.MostDepartments:
		return fault.New(fault.Conflict, "部門は%dまでです", organisation.MostDepartments)
	}
	return departments.Insert(ctx, tx, d)
}

// SaveDepartment writes d if nobody wrote it since it was read.
func SaveDepartment(ctx context.Context, tx *db.Tx, d organisation.Department) error {
	_, err := departments.Update(ctx, tx, d)
	return err
}

// Budget returns what a department may commit in a month; ok is false where there is no limit.
func Budget(ctx context.Context, r db.Reader, d id.Department, month calendar.Month) (b organisation.Budget, ok bool, err error) {
	b = organisation.Budget{Department: d, Month: month}
	err = db.One(ctx, r, []any{&b.Amount}, "SELECT amount FROM organisation_budget WHERE department = $1 AND month = $2", d, month)
	if fault.Is(err, fault.NotFound) {
		return b, false, nil
	}
	return b, err == nil, err
}

// SetBudget sets what a department may commit in a month; an amount of 0 takes the limit away.
func SetBudget(ctx context.Context, tx *db.Tx, b organisation.Budget) (err error) {
	defer fault.Wrap(&err, "set budget")
	if b.Amount == (yen.Yen{}) {
		_, err = tx.Do(ctx, "DELETE FROM organisation_budget WHERE department = $1 AND month = $2", b.Department, b.Month)
		return err
	}
	_, err = tx.Do(ctx, `INSERT INTO organisation_budget (department, month, amount) VALUES ($1, $2, $3)
		ON CONFLICT (department, month) DO UPDATE SET amount = excluded.amount`, b.Department, b.Month, b.Amount)
	return err
}

// Approval returns an approval of a party, or NotFound.
func Approval(ctx context.Context, r db.Reader, p id.Party, v id.Approval) (organisation.Approval, error) {
	return approvals.One(ctx, r, "WHERE id = $1 AND party = $2", v, p)
}

// Asked reports whether a commitment waits for its second person already.
func Asked(ctx context.Context, r db.Reader, subject string) (yes bool, err error) {
	err = db.One(ctx, r, []any{&yes}, "SELECT EXISTS (SELECT 1 FROM organisation_approval WHERE subject = $1 AND state = 'open')", subject)
	return yes, err
}

// InsertApproval keeps what somebody asks for.
func InsertApproval(ctx context.Context, tx *db.Tx, v organisation.Approval) error {
	return approvals.Insert(ctx, tx, v)
}

// SaveApproval writes v if nobody wrote it since it was read.
func SaveApproval(ctx context.Context, tx *db.Tx, v organisation.Approval) error {
	_, err := approvals.Update(ctx, tx, v)
	return err
}
