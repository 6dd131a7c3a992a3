package billingdb

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/id"
)

var runs = db.Table[billing.Run]{
	Name: "billing_run",
	Columns: "id, kind, month, through, pay_on, state, payees, held, refunds, pay, fee, withheld, net, held_total, refund_total, total, " +
		"started_at, counted_at, checked_by, checked_at, released_by, released_at, operator, exported_by, exported_at, sha256, paid_at, version",
	Fields: func(r *billing.Run) []any {
		return []any{&r.ID, &r.Kind, &r.Month, &r.Through, &r.PayOn, &r.State, &r.Payees, &r.Held, &r.Refunds, &r.Pay, &r.Fee, &r.Withheld, &r.Net, &r.HeldTotal, &r.RefundTotal, &r.Total,
			&r.StartedAt, &r.CountedAt, &r.CheckedBy, &r.CheckedAt, &r.ReleasedBy, &r.ReleasedAt, &r.Operator, &r.ExportedBy, &r.ExportedAt, &r.SHA256, &r.PaidAt, &r.Version}
	},
}

// Run returns a payout run, or NotFound.
func Run(ctx context.Context, r db.Reader, rid id.Run) (billing.Run, error) {
	return runs.One(ctx, r, "WHERE id = $1", rid)
}

// RunOf returns the run of a kind, month and last day, or NotFound.
func RunOf(ctx context.Context, r db.Reader, k billing.RunKind, m calendar.Month, through calendar.Date) (billing.Run, error) {
	return runs.One(ctx, r, "WHERE kind = $1 AND month = $2 AND through = $3", k, m, through)
}

// LastClosing returns the run of the last month up to m that was closed, or begun to be; NotFound if there is none.
func LastClosing(ctx context.Context, r db.Reader, m calendar.Month) (billing.Run, error) {
	return runs.One(ctx, r, "WHERE kind = $1 AND month <= $2 ORDER BY month DESC LIMIT 1", billing.RunMonth, m)
}

// Runs returns the newest runs.
func Runs(ctx context.Context, r db.Reader, limit int) ([]billing.Run, error) {
	return runs.All(ctx, r, "WHERE pay_on > 0 ORDER BY pay_on DESC, id DESC LIMIT $1", limit)
}

// RunsAtDesk returns the runs that wait for somebody of the desk, the next payday first.
func RunsAtDesk(ctx context.Context, r db.Reader) ([]billing.Run, error) {
	return runs.All(ctx, r, "WHERE state IN ('counted', 'checked', 'released', 'exported') ORDER BY pay_on, id")
}

// InsertRun begins a run. A second one of the same kind, month and last day is a Conflict.
func InsertRun(ctx context.Context, tx *db.Tx, run billing.Run) error {
	return runs.Insert(ctx, tx, run)
}

// SaveRun writes run if nobody wrote it since it was read.
func SaveRun(ctx context.Context, tx *db.Tx, run *billing.Run) (err error) {
	*run, err = runs.Update(ctx, tx, *run)
	return err
}
