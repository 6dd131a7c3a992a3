// Package bulkdb keeps the bulk_ tables.
package bulkdb

import (
	"context"

	"nariwai/internal/bulk"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/id"
)

var orders = db.Table[bulk.Order]{
	Name: "bulk_order",
	Columns: "id, client, by_person, director, job, department, title, category, guide, sample, deliverable, place, rights, ai_policy, low_reason, " +
		"tolerance, forbidden, similarity, audience, certified, cap, direction, withhold, state, security, client_rate, asked, " +
		"created_at, published_at, pay_by, opened_at, ended_at, version",
	Fixed: "client, by_person, created_at",
	Fields: func(o *bulk.Order) []any {
		return []any{&o.ID, &o.Client, &o.By, &o.Director, &o.Job, &o.Department, &o.Title, &o.Category, &o.Guide, &o.Sample, &o.Deliverable, &o.Place, &o.Rights, &o.AIPolicy, &o.LowReason,
			&o.Tolerance, &o.Forbidden, &o.Similarity, &o.Audience, &o.Certified, &o.Cap, &o.Direction, &o.Withhold, &o.State, &o.Security, &o.ClientRate, &o.Asked,
			&o.CreatedAt, &o.PublishedAt, &o.PayBy, &o.OpenedAt, &o.EndedAt, &o.Version}
	},
}

// Order returns a bulk order, or NotFound.
func Order(ctx context.Context, r db.Reader, bid id.Bulk) (bulk.Order, error) {
	return orders.One(ctx, r, "WHERE id = $1", bid)
}

// OrderOfJob returns the bulk order whose terms a job carries, or NotFound.
func OrderOfJob(ctx context.Context, r db.Reader, jid id.Job) (bulk.Order, error) {
	return orders.One(ctx, r, "WHERE job = $1 AND job <> ''", jid)
}

// InsertOrder adds an order.
func InsertOrder(ctx context.Context, tx *db.Tx, o bulk.Order) error {
	return orders.Insert(ctx, tx, o)
}

// SaveOrder writes o if nobody wrote it since it was read, and brings its version up to date.
func SaveOrder(ctx context.Context, tx *db.Tx, o *bulk.Order) (err error) {
	*o, err = orders.Update(ctx, tx, *o)
	return err
}

// DropOrder removes a draft with its lines.
func DropOrder(ctx context.Context, tx *db.Tx, bid id.Bulk) error {
	if err := DropLines(ctx, tx, bid); err != nil {
		return err
	}
	if err := DropImport(ctx, tx, bid); err != nil {
		return err
	}
	if _, err := tx.Do(ctx, "DELETE FROM bulk_seat WHERE bulk = $1", bid); err != nil {
		return err
	}
	return tx.Exec(ctx, 1, "DELETE FROM bulk_order WHERE id = $1 AND state = 'draft'", bid)
}

// OrdersUnpaid returns orders whose time to pay in is over at now, at most limit.
func OrdersUnpaid(ctx context.Context, r db.Reader, now clock.Instant, limit int) ([]bulk.Order, error) {
	return orders.All(ctx, r, "WHERE state = 'unpaid' AND pay_by <= $1 ORDER BY pay_by, id LIMIT $2", now, limit)
}

var seats = db.Table[bulk.Seat]{
	Name:    "bulk_seat",
	Columns: "id, bulk, worker, cap, state, contract, at, by_person, version",
	Fixed:   "bulk, worker",
	Fields: func(s *bulk.Seat) []any {
		return []any{&s.ID, &s.Bulk, &s.Worker, &s.Cap, &s.State, &s.Contract, &s.At, &s.By, &s.Version}
	},
}

// Seat returns a seat, or NotFound.
func Seat(ctx context.Context, r db.Reader, sid id.Seat) (bulk.Seat, error) {
	return seats.One(ctx, r, "WHERE id = $1", sid)
}

// SeatOf returns a worker's seat in an order, or NotFound.
func SeatOf(ctx context.Context, r db.Reader, bid id.Bulk, worker id.Party) (bulk.Seat, error) {
	return seats.One(ctx, r, "WHERE bulk = $1 AND worker = $2", bid, worker)
}

// Seats returns an order's seats, in the order in which they came.
func Seats(ctx context.Context, r db.Reader, bid id.Bulk) ([]bulk.Seat, error) {
	return seats.All(ctx, r, "WHERE bulk = $1 ORDER BY id", bid)
}

// InsertSeat adds a seat. A second one of the same worker is a Conflict.
func InsertSeat(ctx context.Context, tx *db.Tx, s bulk.Seat) error { return seats.Insert(ctx, tx, s) }

// SaveSeat writes s if nobody wrote it since it was read, and brings its version up to date.
func SaveSeat(ctx context.Context, tx *db.Tx, s *bulk.Seat) (err error) {
	*s, err = seats.Update(ctx, tx, *s)
	return err
}
