package cast

import (
	"context"
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
)

// Past writes works into the database that were accepted ten days ago, without the people who did them: for what is
// reckoned from many works.
func Past(t testing.TB, d *db.DB, works []market.Past) {
	t.Helper()
	write(t, d, func(tx *db.Tx) error {
		var jobs []market.Job
		var proposals []market.Proposal
		var contracts []market.Contract
		var items []market.Item
		var deliveries []market.Delivery
		ended := calendar.On(tx.Now).AddDays(-10).Start()
		for _, w := range works {
			j := market.Job{ID: id.Job(tx.NewID()), Mall: id.Site, State: market.JobEnded, Outcome: market.Filled,
				Spec: market.Spec{Category: w.Category, Title: "前の仕事", Unit: w.Unit, Quantity: w.Quantity, Pay: w.Pay}}
			p := market.Proposal{ID: id.Proposal(tx.NewID()), Job: j.ID, Worker: id.Party(tx.NewID()), State: market.Awarded}
			p.Price = w.Pay
			c := market.Contract{ID: id.Contract(tx.NewID()), Mall: id.Site, Job: j.ID, Proposal: p.ID, Category: w.Category, Title: j.Title,
				State: market.ContractEnded, Pay: w.Pay, EndedAt: ended}
			it := market.Item{ID: id.Item(tx.NewID()), Contract: c.ID, N: 1, Pay: w.Pay, State: market.ItemAccepted, Ending: market.ByAcceptance}
			jobs, proposals, contracts, items = append(jobs, j), append(proposals, p), append(contracts, c), append(items, it)
			deliveries = append(deliveries, market.Delivery{ID: id.Delivery(tx.NewID()), Item: it.ID, N: 1, Minutes: int64(w.Time / clock.Minute)})
		}
		ctx := context.Background()
		if err := marketdb.InsertJobs(ctx, tx, jobs); err != nil {
			return err
		}
		if err := marketdb.InsertProposals(ctx, tx, proposals); err != nil {
			return err
		}
		if err := marketdb.InsertContracts(ctx, tx, contracts, items); err != nil {
			return err
		}
		return marketdb.InsertDeliveries(ctx, tx, deliveries)
	})
}
