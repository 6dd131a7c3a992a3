package billingdb

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/id"
)

// FirstPayBy is the earliest day by which something that a party has earned must be paid; 0 when nothing waits.
func FirstPayBy(ctx context.Context, r db.Reader, payee id.Party) (day calendar.Date, err error) {
	err = db.One(ctx, r, []any{&day}, "SELECT CAST(COALESCE(MIN(pay_by), 0) AS BIGINT) FROM billing_settlement WHERE payee = $1 AND run = ''", payee)
	return day, err
}
