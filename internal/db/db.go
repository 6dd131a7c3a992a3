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
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/seal"
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
	// Ahead is how far the machine's clock is ahead of one that nobody sets; tests replace it before first use.
	Ahead func() clock.Duration

	write, read *sql.DB
	through     func(driver.Connector) driver.Connector
	log         *checkpointer // SQLite's; nil where somebody else moves it, see LeaveCheckpoints
	leaveLog    bool
	patience    time.Duration
	epoch       atomic.Int64  // PostgreSQL: see distrust
	turns       chan struct{} // PostgreSQL: who is writing
	ids         *id.Source
	holds       bool         // see HoldTime
	newest      atomic.Int64 // time of the newest transaction that we know of
	believed    atomic.Int64 // Ahead when it began
	offset      atomic.Int64 // milliseconds that a demonstration's clock runs ahead
	demo        atomic.Bool
	keys        atomic.Pointer[seal.Keys]
	queue       chan *job // SQLite: functions waiting for the writer goroutine
	stop        chan struct{}
	stopped     chan struct{} // the writer goroutine has gone
	closing     sync.Once
	memory      sync.Map // see Memory
	bell        bell
	alone       *pgx.ConnConfig // PostgreSQL: for a connection outside of the pool
	onBatch     atomic.Pointer[func(Batch)]
	Stats       Stats
}

// Stats counts what the metrics page shows.
type Stats struct {
	Writes, Statements, Retries, Batches, Full atomic.Int64 // Statements are those of writes only
}

// An Option changes how Open opens a database.
type Option func(*DB)

// Through puts wrap between the database and its driver: it sees every connection on which reads and writes are made, to watch,
// delay or break it.
func Through(wrap func(driver.Connector) driver.Connector) Option {
	return func(d *DB) { d.through = wrap }
}

// Patience sets how long a transaction or a read waits for PostgreSQL when it has gone away, and a commit for its standby.
func Patience(p time.Duration) Option { return func(d *DB) { d.patience = p } }

// Open opens the database at addr: a postgres:// address, or the path of an SQLite file, which is made if missing.
// It does not migrate; see Migrate.
func Open(ctx context.Context, addr string, options ...Option) (d *DB, err error) {
	defer fault.Wrap(&err, "open database")
	d = &DB{stop: make(chan struct{}), stopped: make(chan struct{}), patience: defaultPatience,
		through: func(c driver.Connector) driver.Connector { return c }}
	for _, o := range options {
		o(d)
	}
	d.Clock = func() clock.Instant { return clock.System().Add(clock.Duration(d.offset.Load())) }
	d.Ahead, d.ids = ahead, &id.Source{}
	d.NewID = func(now clock.Instant) string { return d.ids.New(now.Time()) }
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

// Close waits for running writes and closes the database. Closing it again does nothing.
func (d *DB) Close() (err error) {
	d.closing.Do(func() {
		if d.queue != nil {
			close(d.stop)
			<-d.stopped
		}
		if d.log != nil {
			err = d.log.close()
		}
		if d.read != nil && d.read != d.write {
			err = errors.Join(err, d.read.Close())
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
	// waitFor runs a single read, again if the database goes away meanwhile and nothing else depends on it.
	waitFor(ctx context.Context, f func() error) error
	secrets() *seal.Keys
}

// Snapshot reads what is committed. One from DB.Snapshot sees newer rows with each query;
// one from DB.View sees one moment.
type Snapshot struct {
	q interface {
		QueryContext(context.Context, string, ...any) (*sql.Rows, error)
	}
	Now    clock.Instant
	Engine Engine

	wait func(context.Context, func() error) error
	keys *seal.Keys
}

func (s *Snapshot) waitFor(ctx context.Context, f func() error) error { return s.wait(ctx, f) }

// once is waitFor of what belongs to a transaction: if that is lost, all of it is run again.
func once(_ context.Context, f func() error) error { return f() }

func (s *Snapshot) Query(ctx context.Context, q string, a ...any) (*sql.Rows, error) {
	return s.q.QueryContext(ctx, q, a...)
}

// Snapshot returns a Reader for single queries.
func (d *DB) Snapshot() *Snapshot {
	return &Snapshot{d.read, d.Clock(), d.Engine, d.insist, d.keys.Load()}
}

// discard closes a connection of which nobody knows whether it still stands in a transaction.
func discard(conn *sql.Conn) {
	conn.Raw(func(any) error { return driver.ErrBadConn })
}

// View runs f on one consistent moment of the database. If the database goes away meanwhile, f is run again from the start.
func (d *DB) View(ctx context.Context, f func(*Snapshot) error) error {
	opts := &sql.TxOptions{ReadOnly: true}
	if d.Engine == Postgres {
		opts.Isolation = sql.LevelRepeatableRead
	}
	return d.insist(ctx, func() error {
		conn, err := d.read.Conn(ctx)
		if err != nil {
			return classify(err)
		}
		defer conn.Close()
		tx, err := conn.BeginTx(ctx, opts)
		if err != nil {
			discard(conn)
			return classify(err)
		}
		defer func() {
			if err := tx.Rollback(); err != nil && !errors.Is(err, sql.ErrTxDone) {
				discard(conn)
			}
		}()
		return f(&Snapshot{tx, d.Clock(), d.Engine, once, d.keys.Load()})
	})
}
