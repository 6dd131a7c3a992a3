// Package recorddb keeps the record_ tables.
package recorddb

import (
	"context"
	"strings"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/record"
)

// WorkColumns and the like are the columns of a record behind its key, in the order of the fields beside them.
const (
	workColumns  = "hires, rehires, done, failed, items, on_time, revised, pay, settlements, " + reviewColumns + ", scouts"
	orderColumns = "posts_ended, posts_hired, decisions, decide_ms, acceptances, accept_ms, automatic, not_accepted, lapsed, disputes, paid, " + reviewColumns + ", trials, trials_hired"
	pairColumns  = "pay, settlements"

	reviewColumns = "reviews, satisfied, a1, a2, a3, a4, a5, private"
)

func reviewFields(r *record.Reviews) []any {
	return []any{&r.N, &r.Satisfied, &r.Aspects[0], &r.Aspects[1], &r.Aspects[2], &r.Aspects[3], &r.Aspects[4], &r.Private}
}

func workFields(w *record.Work) []any {
	f := []any{&w.Hires, &w.Rehires, &w.Done, &w.Failed, &w.Items, &w.OnTime, &w.Revised, &w.Pay, &w.Settlements}
	return append(append(f, reviewFields(&w.Reviews)...), &w.Scouts)
}

func orderFields(o *record.Order) []any {
	f := []any{&o.PostsEnded, &o.PostsHired, &o.Decisions, &o.Decide, &o.Acceptances, &o.Accept, &o.Automatic, &o.NotAccepted, &o.Lapsed, &o.Disputes, &o.Paid}
	return append(append(f, reviewFields(&o.Reviews)...), &o.Trials, &o.TrialsHired)
}

func keyFields(k *record.Key) []any { return []any{&k.Party, &k.Field, &k.Month} }

var works = db.Table[record.WorkMonth]{
	Name: "record_work_month", Columns: "party, field, month, " + workColumns,
	Fields: func(w *record.WorkMonth) []any { return append(keyFields(&w.Key), workFields(&w.Work)...) },
}

var orders = db.Table[record.OrderMonth]{
	Name: "record_order_month", Columns: "party, field, month, " + orderColumns,
	Fields: func(o *record.OrderMonth) []any { return append(keyFields(&o.Key), orderFields(&o.Order)...) },
}

var pairs = db.Table[record.PairMonth]{
	Name: "record_pair_month", Columns: "worker, client, field, month, " + pairColumns,
	Fields: func(p *record.PairMonth) []any {
		return []any{&p.Worker, &p.Client, &p.Field, &p.Month, &p.Pay, &p.Settlements}
	},
}

// adding is what an insert does where there is a row already: it adds to each column.
func adding(table, key, columns string) string {
	var sets []string
	for c := range strings.SplitSeq(columns, ", ") {
		sets = append(sets, c+" = "+table+"."+c+" + excluded."+c)
	}
	return "ON CONFLICT (" + key + ") DO UPDATE SET " + strings.Join(sets, ", ")
}

var (
	addWork  = adding(works.Name, "party, field, month", workColumns)
	addOrder = adding(orders.Name, "party, field, month", orderColumns)
	addPair  = adding(pairs.Name, "worker, client, field, month", pairColumns)
)

// AddWork adds to what is counted of workers. No key may come twice.
func AddWork(ctx context.Context, tx *db.Tx, rows []record.WorkMonth) error {
	return works.InsertAllOr(ctx, tx, rows, addWork)
}

// AddOrder adds to what is counted of clients. No key may come twice.
func AddOrder(ctx context.Context, tx *db.Tx, rows []record.OrderMonth) error {
	return orders.InsertAllOr(ctx, tx, rows, addOrder)
}

// AddPair adds to what workers were paid by clients. No key may come twice.
func AddPair(ctx context.Context, tx *db.Tx, rows []record.PairMonth) error {
	return pairs.InsertAllOr(ctx, tx, rows, addPair)
}

// WorkOf returns what is counted of a worker in some months, by field and month.
func WorkOf(ctx context.Context, r db.Reader, p id.Party, from, until calendar.Month) ([]record.WorkMonth, error) {
	return works.All(ctx, r, "WHERE party = $1 AND month BETWEEN $2 AND $3 ORDER BY field, month", p, from, until)
}

// OrderOf returns what is counted of a client in some months, by field and month.
func OrderOf(ctx context.Context, r db.Reader, p id.Party, from, until calendar.Month) ([]record.OrderMonth, error) {
	return orders.All(ctx, r, "WHERE party = $1 AND month BETWEEN $2 AND $3 ORDER BY field, month", p, from, until)
}

// PairsOf returns what a worker was paid by each client in some months.
func PairsOf(ctx context.Context, r db.Reader, worker id.Party, from, until calendar.Month) ([]record.PairMonth, error) {
	return pairs.All(ctx, r, "WHERE worker = $1 AND month BETWEEN $2 AND $3 ORDER BY client, field, month", worker, from, until)
}

// WorkBehind returns what is counted in some months of the workers behind one of them and up to another, by party, field and month.
func WorkBehind(ctx context.Context, r db.Reader, after, last id.Party, from, until calendar.Month) ([]record.WorkMonth, error) {
	return works.All(ctx, r, "WHERE party > $1 AND party <= $2 AND month BETWEEN $3 AND $4 ORDER BY party, field, month", after, last, from, until)
}

// OrderBehind is WorkBehind for clients.
func OrderBehind(ctx context.Context, r db.Reader, after, last id.Party, from, until calendar.Month) ([]record.OrderMonth, error) {
	return orders.All(ctx, r, "WHERE party > $1 AND party <= $2 AND month BETWEEN $3 AND $4 ORDER BY party, field, month", after, last, from, until)
}

// PairsBehind is WorkBehind for pairs, by worker.
func PairsBehind(ctx context.Context, r db.Reader, after, last id.Party, from, until calendar.Month) ([]record.PairMonth, error) {
	return pairs.All(ctx, r, "WHERE worker > $1 AND worker <= $2 AND month BETWEEN $3 AND $4 ORDER BY worker, client, field, month", after, last, from, until)
}

// InMonth returns what is counted of the workers of a field in a month, by party.
func InMonth(ctx context.Context, r db.Reader, m calendar.Month, field string) ([]record.WorkMonth, error) {
	return works.All(ctx, r, "WHERE month = $1 AND field = $2 ORDER BY party", m, field)
}

// Forget removes everything that is counted of the parties behind one and up to another: before it is counted anew.
func Forget(ctx context.Context, tx *db.Tx, after, last id.Party) (err error) {
	defer fault.Wrap(&err, "forget records up to %s", last)
	for _, q := range []string{
		"DELETE FROM record_work_month WHERE party > $1 AND party <= $2",
		"DELETE FROM record_order_month WHERE party > $1 AND party <= $2",
		"DELETE FROM record_pair_month WHERE worker > $1 AND worker <= $2",
	} {
		if _, err := tx.Do(ctx, q, after, last); err != nil {
			return err
		}
	}
	return nil
}

// Version is of which rules everything was counted by; 0 when it was not yet.
func Version(ctx context.Context, r db.Reader) (v int64, err error) {
	err = db.One(ctx, r, []any{&v}, "SELECT CAST(COALESCE(MAX(version), 0) AS BIGINT) FROM record_version")
	return v, err
}

// SetVersion says that everything is counted by the rules of this program.
func SetVersion(ctx context.Context, tx *db.Tx) error {
	if err := ForgetVersion(ctx, tx); err != nil {
		return err
	}
	return tx.Exec(ctx, 1, "INSERT INTO record_version (version) VALUES ($1)", record.Version)
}

// ForgetVersion says that something was written without being counted.
func ForgetVersion(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Do(ctx, "DELETE FROM record_version")
	return err
}
