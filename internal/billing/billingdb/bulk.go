package billingdb

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
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

// DueOf is Due for many payees.
func DueOf(ctx context.Context, r db.Reader, payees []id.Party, through calendar.Date) (map[id.Party][]billing.Settlement, error) {
	marks, args := db.In(2, payees)
	list, err := settlements.All(ctx, r, "WHERE run = '' AND settled_on <= $1 AND payee IN ("+marks+") ORDER BY payee, settled_on, id", append([]any{through}, args...)...)
	out := make(map[id.Party][]billing.Settlement, len(payees))
	for _, s := range list {
		out[s.Payee] = append(out[s.Payee], s)
	}
	return out, err
}

// TakeUp puts the settlements of payees up to a day into a run. They must be as many as was read of them.
func TakeUp(ctx context.Context, tx *db.Tx, run id.Run, payees []id.Party, through calendar.Date, want int) error {
	if want == 0 {
		return nil
	}
	marks, args := db.In(3, payees)
	return tx.Exec(ctx, int64(want), "UPDATE billing_settlement SET run = $1 WHERE run = '' AND settled_on <= $2 AND payee IN ("+marks+")", append([]any{run, through}, args...)...)
}

// InRun returns those of the payees who have a line in a run already.
func InRun(ctx context.Context, r db.Reader, run id.Run, payees []id.Party) (map[id.Party]bool, error) {
	marks, args := db.In(2, payees)
	list, err := db.All(ctx, r, func(p *id.Party) []any { return []any{p} },
		"SELECT party FROM billing_payout WHERE run = $1 AND refund = '' AND party IN ("+marks+")", append([]any{run}, args...)...)
	out := make(map[id.Party]bool, len(list))
	for _, p := range list {
		out[p] = true
	}
	return out, err
}

// LastReturnedOf returns for each of the parties that has one its newest line that the bank sent back and whose money still waits.
func LastReturnedOf(ctx context.Context, r db.Reader, parties []id.Party) (map[id.Party]billing.Payout, error) {
	marks, args := db.In(1, parties)
	list, err := payouts.All(ctx, r, "WHERE refund = '' AND state = 'returned' AND party IN ("+marks+") ORDER BY id", args...)
	out := make(map[id.Party]billing.Payout, len(list))
	for _, p := range list {
		out[p.Party] = p
	}
	return out, err
}

// NumberLines gives the lines of a run that will be sent their places in the bank's file, in the order of their ids: those after a
// given line, behind a place, at most limit. It returns the last of them, and how many there were. Numbering again changes nothing.
func NumberLines(ctx context.Context, tx *db.Tx, run id.Run, after id.Payout, behind int64, limit int) (last id.Payout, n int64, err error) {
	defer fault.Wrap(&err, "number lines of run %s", run)
	ids, err := db.All(ctx, tx, func(p *id.Payout) []any { return []any{p} },
		"SELECT id FROM billing_payout WHERE run = $1 AND state = 'due' AND id > $2 ORDER BY id LIMIT $3", run, after, limit)
	if err != nil || len(ids) == 0 {
		return after, 0, err
	}
	last = ids[len(ids)-1]
	return last, int64(len(ids)), tx.Exec(ctx, int64(len(ids)), `UPDATE billing_payout SET n = $1 + line.place, version = version + 1
		FROM (SELECT id AS line, ROW_NUMBER() OVER (ORDER BY id) AS place FROM billing_payout WHERE run = $2 AND state = 'due' AND id > $3 AND id <= $4) AS line
		WHERE billing_payout.id = line.line`, behind, run, after, last)
}
