package bench

import (
	"context"
	"database/sql/driver"
	"sync"
	"sync/atomic"
	"time"
)

// A Watch stands between a database and its driver and counts what passes.
type Watch struct {
	statements, rows, nanos atomic.Int64
	recorded                atomic.Pointer[record]
}

// A record is the statements that pass, each once.
type record struct {
	mu   sync.Mutex
	seen map[string]*asked
}

// asked is one statement: the arguments of one time, and how long all times took together.
type asked struct {
	args []any
	took time.Duration
}

// Record keeps the statements that pass from now on, until the function that it returns is called.
func (w *Watch) Record() (stop func() map[string]*asked) {
	r := &record{seen: map[string]*asked{}}
	w.recorded.Store(r)
	return func() map[string]*asked {
		w.recorded.Store(nil)
		r.mu.Lock()
		defer r.mu.Unlock()
		return r.seen
	}
}

// took adds the time of a statement.
func (w *Watch) took(q string, args []driver.NamedValue, start time.Time) {
	d := time.Since(start)
	w.nanos.Add(int64(d))
	r := w.recorded.Load()
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	a := r.seen[q]
	if a == nil {
		a = &asked{}
		for _, v := range args {
			a.args = append(a.args, v.Value)
		}
		r.seen[q] = a
	}
	a.took += d
}

// Seen is what a Watch has counted.
type Seen struct {
	Statements int64
	Rows       int64         // returned to the program
	Time       time.Duration // spent in the driver, by all connections together
}

// Seen returns the counts so far.
func (w *Watch) Seen() Seen {
	return Seen{w.statements.Load(), w.rows.Load(), time.Duration(w.nanos.Load())}
}

// Sub is what has been seen since before.
func (s Seen) Sub(before Seen) Seen {
	return Seen{s.Statements - before.Statements, s.Rows - before.Rows, s.Time - before.Time}
}

// Through is the option of db.Open that puts the watch in place.
func (w *Watch) Through(c driver.Connector) driver.Connector { return watchedConnector{c, w} }

type watchedConnector struct {
	driver.Connector
	w *Watch
}

func (c watchedConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &watchedConn{conn.(fullConn), c.w}, nil
}

// fullConn is what the connections of both our drivers can do.
type fullConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
}

type watchedConn struct {
	fullConn
	w *Watch
}

func (c *watchedConn) ExecContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Result, error) {
	c.w.statements.Add(1)
	defer c.w.took(q, args, time.Now())
	res, err := c.fullConn.ExecContext(ctx, q, args)
	if err != nil {
		return nil, err
	}
	return watchedResult{res, c.w, q}, nil
}

// watchedResult may be waited for.
type watchedResult struct {
	driver.Result
	w *Watch
	q string
}

func (r watchedResult) RowsAffected() (int64, error) {
	defer r.w.took(r.q, nil, time.Now())
	return r.Result.RowsAffected()
}

func (c *watchedConn) QueryContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Rows, error) {
	c.w.statements.Add(1)
	defer c.w.took(q, args, time.Now())
	rows, err := c.fullConn.QueryContext(ctx, q, args)
	if err != nil {
		return nil, err
	}
	return &watchedRows{rows, c.w, q}, nil
}

// CheckNamedValue lets the driver take the kinds of values that it knows.
func (c *watchedConn) CheckNamedValue(v *driver.NamedValue) error {
	if checker, ok := c.fullConn.(driver.NamedValueChecker); ok {
		return checker.CheckNamedValue(v)
	}
	return driver.ErrSkip
}

func (c *watchedConn) IsValid() bool {
	v, ok := c.fullConn.(driver.Validator)
	return !ok || v.IsValid()
}

type watchedRows struct {
	driver.Rows
	w *Watch
	q string
}

func (r *watchedRows) Next(dest []driver.Value) error {
	start := time.Now()
	err := r.Rows.Next(dest)
	r.w.took(r.q, nil, start)
	if err == nil {
		r.w.rows.Add(1)
	}
	return err
}
