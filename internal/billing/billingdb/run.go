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
		"started_at, counted_at, checked_by, checked_at, released_by, released_at, exported_by, exported_at, paid_at, version",
	Fields: func(r *billing.Run) []any {
		return []any{&r.ID, &r.Kind, &r.Month, &r.Through, &r.PayOn, &r.State, &r.Payees, &r.Held, &r.Refunds, &r.Pay, &r.Fee, &r.Withheld, &r.Net, &r.HeldTotal, &r.RefundTotal, &r.Total,
			&r.StartedAt, &r.CountedAt, &r.CheckedBy, &r.CheckedAt, &r.ReleasedBy, &r.ReleasedAt, &r.ExportedBy, &r.ExportedAt, &r.PaidAt, &r.Version}
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

// Runs returns the newest runs.
func Runs(ctx context.Context, r db.Reader, limit int) ([]billing.Run, error) {
	return runs.All(ctx, r, "WHERE pay_on > 0 ORDER BY pay_on DESC, id DESC LIMIT $1", limit)
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

var payouts = db.Table[billing.Payout]{
	Name:    "billing_payout",
	Columns: "id, run, party, refund, n, amount, settlements, from_held, statement, state, reason, bank, branch, account_type, account, payee, paid_at, version",
	Fields: func(p *billing.Payout) []any {
		return []any{&p.ID, &p.Run, &p.Party, &p.Refund, &p.N, &p.Amount, &p.Settlements, &p.FromHeld, &p.Statement, &p.State, &p.Reason, &p.Bank, &p.Branch, &p.Type, &p.Number, &p.Payee, &p.PaidAt, &p.Version}
	},
}

// Payout returns a line of a run, or NotFound.
func Payout(ctx context.Context, r db.Reader, pid id.Payout) (billing.Payout, error) {
	return payouts.One(ctx, r, "WHERE id = $1", pid)
}

// Payouts returns a run's lines after a given one in the order of their ids, at most limit.
func Payouts(ctx context.Context, r db.Reader, run id.Run, after id.Payout, limit int) ([]billing.Payout, error) {
	return payouts.All(ctx, r, "WHERE run = $1 AND id > $2 ORDER BY id LIMIT $3", run, after, limit)
}

// PayoutsIn returns a run's lines in a state.
func PayoutsIn(ctx context.Context, r db.Reader, run id.Run, s billing.PayoutState) ([]billing.Payout, error) {
	return payouts.All(ctx, r, "WHERE run = $1 AND state = $2 ORDER BY id", run, s)
}

// PayoutsOf returns a party's payouts, newest first.
func PayoutsOf(ctx context.Context, r db.Reader, party id.Party, limit int) ([]billing.Payout, error) {
	return payouts.All(ctx, r, "WHERE party = $1 ORDER BY id DESC LIMIT $2", party, limit)
}

// InsertPayout adds a line to a run. A second one for the same payee, or of the same refund, is a Conflict.
func InsertPayout(ctx context.Context, tx *db.Tx, p billing.Payout) error {
	return payouts.Insert(ctx, tx, p)
}

// SavePayout writes p if nobody wrote it since it was read.
func SavePayout(ctx context.Context, tx *db.Tx, p *billing.Payout) (err error) {
	*p, err = payouts.Update(ctx, tx, *p)
	return err
}
