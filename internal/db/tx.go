package db

import (
	"context"
	"database/sql"
	"fmt"

	"nariwai/internal/clock"
	"nariwai/internal/fault"
)

// Tx is one write transaction. Its clock stands still: Now is the same for everything written in it.
type Tx struct {
	q     queryer
	Now   clock.Instant
	newID func(clock.Instant) string
	stats *Stats

	engine Engine
}

type queryer interface {
	ExecContext(context.Context, string, ...any) (sql.Result, error)
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
	QueryRowContext(context.Context, string, ...any) *sql.Row
}

func (t *Tx) waitFor(ctx context.Context, f func() error) error { return once(ctx, f) }

// Engine is the kind of database, for the index of words, which is the one thing that they do each in their own way.
func (t *Tx) Engine() Engine { return t.engine }

// NewID returns a fresh id.
func (t *Tx) NewID() string { return t.newID(t.Now) }

// Query, QueryRow, Exec and Do ignore the cancelling of ctx: once a function runs it runs to its end.
// (SQLite would roll back the whole batch that an interrupted statement stands in.)
func (t *Tx) Query(ctx context.Context, q string, a ...any) (*sql.Rows, error) {
	t.stats.Statements.Add(1)
	return t.q.QueryContext(context.WithoutCancel(ctx), q, a...)
}

func (t *Tx) QueryRow(ctx context.Context, q string, a ...any) *sql.Row {
	t.stats.Statements.Add(1)
	return t.q.QueryRowContext(context.WithoutCancel(ctx), q, a...)
}

// Do runs q and returns how many rows it touched.
func (t *Tx) Do(ctx context.Context, q string, a ...any) (int64, error) {
	t.stats.Statements.Add(1)
	res, err := t.q.ExecContext(context.WithoutCancel(ctx), q, a...)
	if err != nil {
		return 0, classify(err)
	}
	return res.RowsAffected()
}

// Exec runs q and requires that it touches exactly want rows; otherwise somebody else was faster: Conflict.
func (t *Tx) Exec(ctx context.Context, want int64, q string, a ...any) error {
	n, err := t.Do(ctx, q, a...)
	if err == nil && n != want {
		err = fault.Because(fmt.Errorf("%d rows, want %d", n, want), fault.Conflict, "ほかの人が先に変えました。新しい内容を確かめてください")
	}
	return err
}
