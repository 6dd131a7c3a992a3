package query

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/document"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// StatementPage is a statement with what has become of its payout since.
type StatementPage struct {
	document.Document
	Facts  document.Statement
	PayOn  calendar.Date // of its run now; it moves when the desk has let the promised day pass
	State  billing.PayoutState
	Reason string
	PaidAt clock.Instant
	Last4  string // of the account that it was sent to
}

// Statement returns a statement for its payee, or for the desk; for anybody else it is NotFound.
func Statement(ctx context.Context, r db.Reader, did id.Document, party id.Party, desk bool) (p StatementPage, err error) {
	defer fault.Wrap(&err, "statement %s", did)
	var payout id.Payout
	var number string
	if err := db.One(ctx, r, []any{&p.ID, &p.Kind, &p.Number, &p.Subject, &p.On, &p.Amount, &p.Body, &p.SHA256, &p.At, &p.PayOn, &p.State, &p.Reason, &p.PaidAt, &payout, &number},
		`SELECT d.id, d.kind, d.number, d.subject, d.day, d.amount, d.body, d.sha256, d.at, r.pay_on, p.state, p.reason, p.paid_at, p.id, p.account
		FROM document_document d JOIN billing_payout p ON p.statement = d.id AND p.statement <> '' JOIN billing_run r ON r.id = p.run
		WHERE d.id = $1 AND d.kind = $2 AND ($3 OR EXISTS (SELECT 1 FROM document_party x WHERE x.document = d.id AND x.party = $4))`,
		did, document.PayoutStatement, desk, party); err != nil {
		return p, err
	}
	if err := db.Unseal(r, payoutAccount.column, payout, &number); err != nil {
		return p, err
	}
	p.Last4 = number[max(0, len(number)-4):]
	p.Facts, err = document.Read[document.Statement](p.Document)
	return p, err
}
