package marketdb

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// LastContract is the day of a party's last contract on either side; 0 when it never had one.
func LastContract(ctx context.Context, r db.Reader, party id.Party) (last calendar.Date, err error) {
	defer fault.Wrap(&err, "last contract of %s", party)
	var client, worker clock.Instant
	err = db.One(ctx, r, []any{&client, &worker}, `SELECT
		CAST(COALESCE((SELECT MAX(awarded_at) FROM market_contract WHERE client = $1), 0) AS BIGINT),
		CAST(COALESCE((SELECT MAX(awarded_at) FROM market_contract WHERE worker = $1), 0) AS BIGINT)`, party)
	return calendar.On(max(client, worker)), err
}
