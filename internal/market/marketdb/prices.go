package marketdb

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
)

// PastMark is where a reading of past works goes on; the zero PastMark is the beginning.
type PastMark struct {
	Ended    clock.Instant
	Contract id.Contract
}

// PastWorks returns up to limit works that ended between two moments, behind a mark, and the mark of the last; an empty
// mark says that there are no more. Only what was accepted whole, by the client or by time, at the pay that was agreed is
// among them: what was cancelled, decided on, or changed on the way says nothing of a price.
func PastWorks(ctx context.Context, r db.Reader, from, until clock.Instant, after PastMark, limit int) (works []market.Past, last PastMark, err error) {
	defer fault.Wrap(&err, "past works")
	type row struct {
		market.Past
		PastMark
		minutes, untimed int64
	}
	rows, err := db.All(ctx, r, func(x *row) []any {
		return []any{&x.Contract, &x.Ended, &x.Mall, &x.Category, &x.Unit, &x.Quantity, &x.Pay, &x.minutes, &x.untimed}
	}, `SELECT c.id, c.ended_at, c.mall, c.category, j.unit, j.quantity, c.pay,
			CAST(COALESCE((SELECT SUM(d.minutes) FROM market_item i JOIN market_delivery d ON d.item = i.id WHERE i.contract = c.id), 0) AS BIGINT),
			(SELECT COUNT(*) FROM market_item i WHERE i.contract = c.id AND NOT EXISTS (SELECT 1 FROM market_delivery d WHERE d.item = i.id AND d.minutes > 0))
		FROM market_contract c JOIN market_job j ON j.id = c.job JOIN market_proposal p ON p.id = c.proposal
		WHERE c.state = 'ended' AND c.ended_at < $1 AND (c.ended_at, c.id) > ($2, $3) AND p.price = c.pay
			AND NOT EXISTS (SELECT 1 FROM market_item i WHERE i.contract = c.id AND (i.state <> 'accepted' OR i.ending NOT IN ('acceptance', 'time')))
		ORDER BY c.ended_at, c.id LIMIT $4`, until, max(after.Ended, from), after.Contract, limit)
	if err != nil {
		return nil, last, err
	}
	for _, x := range rows {
		if x.untimed == 0 {
			x.Time = clock.Duration(x.minutes) * clock.Minute
		}
		works = append(works, x.Past)
	}
	if len(rows) == limit {
		last = rows[limit-1].PastMark
	}
	return works, last, nil
}

type priceRow struct {
	mall id.Mall
	day  calendar.Date
	market.Guide
}

var prices = db.Table[priceRow]{
	Name: "market_price", Columns: "mall, day, category, unit, n, low, median, high, timed, takes",
	Fields: func(p *priceRow) []any {
		return []any{&p.mall, &p.day, &p.Category, &p.Unit, &p.N, &p.Low, &p.Median, &p.High, &p.Timed, &p.Takes}
	},
}

// PricesGauged is the newest day of which the prices were reckoned; zero if none was.
func PricesGauged(ctx context.Context, r db.Reader) (day calendar.Date, err error) {
	err = db.One(ctx, r, []any{&day}, "SELECT COALESCE(MAX(day), 0) FROM market_price WHERE mall = $1", id.Site)
	return day, err
}

// InsertGuides keeps what the works of a mall come to on a day.
func InsertGuides(ctx context.Context, tx *db.Tx, mall id.Mall, g market.Guides) error {
	rows := []priceRow{{mall, g.Day, market.Guide{N: g.Works}}}
	for _, row := range g.Rows {
		rows = append(rows, priceRow{mall, g.Day, row})
	}
	return prices.InsertAll(ctx, tx, rows)
}
