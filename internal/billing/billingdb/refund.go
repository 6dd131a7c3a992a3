package billingdb

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/id"
)

var refunds = db.Table[billing.Refund]{
	Name:    "billing_refund",
	Columns: "id, party, source_kind, source, amount, reason, state, at, due_by, run, bank, branch, account_type, account, payee, version",
	Sealed:  "account",
	Fields: func(r *billing.Refund) []any {
		return []any{&r.ID, &r.Party, &r.SourceKind, &r.Source, &r.Amount, &r.Reason, &r.State, &r.At, &r.DueBy, &r.Run, &r.Bank, &r.Branch, &r.Type, &r.Number, &r.Payee, &r.Version}
	},
}

// Refund returns a refund, or NotFound.
func Refund(ctx context.Context, r db.Reader, rid id.Refund) (billing.Refund, error) {
	return refunds.One(ctx, r, "WHERE id = $1", rid)
}

// InsertRefund adds a refund. A second one of the same source is a Conflict.
func InsertRefund(ctx context.Context, tx *db.Tx, f billing.Refund) error {
	return refunds.Insert(ctx, tx, f)
}

// SaveRefund writes f if nobody wrote it since it was read.
func SaveRefund(ctx context.Context, tx *db.Tx, f *billing.Refund) (err error) {
	*f, err = refunds.Update(ctx, tx, *f)
	return err
}

// Refunds returns the refunds in a state, those due first, first.
func Refunds(ctx context.Context, r db.Reader, s billing.RefundState) ([]billing.Refund, error) {
	return refunds.All(ctx, r, "WHERE state = $1 ORDER BY due_by, id", s)
}

// RefundsDueBy returns refunds that can be sent and are due on or before a day.
func RefundsDueBy(ctx context.Context, r db.Reader, day calendar.Date) ([]billing.Refund, error) {
	return refunds.All(ctx, r, "WHERE state = 'due' AND due_by <= $1 ORDER BY due_by, id", day)
}
