package dbtest

import (
	"context"
	"database/sql/driver"
	"fmt"
	"net"
	"sync"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"

	"nariwai/internal/db"
)

// Break is a way in which a call to the database fails.
type Break string

const (
	// Refused: the call does nothing and answers an error; the connection lives.
	Refused Break = "refused"
	// Cut: the connection ends before the call arrives.
	Cut Break = "cut"
	// Lost: the call does what it should, and the connection ends before its answer arrives. Only of a COMMIT one can tell later.
	Lost Break = "lost"
	// Torn: a query answers its first row and then breaks off; any other call is Refused.
	Torn Break = "torn"
)

// Breaks are all of them.
var Breaks = []Break{Refused, Cut, Lost, Torn}

// A Breaker stands between a database and its driver, counts the calls and lets one of them fail.
type Breaker struct {
	engine db.Engine

	mu    sync.Mutex
	how   Break
	n     int      // the call that fails, from 1; 0 lets all pass
	calls []string // since the last Arm
}

// NewBreaker returns a Breaker that breaks as connections to an engine do. It lets all calls pass until it is armed.
func NewBreaker(e db.Engine) *Breaker { return &Breaker{engine: e} }

// Option puts the breaker in front of a database that is being opened.
func (b *Breaker) Option() db.Option {
	return db.Through(func(c driver.Connector) driver.Connector { return brokenConnector{c, b} })
}

// Arm lets the nth call from now on fail; with 0 it only listens.
func (b *Breaker) Arm(n int, how Break) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.n, b.how, b.calls = n, how, nil
}

// Disarm lets all calls pass from now on. It returns those since Arm: if there were fewer than n, none failed.
func (b *Breaker) Disarm() (calls []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.n = 0
	return b.calls
}

// due counts a call and reports whether and how it fails.
func (b *Breaker) due(what string) (how Break, fails bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.calls = append(b.calls, what)
	return b.how, len(b.calls) == b.n
}

// trouble is what a program sees of a failed call.
func (b *Breaker) trouble(how Break, what string) error {
	if b.engine == db.Postgres {
		if how == Cut || how == Lost {
			return &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
		}
		return &pgconn.PgError{Severity: "ERROR", Code: "53100", Message: "planted: " + what}
	}
	return fmt.Errorf("planted: %s: %w", what, syscall.EIO)
}

// call runs do unless it is to fail. conn is what ends with Cut and Lost.
func call[T any](b *Breaker, conn *brokenConn, what string, do func() (T, error)) (out T, err error) {
	how, fails := b.due(what)
	if !fails {
		return do()
	}
	switch how {
	case Lost:
		if out, err = do(); err != nil {
			return out, err
		}
		if r, ok := any(out).(driver.Rows); ok {
			r.Close()
		}
		conn.end()
	case Cut:
		conn.end()
	case Torn:
		if out, err = do(); err != nil {
			return out, err
		}
		if r, ok := any(out).(driver.Rows); ok {
			return any(&tornRows{Rows: r, err: b.trouble(how, what)}).(T), nil
		}
	}
	var none T
	return none, b.trouble(how, what)
}

type brokenConnector struct {
	driver.Connector
	b *Breaker
}

func (c brokenConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &brokenConn{Conn: conn, b: c.b}, nil
}

// brokenConn passes everything on. Both drivers have all the optional interfaces that it uses.
type brokenConn struct {
	driver.Conn
	b    *Breaker
	dead bool
}

// Unwrap lets the drivers' own functions see their connection.
func (c *brokenConn) Unwrap() driver.Conn { return c.Conn }

// end closes the connection on the side of the database, as when its machine goes away: what is not committed is lost.
func (c *brokenConn) end() {
	if c.b.engine == db.Postgres {
		c.dead = true
		c.Conn.Close()
	}
}

func (c *brokenConn) PrepareContext(ctx context.Context, q string) (driver.Stmt, error) {
	return call(c.b, c, "PREPARE "+q, func() (driver.Stmt, error) {
		s, err := c.Conn.(driver.ConnPrepareContext).PrepareContext(ctx, q)
		if err != nil {
			return nil, err
		}
		return &brokenStmt{s, c, q}, nil
	})
}

func (c *brokenConn) Prepare(q string) (driver.Stmt, error) {
	return c.PrepareContext(context.Background(), q)
}

func (c *brokenConn) ExecContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Result, error) {
	return call(c.b, c, q, func() (driver.Result, error) { return c.Conn.(driver.ExecerContext).ExecContext(ctx, q, args) })
}

func (c *brokenConn) QueryContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Rows, error) {
	return call(c.b, c, q, func() (driver.Rows, error) { return c.Conn.(driver.QueryerContext).QueryContext(ctx, q, args) })
}

func (c *brokenConn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	return call(c.b, c, "BEGIN", func() (driver.Tx, error) {
		tx, err := c.Conn.(driver.ConnBeginTx).BeginTx(ctx, o)
		if err != nil {
			return nil, err
		}
		return brokenTx{tx, c}, nil
	})
}

func (c *brokenConn) Close() error {
	if c.dead {
		return nil
	}
	return c.Conn.Close()
}

func (c *brokenConn) IsValid() bool {
	v, ok := c.Conn.(driver.Validator)
	return !c.dead && (!ok || v.IsValid())
}

func (c *brokenConn) ResetSession(ctx context.Context) error {
	if c.dead {
		return driver.ErrBadConn
	}
	return c.Conn.(driver.SessionResetter).ResetSession(ctx)
}

func (c *brokenConn) CheckNamedValue(v *driver.NamedValue) error {
	if check, ok := c.Conn.(driver.NamedValueChecker); ok {
		return check.CheckNamedValue(v)
	}
	return driver.ErrSkip
}

type brokenStmt struct {
	driver.Stmt
	c *brokenConn
	q string
}

func (s *brokenStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	return call(s.c.b, s.c, s.q, func() (driver.Result, error) { return s.Stmt.(driver.StmtExecContext).ExecContext(ctx, args) })
}

func (s *brokenStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	return call(s.c.b, s.c, s.q, func() (driver.Rows, error) { return s.Stmt.(driver.StmtQueryContext).QueryContext(ctx, args) })
}

type brokenTx struct {
	driver.Tx
	c *brokenConn
}

type nothing struct{}

// Commit that is refused has rolled back, as a database does that can't keep a transaction.
func (t brokenTx) Commit() error {
	done := false
	_, err := call(t.c.b, t.c, "COMMIT", func() (nothing, error) { done = true; return nothing{}, t.Tx.Commit() })
	if !done {
		t.Tx.Rollback()
	}
	return err
}

// Rollback can only fail together with its connection.
func (t brokenTx) Rollback() error {
	_, err := call(t.c.b, t.c, "ROLLBACK", func() (nothing, error) { return nothing{}, t.Tx.Rollback() })
	if err != nil {
		t.c.end()
	}
	return err
}

// tornRows breaks off after its first row.
type tornRows struct {
	driver.Rows
	err   error
	given bool
}

func (r *tornRows) Next(dest []driver.Value) error {
	if r.given {
		return r.err
	}
	r.given = true
	return r.Rows.Next(dest)
}
