package ledgerdb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/ledger"
	"nariwai/internal/yen"
)

// HeldFor returns up to limit parties after a given one, in order, for whom money is held.
func HeldFor(ctx context.Context, r db.Reader, after id.Party, limit int) ([]id.Party, error) {
	const start = len(ledger.KindHeld) + 1
	accounts, err := db.All(ctx, r, func(a *ledger.Account) []any { return []any{a} },
		"SELECT id FROM ledger_account WHERE kind = $1 AND id > $2 AND balance > 0 ORDER BY id LIMIT $3", ledger.KindHeld, ledger.Held(after), limit)
	parties := make([]id.Party, len(accounts))
	for i, a := range accounts {
		parties[i] = id.Party(a[start:])
	}
	return parties, err
}

// InRun is what waits in the payout accounts of a run.
func InRun(ctx context.Context, r db.Reader, run id.Run) (y yen.Yen, err error) {
	defer fault.Wrap(&err, "balance of run %s", run)
	err = db.One(ctx, r, []any{&y}, "SELECT CAST(COALESCE(SUM(balance), 0) AS BIGINT) FROM ledger_account WHERE kind = $1 AND balance > 0 AND id LIKE $2",
		ledger.KindPayout, string(ledger.Payout(run, ""))+"%")
	return y, err
}

// Total is what stands in all guarded accounts of a kind.
func Total(ctx context.Context, r db.Reader, k ledger.Kind) (y yen.Yen, err error) {
	defer fault.Wrap(&err, "total of %s", k)
	err = db.One(ctx, r, []any{&y}, "SELECT CAST(COALESCE(SUM(balance), 0) AS BIGINT) FROM ledger_account WHERE kind = $1", k)
	return y, err
}
