package pricing_test

import (
	"context"
	"fmt"
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/query"
	"nariwai/internal/usecase/pricing"
	"nariwai/internal/yen"
)

var ctx = context.Background()

// work is a contract for ten pieces that ended some days ago.
type work struct {
	pay, agreed int64
	days        int
	items       []market.Item
	minutes     []int64 // of the deliveries, one for each item
}

func accepted(pay, minutes int64, days int) work {
	return work{pay: pay, days: days, minutes: []int64{minutes},
		items: []market.Item{{State: market.ItemAccepted, Ending: market.ByAcceptance}}}
}

// past writes works as they would lie in the database.
func past(t *testing.T, d *db.DB, works []work) {
	t.Helper()
	var jobs []market.Job
	var proposals []market.Proposal
	var contracts []market.Contract
	var items []market.Item
	var deliveries []market.Delivery
	for n, w := range works {
		key := fmt.Sprintf("%04d", n)
		agreed := w.agreed
		if agreed == 0 {
			agreed = w.pay
		}
		j := market.Job{ID: id.Job("job" + key), Mall: id.Site, State: market.JobEnded, Spec: market.Spec{Category: "writing/travel", Unit: market.PerPiece, Quantity: 10, Pay: yen.Of(agreed)}}
		p := market.Proposal{ID: id.Proposal("pro" + key), Job: j.ID, Worker: "worker", State: market.Awarded}
		p.Price = yen.Of(agreed)
		c := market.Contract{ID: id.Contract("con" + key), Mall: id.Site, Job: j.ID, Proposal: p.ID, Category: j.Category, State: market.ContractEnded,
			Pay: yen.Of(w.pay), EndedAt: calendar.On(dbtest.Start).AddDays(-w.days).Start().Add(clock.Hour)}
		for i, it := range w.items {
			it.ID, it.Contract, it.N, it.Pay = id.Item(fmt.Sprintf("item%s-%d", key, i)), c.ID, int64(i+1), yen.Of(1)
			items = append(items, it)
			if i < len(w.minutes) {
				deliveries = append(deliveries, market.Delivery{ID: id.Delivery("del" + string(it.ID)), Item: it.ID, N: 1, Minutes: w.minutes[i]})
			}
		}
		jobs, proposals, contracts = append(jobs, j), append(proposals, p), append(contracts, c)
	}
	if err := d.Write(ctx, func(tx *db.Tx) error {
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
	}); err != nil {
		t.Fatal(err)
	}
}

func guides(t *testing.T, d *db.DB) market.Guides {
	t.Helper()
	if err := pricing.GaugePrices(ctx, d); err != nil {
		t.Fatal(err)
	}
	g, err := query.PriceGuidesOf(ctx, d, "kyushu") // a mall without works follows the site
	if err != nil {
		t.Fatal(err)
	}
	return g.Guides
}

// Only work that was accepted as it was agreed counts, and only that of the last half year.
func TestWhatCounts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		var works []work
		for i := range int64(20) {
			works = append(works, accepted(1_000+100*i, 60+10*i, 1+8*int(i)))
		}
		one := func(change func(*work)) {
			w := accepted(900_000, 9_000, 5)
			change(&w)
			works = append(works, w)
		}
		one(func(w *work) { w.days = 0 })   // ended today: it counts tomorrow
		one(func(w *work) { w.days = 181 }) // too long ago
		one(func(w *work) { w.agreed = 800_000 })
		one(func(w *work) { w.items[0].Ending = market.ByDecision })
		one(func(w *work) {
			w.items = append(w.items, market.Item{State: market.ItemRefunded, Ending: market.ByAgreement})
		})
		one(func(w *work) { w.items[0].State, w.items[0].Ending = market.ItemCancelled, "" })
		past(t, d, works)

		g := guides(t, d)
		want := market.Guide{Category: "writing/travel", Unit: market.PerPiece, N: 20, Low: 140_00, Median: 190_00, High: 240_00, Timed: 20, Takes: 15 * clock.Minute}
		if got := g.Of("writing/travel", market.PerPiece); got != want || g.Works != 20 || g.Day != calendar.On(dbtest.Start) {
			t.Fatalf("%+v\nwant %+v", g, want)
		}
		// The same day it is reckoned once; the next day what has ended since counts.
		if again := guides(t, d); fmt.Sprint(again) != fmt.Sprint(g) {
			t.Errorf("a second time: %+v", again)
		}
		c.Set(dbtest.Start.Add(clock.Day))
		if next := guides(t, d); next.Works != 21 || next.Day == g.Day {
			t.Errorf("the next day: %+v", next)
		}
		// In half a year there is nothing left to tell.
		c.Set(dbtest.Start.Add(200 * clock.Day))
		if late := guides(t, d); late.Works != 0 || len(late.Rows) != 0 {
			t.Errorf("after half a year: %+v", late)
		}
	})
}

// The time of a work is known when it is known of each of its parts.
func TestTimeOfParts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		var works []work
		for i := range 41 {
			w := accepted(1_000, 20, 3)
			w.items = append(w.items, market.Item{State: market.ItemAccepted, Ending: market.ByTime})
			if w.minutes = append(w.minutes, 30); i >= 20 {
				w.minutes[1] = 0
			}
			works = append(works, w)
		}
		past(t, d, works)
		if g := guides(t, d).Of("writing", market.PerPiece); g.N != 41 || g.Timed != 20 || g.Takes != 5*clock.Minute {
			t.Errorf("%+v", g)
		}
	})
}

// More works than one reading takes.
func TestManyWorks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		const n = 4_000
		works := make([]work, n)
		for i := range works {
			works[i] = accepted(int64(1_000+i), 20, 3) // all at one moment
		}
		past(t, d, works)
		if g := guides(t, d); g.Works != n || g.Of("writing", market.PerPiece).N != n {
			t.Errorf("%d works, %+v", g.Works, g.Rows)
		}
	})
}
