// Package db opens the database and runs transactions. A write needs a *Tx and a read needs a Reader,
// so the signature of a function says what it may do, and the compiler holds it to that.
//
// The same SQL runs on embedded SQLite and on PostgreSQL. What differs (opening, error codes,
// how a commit is made) stands in this package and nowhere else.
package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"

	"modernc.org/sqlite"

	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// Engine is the kind of database behind a DB.
type Engine string

const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// DB is one database: a pool that writes and a pool that reads.
type DB struct {
	Engine Engine
	// Clock and NewID are replaced by tests and by the simulation before first use.
	Clock func() clock.Instant
	NewID func(clock.Instant) string

	write, read *sql.DB
	through     func(driver.Connector) driver.Connector
	offset      atomic.Int64 // milliseconds that a demonstration's clock runs ahead
	demo        atomic.Bool
	queue       chan *job // SQLite: functions waiting for the writer goroutine
	stop        chan struct{}
	writer      sync.WaitGroup
	closing     sync.Once
	Stats       Stats
}

// Stats counts what the metrics page shows.
type Stats struct {
	Writes, Retries, Batches, Full atomic.Int64
}

// An Option changes how Open opens a database.
type Option func(*DB)

// Through puts wrap between the database and its driver: it sees every connection, to watch, delay or break it.
func Through(wrap func(driver.Connector) driver.Connector) Option {
	return func(d *DB) { d.through = wrap }
}

// Open opens the database at addr: a postgres:// address, or the path of an SQLite file, which is made if missing.
// It does not migrate; see Migrate.
func Open(ctx context.Context, addr string, options ...Option) (d *DB, err error) {
	defer fault.Wrap(&err, "open database")
	d = &DB{stop: make(chan struct{}), through: func(c driver.Connector) driver.Connector { return c }}
	for _, o := range options {
		o(d)
	}
	d.Clock = func() clock.Instant { return clock.System().Add(clock.Duration(d.offset.Load())) }
	ids := &id.Source{}
	d.NewID = func(now clock.Instant) string { return ids.New(now.Time()) }
	if strings.HasPrefix(addr, "postgres://") || strings.HasPrefix(addr, "postgresql://") {
		if err := d.openPostgres(addr); err != nil {
			return nil, err
		}
	} else if err := d.openSQLite(addr); err != nil {
		return nil, err
	}
	if err := d.read.PingContext(ctx); err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

func (d *DB) openSQLite(path string) (err error) {
	d.Engine = SQLite
	// FULL: an answered request survives a power cut; group commit pays for it.
	opts := url.Values{"_pragma": {"journal_mode(wal)", "synchronous(full)", "foreign_keys(1)", "busy_timeout(5000)", "cache_size(-32000)"}}
	dsn := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + opts.Encode()
	open := func(dsn string) (*sql.DB, error) {
		c, err := sqlite.NewConnector(dsn)
		if err != nil {
			return nil, err
		}
		return sql.OpenDB(d.through(c)), nil
	}
	if d.write, err = open(dsn); err != nil {
		return err
	}
	d.write.SetMaxOpenConns(1)
	if err := d.write.Ping(); err != nil { // makes the file before the readers look for it
		return fmt.Errorf("%s: %w", path, err)
	}
	if d.read, err = open(dsn + "&_pragma=query_only(1)"); err != nil {
		return err
	}
	d.read.SetMaxOpenConns(8)
	d.read.SetMaxIdleConns(8)
	d.queue = make(chan *job, 1024)
	d.writer.Go(d.drain)
	return nil
}

// Close waits for running writes and closes the database. Closing it again does nothing.
func (d *DB) Close() (err error) {
	d.closing.Do(func() {
		if d.queue != nil {
			close(d.stop)
			d.writer.Wait()
		}
		if d.read != nil && d.read != d.write {
			err = d.read.Close()
		}
		err = errors.Join(err, d.write.Close())
	})
	return err
}

// Ping answers whether the database can be reached.
func (d *DB) Ping(ctx context.Context) error { return d.read.PingContext(ctx) }

// A Reader answers queries: a *Tx or a *Snapshot.
type Reader interface {
	Query(ctx context.Context, q string, args ...any) (*sql.Rows, error)
	QueryRow(ctx context.Context, q string, args ...any) *sql.Row
}

// Snapshot reads what is committed. One from DB.Snapshot sees newer rows with each query;
// one from DB.View sees one moment.
type Snapshot struct {
	q interface {
		QueryContext(context.Context, string, ...any) (*sql.Rows, error)
		QueryRowContext(context.Context, string, ...any) *sql.Row
	}
	Now clock.Instant
}

func (s *Snapshot) Query(ctx context.Context, q string, a ...any) (*sql.Rows, error) {
	return s.q.QueryContext(ctx, q, a...)
}
func (s *Snapshot) QueryRow(ctx context.Context, q string, a ...any) *sql.Row {
	return s.q.QueryRowContext(ctx, q, a...)
}

// Snapshot returns a Reader for single queries.
func (d *DB) Snapshot() *Snapshot { return &Snapshot{d.read, d.Clock()} }

// View runs f on one consistent moment of the database.
func (d *DB) View(ctx context.Context, f func(*Snapshot) error) (err error) {
	opts := &sql.TxOptions{ReadOnly: true}
	if d.Engine == Postgres {
		opts.Isolation = sql.LevelRepeatableRead
	}
	tx, err := d.read.BeginTx(ctx, opts)
	if err != nil {
		return classify(err)
	}
	defer tx.Rollback()
	return f(&Snapshot{tx, d.Clock()})
}
