package query

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/people"
)

// sealed is a column that only who has the key can read, and where a row has it.
type sealed[T any] struct {
	column string
	of     func(*T) (row string, text *string)
}

// all is db.All with the column opened.
func (s sealed[T]) all(ctx context.Context, r db.Reader, fields func(*T) []any, q string, args ...any) ([]T, error) {
	rows, err := db.All(ctx, r, fields, q, args...)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		if err := s.open(r, &rows[i]); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

func (s sealed[T]) open(r db.Reader, row *T) error {
	id, text := s.of(row)
	return db.Unseal(r, s.column, id, text)
}

var (
	accountNumber = sealed[people.Account]{"people_account.number", func(a *people.Account) (string, *string) { return string(a.ID), &a.Number }}
	checkedNumber = sealed[CheckedAccount]{accountNumber.column, func(a *CheckedAccount) (string, *string) { return string(a.ID), &a.Number }}
	payoutAccount = sealed[PayoutRow]{"billing_payout.account", func(p *PayoutRow) (string, *string) { return string(p.ID), &p.Number }}
	refundAccount = sealed[RefundRow]{"billing_refund.account", func(f *RefundRow) (string, *string) { return string(f.ID), &f.Number }}
)

// secondFactor is the column of the secret of a person's second factor.
const secondFactor = "people_person.totp_secret"
