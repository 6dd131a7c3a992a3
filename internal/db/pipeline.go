package db

import (
	"context"
	"database/sql/driver"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// To PostgreSQL each statement is a journey, and most of what a transaction writes it need not wait for. So what Tx.Exec sends
// waits on its connection and goes on the way together: before the next read, before the commit, or when it is much.

// pipelineMost is how many statements wait at most.
const pipelineMost = 64

// pipelinedConnector makes connections whose statements may wait.
type pipelinedConnector struct{ driver.Connector }

func (c pipelinedConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &pipelinedConn{Conn: conn.(*stdlib.Conn)}, nil
}

// pipelinedConn is used by one goroutine at a time, as database/sql promises.
type pipelinedConn struct {
	*stdlib.Conn
	waiting []*pending
}

// Unwrap lets the driver's own functions see its connection.
func (c *pipelinedConn) Unwrap() driver.Conn { return c.Conn }

// pending is a statement that waits, and then how it went.
type pending struct {
	c    *pipelinedConn
	ctx  context.Context
	q    string
	args []any
	sent bool
	n    int64
	err  error
}

func (*pending) LastInsertId() (int64, error) { return 0, driver.ErrSkip }

// RowsAffected sends what waits.
func (p *pending) RowsAffected() (int64, error) {
	if !p.sent {
		p.c.flush()
	}
	return p.n, p.err
}

// flush sends what waits and reads the answers. The first that fails fails all that come after it, and the transaction.
func (c *pipelinedConn) flush() (err error) {
	if len(c.waiting) == 0 {
		return nil
	}
	var b pgx.Batch
	for _, p := range c.waiting {
		b.Queue(p.q, p.args...)
	}
	answers := c.Conn.Conn().SendBatch(c.waiting[0].ctx, &b)
	for _, p := range c.waiting {
		tag, e := answers.Exec()
		if err == nil {
			err = e
		}
		p.sent, p.n, p.err = true, tag.RowsAffected(), err
	}
	c.waiting = nil
	if e := answers.Close(); err == nil {
		err = e
	}
	return err
}

// mayWait marks a statement whose answer its sender asks for later.
type mayWait struct{}

func (c *pipelinedConn) ExecContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Result, error) {
	if ctx.Value(mayWait{}) == nil {
		if err := c.flush(); err != nil {
			return nil, err
		}
		return c.Conn.ExecContext(ctx, q, args)
	}
	p := &pending{c: c, ctx: ctx, q: q, args: make([]any, len(args))}
	for i, a := range args {
		p.args[i] = a.Value
	}
	c.waiting = append(c.waiting, p)
	if len(c.waiting) >= pipelineMost {
		return p, c.flush()
	}
	return p, nil
}

func (c *pipelinedConn) QueryContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Rows, error) {
	if err := c.flush(); err != nil {
		return nil, err
	}
	return c.Conn.QueryContext(ctx, q, args)
}

func (c *pipelinedConn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	tx, err := c.Conn.BeginTx(ctx, o)
	if err != nil {
		return nil, err
	}
	return pipelinedTx{tx, c}, nil
}

type pipelinedTx struct {
	driver.Tx
	c *pipelinedConn
}

func (t pipelinedTx) Commit() error {
	if err := t.c.flush(); err != nil {
		t.Tx.Rollback()
		return err
	}
	return t.Tx.Commit()
}

func (t pipelinedTx) Rollback() error {
	t.c.waiting = nil
	return t.Tx.Rollback()
}
