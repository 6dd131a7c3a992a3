package query

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

// RunRow is a payout run in a list.
type RunRow struct {
	billing.Run
	CheckedName, ReleasedName, ExportedName string
}

var runColumns = `r.id, r.kind, r.month, r.through, r.pay_on, r.state, r.payees, r.held, r.refunds, r.pay, r.fee, r.withheld, r.net, r.held_total, r.refund_total, r.total,
	r.started_at, r.counted_at, r.checked_by, r.checked_at, r.released_by, r.released_at, r.exported_by, r.exported_at, r.sha256, r.paid_at,
	` + shownName(`a`) + `, ` + shownName(`b`) + `, ` + shownName(`c`) + `
	FROM billing_run r LEFT JOIN people_person a ON a.id = r.checked_by LEFT JOIN people_person b ON b.id = r.released_by
	LEFT JOIN people_person c ON c.id = r.exported_by `

func runFields(r *RunRow) []any {
	return []any{&r.ID, &r.Kind, &r.Month, &r.Through, &r.PayOn, &r.State, &r.Payees, &r.Held, &r.Refunds, &r.Pay, &r.Fee, &r.Withheld, &r.Net, &r.HeldTotal, &r.RefundTotal, &r.Total,
		&r.StartedAt, &r.CountedAt, &r.CheckedBy, &r.CheckedAt, &r.ReleasedBy, &r.ReleasedAt, &r.ExportedBy, &r.ExportedAt, &r.SHA256, &r.PaidAt,
		&r.CheckedName, &r.ReleasedName, &r.ExportedName}
}

const runsOnAPage = 24

// RunsPage is a page of the payout runs, those with the latest payday first; empty ones are left out.
type RunsPage struct {
	Runs  []RunRow
	Older id.Run // the page behind begins after it; "" on the last
}

// Runs returns the page of runs that begins after a run ("" for the first).
func Runs(ctx context.Context, r db.Reader, after id.Run) (p RunsPage, err error) {
	defer fault.Wrap(&err, "runs")
	p.Runs, err = db.All(ctx, r, runFields, "SELECT "+runColumns+`WHERE ($1 = '' OR r.id < $1) AND (r.state <> 'paid' OR r.total > 0 OR r.held > 0
		OR EXISTS (SELECT 1 FROM billing_payout p WHERE p.run = r.id)) ORDER BY r.id DESC LIMIT $2`, after, runsOnAPage+1)
	if len(p.Runs) > runsOnAPage {
		p.Runs = p.Runs[:runsOnAPage]
		p.Older = p.Runs[runsOnAPage-1].ID
	}
	return p, err
}

// PayoutRow is a line of a run with its payee's name.
type PayoutRow struct {
	billing.Payout
	Name string // "" for a refund to somebody who is not known here
	Told string // the number of its statement
}

const payoutColumns = `o.id, o.run, o.party, o.refund, o.n, o.amount, o.settlements, o.from_held, o.statement, o.state, o.reason,
	o.bank, o.branch, o.account_type, o.account, o.payee, o.paid_at, o.returned_at, COALESCE(p.display_name, ''), COALESCE(d.number, '')
	FROM billing_payout o LEFT JOIN people_party p ON p.id = o.party LEFT JOIN document_document d ON d.id = o.statement `

func payoutFields(o *PayoutRow) []any {
	return []any{&o.ID, &o.Run, &o.Party, &o.Refund, &o.N, &o.Amount, &o.Settlements, &o.FromHeld, &o.Statement, &o.State, &o.Reason,
		&o.Bank, &o.Branch, &o.Type, &o.Number, &o.Payee, &o.PaidAt, &o.ReturnedAt, &o.Name, &o.Told}
}

// Exceptions are the lines of a run that are not simply paid, by why.
type Exceptions struct {
	State  billing.PayoutState
	Reason string
	Lines  int64
	Sum    yen.Yen
}

// RunPage is one run with its exceptions and a page of its lines.
type RunPage struct {
	RunRow
	Due        yen.Yen // of its lines, not yet paid
	Taken      int64   // lines that it has so far, while it is counted
	Left       int64   // payees whom a month's run has not looked at yet, while it is counted
	Earliest   calendar.Date
	Exceptions []Exceptions
	Lines      []PayoutRow
	State      string    // of the lines that are listed; "" for all
	Older      id.Payout // the page behind begins after it; "" on the last
	Record     []AuditLine
}

const linesOnAPage = 50

// Run returns a run, or NotFound; its lines in a state ("" for any) after one ("" for the first). Call it on a View.
func Run(ctx context.Context, r db.Reader, rid id.Run, state string, after id.Payout) (p RunPage, err error) {
	defer fault.Wrap(&err, "run %s", rid)
	if err := db.One(ctx, r, runFields(&p.RunRow), "SELECT "+runColumns+"WHERE r.id = $1", rid); err != nil {
		return p, err
	}
	if err := db.One(ctx, r, []any{&p.Due, &p.Earliest}, `SELECT
		CAST(COALESCE((SELECT SUM(amount) FROM billing_payout WHERE run = $1 AND state = 'due'), 0) AS BIGINT),
		CAST(COALESCE((SELECT MIN(pay_by) FROM billing_settlement WHERE run = $1 AND pay_by > 0), 0) AS BIGINT)`, rid); err != nil {
		return p, err
	}
	if p.RunRow.State == billing.RunCounting {
		if err := db.One(ctx, r, []any{&p.Taken, &p.Left}, `SELECT (SELECT COUNT(*) FROM billing_payout WHERE run = $1),
			(SELECT COUNT(DISTINCT payee) FROM billing_settlement WHERE run = '' AND settled_on <= $2)`, rid, p.Through); err != nil {
			return p, err
		}
	}
	p.Exceptions, err = db.All(ctx, r, func(x *Exceptions) []any { return []any{&x.State, &x.Reason, &x.Lines, &x.Sum} },
		`SELECT state, reason, COUNT(*), CAST(SUM(amount) AS BIGINT) FROM billing_payout WHERE run = $1 AND state IN ('held', 'returned', 'carried', 'joined')
		GROUP BY state, reason ORDER BY state, reason`, rid)
	if err != nil {
		return p, err
	}
	p.State = state
	p.Lines, err = payoutAccount.all(ctx, r, payoutFields, "SELECT "+payoutColumns+`WHERE o.run = $1 AND ($2 = '' OR o.state = $2) AND ($3 = '' OR o.id > $3)
		ORDER BY o.id LIMIT $4`, rid, state, after, linesOnAPage+1)
	if err != nil {
		return p, err
	}
	if len(p.Lines) > linesOnAPage {
		p.Lines = p.Lines[:linesOnAPage]
		p.Older = p.Lines[linesOnAPage-1].ID
	}
	record, err := Record(ctx, r, string(rid), "")
	p.Record = record.Lines
	return p, err
}

// PayoutPage is one line of a run, for the desk to say what became of it.
type PayoutPage struct {
	PayoutRow
	Run      RunRow
	Deposits []DepositRow // lines in suspense of the same amount, with which it may have come back
}

// Payout returns a line of a run, or NotFound.
func Payout(ctx context.Context, r db.Reader, pid id.Payout) (p PayoutPage, err error) {
	defer fault.Wrap(&err, "payout %s", pid)
	if err := db.One(ctx, r, payoutFields(&p.PayoutRow), "SELECT "+payoutColumns+"WHERE o.id = $1", pid); err != nil {
		return p, err
	}
	if err := payoutAccount.open(r, &p.PayoutRow); err != nil {
		return p, err
	}
	if err := db.One(ctx, r, runFields(&p.Run), "SELECT "+runColumns+"WHERE r.id = $1", p.Payout.Run); err != nil {
		return p, err
	}
	p.Deposits, err = db.All(ctx, r, depositFields, "SELECT "+depositColumns+"WHERE d.state = 'suspense' AND d.amount = $1 ORDER BY d.id LIMIT 20", p.Amount)
	return p, err
}

// RunLines returns all lines of a run in a state ("" for any), for a spreadsheet.
func RunLines(ctx context.Context, r db.Reader, rid id.Run, state string) ([]PayoutRow, error) {
	return payoutAccount.all(ctx, r, payoutFields, "SELECT "+payoutColumns+"WHERE o.run = $1 AND ($2 = '' OR o.state = $2) ORDER BY o.id", rid, state)
}

// RunsWaiting reports whether a run waits at the desk to go to the bank: in a demonstration nobody does that but its visitors.
func RunsWaiting(ctx context.Context, r db.Reader) (waiting bool, err error) {
	err = db.One(ctx, r, []any{&waiting}, "SELECT EXISTS (SELECT 1 FROM billing_run WHERE state IN ('counted', 'checked', 'released'))")
	return waiting, err
}
