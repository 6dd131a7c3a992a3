package billingdb

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/db"
	"nariwai/internal/id"
)

// What stands here writes many rows at once, as they are.

// InsertQuotes adds the quotes of items.
func InsertQuotes(ctx context.Context, tx *db.Tx, qs []ItemQuote) error {
	return quotes.InsertAll(ctx, tx, qs)
}

type fundingItemRow struct {
	funding id.Funding
	billing.FundingItem
}

var fundingItems = db.Table[fundingItemRow]{
	Name: "billing_funding_item", Columns: "funding, item, amount",
	Fields: func(i *fundingItemRow) []any { return []any{&i.funding, &i.Item, &i.Amount} },
}

// InsertFundings adds funding requests with their items.
func InsertFundings(ctx context.Context, tx *db.Tx, fs []billing.Funding) error {
	var rows []fundingItemRow
	for _, f := range fs {
		for _, i := range f.Items {
			rows = append(rows, fundingItemRow{f.ID, i})
		}
	}
	if err := fundings.InsertAll(ctx, tx, fs); err != nil {
		return err
	}
	return fundingItems.InsertAll(ctx, tx, rows)
}

// InsertDeposits adds lines of the bank's lists.
func InsertDeposits(ctx context.Context, tx *db.Tx, ds []billing.Deposit) error {
	return deposits.InsertAll(ctx, tx, ds)
}

// InsertSettlements adds settlements.
func InsertSettlements(ctx context.Context, tx *db.Tx, ss []billing.Settlement) error {
	return settlements.InsertAll(ctx, tx, ss)
}

// InsertPayouts adds lines of runs.
func InsertPayouts(ctx context.Context, tx *db.Tx, ps []billing.Payout) error {
	return payouts.InsertAll(ctx, tx, ps)
}

// InsertImports adds lists of the bank.
func InsertImports(ctx context.Context, tx *db.Tx, is []billing.Import) error {
	return imports.InsertAll(ctx, tx, is)
}

// InsertRuns adds payout runs.
func InsertRuns(ctx context.Context, tx *db.Tx, rs []billing.Run) error {
	return runs.InsertAll(ctx, tx, rs)
}
