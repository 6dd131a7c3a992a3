package billingdb

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// LastTransaction is the day on which money last moved for a party, as client or as payee; 0 when it never did.
func LastTransaction(ctx context.Context, r db.Reader, party id.Party) (last calendar.Date, err error) {
	defer fault.Wrap(&err, "last transaction of %s", party)
	var earned, spent calendar.Date
	var funded, paid clock.Instant
	err = db.One(ctx, r, []any{&earned, &spent, &funded, &paid}, `SELECT
		CAST(COALESCE((SELECT MAX(settled_on) FROM billing_settlement WHERE payee = $1), 0) AS BIGINT),
		CAST(COALESCE((SELECT MAX(settled_on) FROM billing_settlement WHERE client = $1), 0) AS BIGINT),
		CAST(COALESCE((SELECT MAX(paid_at) FROM billing_funding WHERE client = $1), 0) AS BIGINT),
		CAST(COALESCE((SELECT MAX(paid_at) FROM billing_payout WHERE party = $1), 0) AS BIGINT)`, party)
	return max(earned, spent, calendar.On(funded), calendar.On(paid)), err
}
