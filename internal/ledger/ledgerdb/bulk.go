package ledgerdb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/ledger"
	"nariwai/internal/yen"
)

// Standing is a guarded account with what stands in it.
type Standing struct {
	Account ledger.Account
	Balance yen.Yen
}

type accountRow struct {
	Standing
	kind ledger.Kind
}

var accounts = db.Table[accountRow]{
	Name: "ledger_account", Columns: "id, kind, balance",
	Fields: func(a *accountRow) []any { return []any{&a.Account, &a.kind, &a.Balance} },
}

// Write writes transfers of the past as they are, and new accounts with what those leave in them. It is for books that are
// made up (usecase/seeding): the caller answers for the sums, and verify looks at them.
func Write(ctx context.Context, tx *db.Tx, rows []Row, standings []Standing) error {
	if err := transfers.InsertAll(ctx, tx, rows); err != nil {
		return err
	}
	if err := mendClosedDays(ctx, tx, rows); err != nil {
		return err
	}
	list := make([]accountRow, len(standings))
	for i, s := range standings {
		list[i] = accountRow{s, s.Account.Kind()}
	}
	return accounts.InsertAll(ctx, tx, list)
}
