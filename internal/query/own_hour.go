package query

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/policy"
	"nariwai/internal/yen"
)

// OwnHour is what an hour of one's own work has come to, where one has said how long it took. It is for the worker alone:
// whoever else asks finds nothing settled for them.
type OwnHour struct {
	Works int64          // settled items whose time is known
	Time  clock.Duration // that they took
	Kept  yen.Yen        // of their pay after the site's fee; income tax that is withheld counts
	Hour  yen.Yen
	Wage  market.Wage // of the worker's prefecture; the zero Wage where it isn't said
}

// Known reports whether there is anything to tell.
func (o OwnHour) Known() bool { return o.Works > 0 }

// OwnHourIn is the worker's hour in one contract.
func OwnHourIn(ctx context.Context, r db.Reader, worker id.Party, cid id.Contract, today calendar.Date) (OwnHour, error) {
	return ownHour(ctx, r, worker, today, "s.contract = $2 AND s.payee = $1", cid)
}

// OwnHourSince is the worker's hour in everything that was settled from a day on.
func OwnHourSince(ctx context.Context, r db.Reader, worker id.Party, from, today calendar.Date) (OwnHour, error) {
	return ownHour(ctx, r, worker, today, "s.payee = $1 AND s.settled_on >= $2", from)
}

func ownHour(ctx context.Context, r db.Reader, worker id.Party, today calendar.Date, which string, arg any) (o OwnHour, err error) {
	defer fault.Wrap(&err, "own hour of %s", worker)
	var minutes int64
	if err := db.One(ctx, r, []any{&o.Works, &o.Kept, &minutes}, `
		SELECT COUNT(*), CAST(COALESCE(SUM(x.kept), 0) AS BIGINT), CAST(COALESCE(SUM(x.minutes), 0) AS BIGINT) FROM (
			SELECT s.item, SUM(s.net + s.withheld) AS kept, (SELECT SUM(d.minutes) FROM market_delivery d WHERE d.item = s.item) AS minutes
			FROM billing_settlement s WHERE `+which+` GROUP BY s.item) x
		WHERE x.minutes > 0`, worker, arg); err != nil {
		return o, err
	}
	if o.Works == 0 {
		return o, nil
	}
	o.Time = clock.Duration(minutes) * clock.Minute
	o.Hour = market.Hourly(o.Kept, o.Time)
	party, err := taxFacts(ctx, r, worker)
	if err != nil {
		return o, err
	}
	wages, err := ruleOn[market.Wages](ctx, r, policy.Wages, id.Site, today)
	o.Wage = wages.In(party.Prefecture, today)
	return o, err
}
