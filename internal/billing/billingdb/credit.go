package billingdb

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// InsertSecured adds a request that the operator's credit has secured. It has no number for a transfer: its id stands there, which
// no payer's name can hold. Open requests for the same items end.
func InsertSecured(ctx context.Context, tx *db.Tx, f billing.Funding) (err error) {
	defer fault.Wrap(&err, "insert secured %s", f.ID)
	if f.Contract != "" {
		open, err := Fundings(ctx, tx, f.Contract)
		if err != nil {
			return err
		}
		for _, o := range open {
			if shares(o, f) && o.Void() {
				if err := SaveFunding(ctx, tx, &o); err != nil {
					return err
				}
			}
		}
	}
	f.Reference = string(f.ID)
	return InsertFundings(ctx, tx, []billing.Funding{f})
}

// Unbilled returns what was settled on a client's credit up to a day and stands on no invoice yet.
func Unbilled(ctx context.Context, r db.Reader, client id.Party, through calendar.Date) ([]billing.Settlement, error) {
	return settlements.All(ctx, r, "WHERE bill = 'due' AND client = $1 AND settled_on <= $2 ORDER BY settled_on, id", client, through)
}

// ClientsUnbilled returns up to limit clients after a given one, in order, for whom Unbilled returns something.
func ClientsUnbilled(ctx context.Context, r db.Reader, through calendar.Date, after id.Party, limit int) ([]id.Party, error) {
	return db.All(ctx, r, func(p *id.Party) []any { return []any{p} },
		"SELECT DISTINCT client FROM billing_settlement WHERE bill = 'due' AND client > $1 AND settled_on <= $2 ORDER BY client LIMIT $3", after, through, limit)
}

// Bill puts what Unbilled returned on an invoice. It must be as much as was read of it.
func Bill(ctx context.Context, tx *db.Tx, i id.Invoice, client id.Party, through calendar.Date, want int) error {
	return tx.Exec(ctx, int64(want), "UPDATE billing_settlement SET bill = $1 WHERE bill = 'due' AND client = $2 AND settled_on <= $3", i, client, through)
}
