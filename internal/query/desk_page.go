package query

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/yen"
)

// DeskPage is the desk's first page: how much waits, and until when.
type DeskPage struct {
	DeskQueues
	FirstJobSince clock.Instant // of the oldest first job that waits
	AccountBy     calendar.Date // the first payment that a checked account was promised for
	SuspenseBy    calendar.Date // the first line to be back at its source
	SuspenseSum   yen.Yen
	RefundBy      calendar.Date
	RefundSum     yen.Yen
	Runs          []RunRow // those that are not over, the next payday first
	Lists         []ImportRow
}

// Desk reads the desk's first page. Call it on a View.
func Desk(ctx context.Context, r db.Reader) (p DeskPage, err error) {
	defer fault.Wrap(&err, "desk")
	if p.DeskQueues, err = Queues(ctx, r); err != nil {
		return p, err
	}
	if err := db.One(ctx, r, []any{&p.FirstJobSince, &p.AccountBy, &p.SuspenseBy, &p.SuspenseSum, &p.RefundBy, &p.RefundSum}, `SELECT
		CAST(COALESCE((SELECT MIN(created_at) FROM market_job WHERE state = 'review'), 0) AS BIGINT),
		CAST(COALESCE((SELECT MIN(promised_by) FROM people_account WHERE state = 'checking'), 0) AS BIGINT),
		CAST(COALESCE((SELECT MIN(return_by) FROM billing_deposit WHERE state = 'suspense'), 0) AS BIGINT),
		CAST(COALESCE((SELECT SUM(amount) FROM billing_deposit WHERE state = 'suspense'), 0) AS BIGINT),
		CAST(COALESCE((SELECT MIN(due_by) FROM billing_refund WHERE state = 'waiting'), 0) AS BIGINT),
		CAST(COALESCE((SELECT SUM(amount) FROM billing_refund WHERE state = 'waiting'), 0) AS BIGINT)`); err != nil {
		return p, err
	}
	if p.Runs, err = db.All(ctx, r, runFields, "SELECT "+runColumns+"WHERE r.state IN ('counting', 'counted', 'checked', 'released', 'exported') ORDER BY r.pay_on, r.id"); err != nil {
		return p, err
	}
	p.Lists, err = db.All(ctx, r, importFields, "SELECT "+importColumns+"WHERE i.state = 'pending' ORDER BY i.id")
	return p, err
}
