package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/seal"
)

// Tx is one write transaction. Its clock stands still: Now is the same for everything written in it.
type Tx struct {
	q     queryer
	Now   clock.Instant
	newID func(clock.Instant) string
	stats *Stats

	engine   Engine
	keys     *seal.Keys
	promises []promise // PostgreSQL: what Exec has sent on its way
	rings    bool      // see Ring
}

// tx is a transaction of this database that begins now.
func (d *DB) tx(q queryer, now clock.Instant) *Tx {
	return &Tx{q: q, Now: now, newID: d.NewID, stats: &d.Stats, engine: d.Engine, keys: d.keys.Load()}
}

// promise is a statement whose answer is not looked at yet.
type promise struct {
	q         string
	res       sql.Result
	want      int64
	otherwise error
}

type queryer interface {
	ExecContext(context.Context, string, ...any) (sql.Result, error)
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
}

func (t *Tx) waitFor(ctx context.Context, f func() error) error { return once(ctx, f) }

// Engine is the kind of database, for the index of words, which is the one thing that they do each in their own way.
func (t *Tx) Engine() Engine { return t.engine }

// NewID returns a fresh id.
func (t *Tx) NewID() string { return t.newID(t.Now) }

// Query, Exec and Do ignore the cancelling of ctx: once a function runs it runs to its end.
// (SQLite would roll back the whole batch that an interrupted statement stands in.)
func (t *Tx) Query(ctx context.Context, q string, a ...any) (*sql.Rows, error) {
	if err := t.Flush(); err != nil {
		return nil, err
	}
	t.stats.Statements.Add(1)
	return t.q.QueryContext(context.WithoutCancel(ctx), q, a...)
}

// Do runs q and returns how many rows it touched.
func (t *Tx) Do(ctx context.Context, q string, a ...any) (int64, error) {
	if err := t.Flush(); err != nil {
		return 0, err
	}
	t.stats.Statements.Add(1)
	res, err := t.q.ExecContext(context.WithoutCancel(ctx), q, a...)
	if err != nil {
		return 0, classify(err)
	}
	return res.RowsAffected()
}

// Exec runs q and requires that it touches exactly want rows; otherwise somebody else was faster: Conflict.
//
// On PostgreSQL it may return before the answer is there. If that is an error then it is returned by the next read or Do of
// this transaction, or ends it when the function is over. Who must know it at once calls Flush.
func (t *Tx) Exec(ctx context.Context, want int64, q string, a ...any) error {
	return t.ExecOr(ctx, want, fault.New(fault.Conflict, "ほかの人が先に変えました。新しい内容を確かめてください"), q, a...)
}

// ExecOr is Exec with what is said if q touches another number of rows.
func (t *Tx) ExecOr(ctx context.Context, want int64, otherwise error, q string, a ...any) error {
	t.stats.Statements.Add(1)
	ctx = context.WithoutCancel(ctx)
	if t.engine == Postgres {
		ctx = context.WithValue(ctx, mayWait{}, true)
	}
	res, err := t.q.ExecContext(ctx, q, a...)
	if err != nil {
		return classify(errors.Join(err, t.Flush()))
	}
	t.promises = append(t.promises, promise{q, res, want, otherwise})
	if t.engine == Postgres {
		return nil
	}
	return t.Flush()
}

// Flush waits for the answers to what Exec has sent on its way, and returns the first that is an error.
func (t *Tx) Flush() error {
	promises := t.promises
	t.promises = nil
	for _, p := range promises {
		n, err := p.res.RowsAffected()
		if err != nil {
			return fmt.Errorf("%.40s: %w", p.q, classify(err))
		}
		if n != p.want {
			return fmt.Errorf("%.40s: %d rows, want %d: %w", p.q, n, p.want, p.otherwise)
		}
	}
	return nil
}
