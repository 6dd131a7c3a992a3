// Package recurringdb keeps the recurring_ tables.
package recurringdb

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/recurring"
)

var orders = db.Table[recurring.Order]{
	Name: "recurring_order",
	Columns: "id, client, worker, by_person, department, trial, state, category, title, body, deliverable, rights, ai_policy, quantity, unit_pay, due_day, withhold, " +
		"first_month, last_month, made, pause_from, pause_to, renew_to, message, offered_at, answer_by, answered_at, " +
		"notice_on, notice_by, ends_on, cause, reason, reason_asked_at, ended_at, next_on, version",
	Fixed: "client, worker, by_person, department, trial, category, title, body, deliverable, rights, ai_policy, quantity, unit_pay, due_day, withhold, first_month, message, offered_at, answer_by",
	Fields: func(o *recurring.Order) []any {
		return []any{&o.ID, &o.Client, &o.Worker, &o.By, &o.Department, &o.Trial, &o.State, &o.Category, &o.Title, &o.Body, &o.Deliverable, &o.Rights, &o.AIPolicy, &o.Quantity, &o.UnitPay, &o.DueDay, &o.Withhold,
			&o.First, &o.Last, &o.Made, &o.PauseFrom, &o.PauseTo, &o.RenewTo, &o.Message, &o.OfferedAt, &o.AnswerBy, &o.AnsweredAt,
			&o.NoticeOn, &o.NoticeBy, &o.EndsOn, &o.Cause, &o.Reason, &o.ReasonAskedAt, &o.EndedAt, &o.NextOn, &o.Version}
	},
}

// Order returns an order, or NotFound.
func Order(ctx context.Context, r db.Reader, rid id.Recurring) (recurring.Order, error) {
	return orders.One(ctx, r, "WHERE id = $1", rid)
}

// OfTrial returns the order that grew from a trial, or NotFound. One that came to nothing is none.
func OfTrial(ctx context.Context, r db.Reader, trial id.Contract) (recurring.Order, error) {
	return orders.One(ctx, r, "WHERE trial = $1 AND trial <> '' AND state NOT IN ('declined', 'withdrawn', 'expired') ORDER BY id DESC LIMIT 1", trial)
}

// Insert adds an order.
func Insert(ctx context.Context, tx *db.Tx, o recurring.Order) error {
	return orders.Insert(ctx, tx, o)
}

// Save writes o if nobody wrote it since it was read, and brings its version up to date.
func Save(ctx context.Context, tx *db.Tx, o *recurring.Order) (err error) {
	*o, err = orders.Update(ctx, tx, *o)
	return err
}

// Due returns orders that the clock must look at on a day, at most limit.
func Due(ctx context.Context, r db.Reader, today calendar.Date, limit int) ([]recurring.Order, error) {
	return orders.All(ctx, r, "WHERE next_on > 0 AND next_on <= $1 ORDER BY next_on, id LIMIT $2", today, limit)
}

// Made notes the contract of a month; "" when the month was left out.
func Made(ctx context.Context, tx *db.Tx, rid id.Recurring, m calendar.Month, c id.Contract) error {
	return tx.Exec(ctx, 1, "INSERT INTO recurring_month (recurring, month, contract) VALUES ($1, $2, $3)", rid, m, c)
}

// Open counts the orders that bind a party. An account with any can't be closed.
func Open(ctx context.Context, r db.Reader, p id.Party) (n int64, err error) {
	err = db.One(ctx, r, []any{&n}, `SELECT (SELECT COUNT(*) FROM recurring_order WHERE client = $1 AND state IN ('offered', 'active', 'ending'))
		+ (SELECT COUNT(*) FROM recurring_order WHERE worker = $1 AND state IN ('active', 'ending'))`, p)
	return n, err
}
