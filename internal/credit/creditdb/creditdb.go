// Package creditdb keeps the credit_ tables.
package creditdb

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/credit"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

var lines = db.Table[credit.Line]{
	Name:    "credit_line",
	Columns: "party, state, amount, due_months, wanted, note, asked_by, asked_at, reason, version",
	Fields: func(l *credit.Line) []any {
		return []any{&l.Party, &l.State, &l.Amount, &l.DueMonths, &l.Wanted, &l.Note, &l.AskedBy, &l.AskedAt, &l.Reason, &l.Version}
	},
}

// Line returns a party's line of credit, or NotFound.
func Line(ctx context.Context, r db.Reader, p id.Party) (credit.Line, error) {
	return lines.One(ctx, r, "WHERE party = $1", p)
}

// InsertLine adds the line of a party that has none.
func InsertLine(ctx context.Context, tx *db.Tx, l credit.Line) error { return lines.Insert(ctx, tx, l) }

// SaveLine writes l if nobody wrote it since it was read.
func SaveLine(ctx context.Context, tx *db.Tx, l *credit.Line) (err error) {
	*l, err = lines.Update(ctx, tx, *l)
	return err
}

var changes = db.Table[credit.Change]{
	Name:    "credit_change",
	Columns: "id, party, kind, state, before, after, due_months, reason, by_person, at, decided_by, decided_at, version",
	Fixed:   "party, kind, before, after, due_months, reason, by_person, at",
	Fields: func(c *credit.Change) []any {
		return []any{&c.ID, &c.Party, &c.Kind, &c.State, &c.Before, &c.After, &c.DueMonths, &c.Reason, &c.By, &c.At, &c.DecidedBy, &c.DecidedAt, &c.Version}
	},
}

// Change returns a decision, or NotFound.
func Change(ctx context.Context, r db.Reader, cid id.Limit) (credit.Change, error) {
	return changes.One(ctx, r, "WHERE id = $1", cid)
}

// Proposed returns the decision about a party's line that waits for a second person, or NotFound.
func Proposed(ctx context.Context, r db.Reader, p id.Party) (credit.Change, error) {
	return changes.One(ctx, r, "WHERE party = $1 AND state = 'proposed'", p)
}

// InsertChange adds a decision; a second one that waits is a Conflict.
func InsertChange(ctx context.Context, tx *db.Tx, c credit.Change) error {
	return changes.Insert(ctx, tx, c)
}

// SaveChange writes what the second person said.
func SaveChange(ctx context.Context, tx *db.Tx, c *credit.Change) (err error) {
	*c, err = changes.Update(ctx, tx, *c)
	return err
}

var invoices = db.Table[credit.Invoice]{
	Name:    "credit_invoice",
	Columns: "id, number, party, month, state, amount, items, issued_on, due_on, remind_on, funding, document, paid_at, version",
	Fixed:   "number, party, month, amount, items, issued_on, due_on, funding, document",
	Fields: func(i *credit.Invoice) []any {
		return []any{&i.ID, &i.Number, &i.Party, &i.Month, &i.State, &i.Amount, &i.Items, &i.IssuedOn, &i.DueOn, &i.RemindOn, &i.Funding, &i.Document, &i.PaidAt, &i.Version}
	},
}

// Invoice returns an invoice, or NotFound.
func Invoice(ctx context.Context, r db.Reader, iid id.Invoice) (credit.Invoice, error) {
	return invoices.One(ctx, r, "WHERE id = $1", iid)
}

// InvoiceOf returns a party's invoice for a month, or NotFound.
func InvoiceOf(ctx context.Context, r db.Reader, p id.Party, m calendar.Month) (credit.Invoice, error) {
	return invoices.One(ctx, r, "WHERE party = $1 AND month = $2", p, m)
}

// InsertInvoice adds an invoice. A second one for the same party and month is a Conflict.
func InsertInvoice(ctx context.Context, tx *db.Tx, i credit.Invoice) error {
	return invoices.Insert(ctx, tx, i)
}

// SaveInvoice writes i if nobody wrote it since it was read.
func SaveInvoice(ctx context.Context, tx *db.Tx, i *credit.Invoice) (err error) {
	*i, err = invoices.Update(ctx, tx, *i)
	return err
}

// ToRemind returns up to limit open invoices whose next reminder is due.
func ToRemind(ctx context.Context, r db.Reader, today calendar.Date, limit int) ([]credit.Invoice, error) {
	return invoices.All(ctx, r, "WHERE state = 'open' AND remind_on > 0 AND remind_on <= $1 ORDER BY remind_on, id LIMIT $2", today, limit)
}

// Overdue reports whether a party has an open invoice that was due before today.
func Overdue(ctx context.Context, r db.Reader, p id.Party, today calendar.Date) (bool, error) {
	var due calendar.Date
	err := db.One(ctx, r, []any{&due}, "SELECT due_on FROM credit_invoice WHERE state = 'open' AND party = $1 AND due_on < $2 ORDER BY due_on LIMIT 1", p, today)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil, err
}
