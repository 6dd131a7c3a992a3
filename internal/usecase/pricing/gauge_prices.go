// Package pricing reckons what work is worth, from work that was accepted.
package pricing

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
)

// atATime is how many works one reading takes; between two of them the market goes on.
const atATime = 2_000

// GaugePrices reckons the price guidance of the day, if there is none yet, from the works of the last market.GuideDays. It
// looks at whole days, so that it comes to the same whenever on the day it runs.
func GaugePrices(ctx context.Context, d *db.DB) (err error) {
	defer fault.Wrap(&err, "gauge prices")
	today := calendar.On(d.Clock())
	if gauged, err := marketdb.PricesGauged(ctx, d.Snapshot()); err != nil || !gauged.Before(today) {
		return err
	}
	var tally market.Tally
	from, until := today.AddDays(-market.GuideDays).Start(), today.Start()
	for mark, more := (marketdb.PastMark{}), true; more; {
		var works []market.Past
		if works, mark, err = marketdb.PastWorks(ctx, d.Snapshot(), from, until, mark, atATime); err != nil {
			return err
		}
		for _, w := range works {
			tally.Add(w)
		}
		more = mark != marketdb.PastMark{}
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		if gauged, err := marketdb.PricesGauged(ctx, tx); err != nil || !gauged.Before(today) { // another node was faster
			return err
		}
		for _, mall := range tally.Malls() {
			if err := marketdb.InsertGuides(ctx, tx, mall, tally.Guides(mall, today)); err != nil {
				return err
			}
		}
		return nil
	})
}
