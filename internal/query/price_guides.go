package query

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/policy"
	"nariwai/internal/yen"
)

// PriceGuides are what work is worth in a mall today: what accepted work was paid, and what the operator holds to be the
// least that is fair.
type PriceGuides struct {
	Guides market.Guides
	Floors market.Floors
}

// PriceGuidesOf returns the guides of a mall.
func PriceGuidesOf(ctx context.Context, d *db.DB, mall id.Mall) (g PriceGuides, err error) {
	err = d.View(ctx, func(s *db.Snapshot) error {
		g, err = priceGuides(ctx, s, mall)
		return err
	})
	return g, err
}

func priceGuides(ctx context.Context, s *db.Snapshot, mall id.Mall) (g PriceGuides, err error) {
	if g.Floors, err = ruleOn[market.Floors](ctx, s, policy.Floor, mall, calendar.On(s.Now)); err != nil {
		return g, err
	}
	g.Guides, err = guidesOf(ctx, s, mall)
	return g, err
}

// guidesOf returns the newest guides of a mall; one without accepted work follows the site.
func guidesOf(ctx context.Context, s *db.Snapshot, mall id.Mall) (g market.Guides, err error) {
	defer fault.Wrap(&err, "price guides of %s", mall)
	type row struct {
		mall id.Mall
		day  calendar.Date
		market.Guide
	}
	rows, err := db.All(ctx, s, func(x *row) []any {
		return []any{&x.mall, &x.day, &x.Category, &x.Unit, &x.N, &x.Low, &x.Median, &x.High, &x.Timed, &x.Takes}
	}, `SELECT mall, day, category, unit, n, low, median, high, timed, takes FROM market_price
		WHERE mall IN ($1, $2) AND day = (SELECT MAX(day) FROM market_price WHERE mall = $2)
		ORDER BY CASE WHEN mall = $1 THEN 0 ELSE 1 END, category, unit`, mall, id.Site)
	for _, x := range rows {
		switch {
		case x.mall != rows[0].mall:
		case x.Category == "":
			g.Day, g.Works = x.day, x.N
		default:
			g.Rows = append(g.Rows, x.Guide)
		}
	}
	return g, err
}

// Gauge holds a pay for a quantity of work against what such work is worth.
func (g PriceGuides) Gauge(category string, u market.Unit, quantity int64, pay yen.Yen) market.Gauge {
	return market.NewGauge(u, quantity, pay, g.Floors.Of(category, u), g.Guides.Of(category, u))
}
