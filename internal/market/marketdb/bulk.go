package marketdb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/yen"
)

// What stands here writes many rows at once, as they are: for markets that are made up (usecase/seeding).

// InsertJobs adds jobs.
func InsertJobs(ctx context.Context, tx *db.Tx, js []market.Job) error {
	return jobs.InsertAll(ctx, tx, js)
}

type partRow struct {
	proposal id.Proposal
	market.Part
}

var parts = db.Table[partRow]{
	Name: "market_proposal_part", Columns: "proposal, n, title, price, due_on",
	Fields: func(p *partRow) []any { return []any{&p.proposal, &p.N, &p.Title, &p.Price, &p.DueOn} },
}

// InsertProposals adds proposals with their parts.
func InsertProposals(ctx context.Context, tx *db.Tx, ps []market.Proposal) error {
	var rows []partRow
	for _, p := range ps {
		for _, part := range p.Parts {
			rows = append(rows, partRow{p.ID, part})
		}
	}
	if err := proposals.InsertAll(ctx, tx, ps); err != nil {
		return err
	}
	return parts.InsertAll(ctx, tx, rows)
}

type payeeRow struct {
	item id.Item
	market.Payee
}

var payees = db.Table[payeeRow]{
	Name: "market_payee", Columns: "item, n, party, share, withholding",
	Fields: func(p *payeeRow) []any { return []any{&p.item, &p.N, &p.Party, &p.Share, &p.Withholding} },
}

// InsertContracts adds contracts, and items with their payees.
func InsertContracts(ctx context.Context, tx *db.Tx, cs []market.Contract, its []market.Item) error {
	var rows []payeeRow
	for _, it := range its {
		for _, p := range it.Payees {
			rows = append(rows, payeeRow{it.ID, p})
		}
	}
	if err := contracts.InsertAll(ctx, tx, cs); err != nil {
		return err
	}
	if err := items.InsertAll(ctx, tx, its); err != nil {
		return err
	}
	return payees.InsertAll(ctx, tx, rows)
}

// InsertDeliveries adds deliveries, which bear their numbers already.
func InsertDeliveries(ctx context.Context, tx *db.Tx, ds []market.Delivery) error {
	return deliveries.InsertAll(ctx, tx, ds)
}

// InsertEvents adds lines to the histories of contracts.
func InsertEvents(ctx context.Context, tx *db.Tx, es []market.Event) error {
	return events.InsertAll(ctx, tx, es)
}

// FeeRates returns the fees that contracts keep.
func FeeRates(ctx context.Context, r db.Reader, contracts []id.Contract) (map[id.Contract]yen.Rate, error) {
	type row struct {
		contract id.Contract
		rate     yen.Rate
	}
	marks, args := db.In(1, contracts)
	rows, err := db.All(ctx, r, func(x *row) []any { return []any{&x.contract, &x.rate} }, "SELECT id, fee_rate FROM market_contract WHERE id IN ("+marks+")", args...)
	out := make(map[id.Contract]yen.Rate, len(rows))
	for _, x := range rows {
		out[x.contract] = x.rate
	}
	return out, err
}
