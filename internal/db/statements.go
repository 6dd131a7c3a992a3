package db

import (
	"context"
	"database/sql"
	"database/sql/driver"

	"modernc.org/sqlite"
)

// SQLite compiles a statement for longer than it runs one. So each connection keeps the statements that it has compiled;
// pgx does the same for PostgreSQL by itself.

// statementsMost is how many a connection keeps: more than the program has, but some lists are built from what was asked for.
const statementsMost = 512

func openCached(dsn string, through func(driver.Connector) driver.Connector) (*sql.DB, error) {
	c, err := sqlite.NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(through(cachedConnector{c})), nil
}

type cachedConnector struct{ driver.Connector }

func (c cachedConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &cachedConn{conn.(sqliteConn), map[string]sqliteStmt{}}, nil
}

// sqliteConn and sqliteStmt are what the driver's connections and statements can do.
type sqliteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

type sqliteStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// cachedConn is used by one goroutine at a time, as database/sql promises.
type cachedConn struct {
	sqliteConn
	idle map[string]sqliteStmt // those that nobody is running
}

// Unwrap lets the driver's own functions see its connection.
func (c *cachedConn) Unwrap() driver.Conn { return c.sqliteConn }

func (c *cachedConn) Close() error {
	for _, s := range c.idle {
		s.Close()
	}
	return c.sqliteConn.Close()
}

// take returns the statement of q for the caller alone: while its rows are open, the same text compiles a second one.
func (c *cachedConn) take(ctx context.Context, q string) (sqliteStmt, error) {
	if s, ok := c.idle[q]; ok {
		delete(c.idle, q)
		return s, nil
	}
	s, err := c.PrepareContext(ctx, q)
	if err != nil {
		return nil, err
	}
	return s.(sqliteStmt), nil
}

func (c *cachedConn) give(q string, s sqliteStmt) error {
	if _, ok := c.idle[q]; ok {
		return s.Close()
	}
	if len(c.idle) >= statementsMost {
		for other, old := range c.idle { // any
			delete(c.idle, other)
			old.Close()
			break
		}
	}
	c.idle[q] = s
	return nil
}

func (c *cachedConn) ExecContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.take(ctx, q)
	if err != nil {
		return nil, err
	}
	res, err := s.ExecContext(ctx, args)
	if err != nil {
		s.Close()
		return nil, err
	}
	return res, c.give(q, s)
}

func (c *cachedConn) QueryContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.take(ctx, q)
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(ctx, args)
	if err != nil {
		s.Close()
		return nil, err
	}
	return &cachedRows{rows, c, q, s}, nil
}

// cachedRows give their statement back when they are closed.
type cachedRows struct {
	driver.Rows
	conn *cachedConn
	q    string
	stmt sqliteStmt
}

func (r *cachedRows) Close() error {
	if err := r.Rows.Close(); err != nil {
		r.stmt.Close()
		return err
	}
	return r.conn.give(r.q, r.stmt)
}
