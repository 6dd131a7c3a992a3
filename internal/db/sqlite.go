package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"time"

	"nariwai/internal/fault"
)

func (d *DB) openSQLite(path string) (err error) {
	d.Engine = SQLite
	// FULL: an answered request survives a power cut; group commit pays for it.
	// What a savepoint must be able to undo is kept in memory (temp_store): the file it would go to is not the database's.
	opts := url.Values{"_pragma": {"journal_mode(wal)", "synchronous(full)", "foreign_keys(1)", "busy_timeout(5000)", "temp_store(memory)"}}
	dsn := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + opts.Encode()
	// Page caches are small, because at a commit that splits an index every page of every cache is looked at, and the system keeps the file
	// in memory anyway.
	tooLong := logTooLong
	if d.leaveLog {
		tooLong = 0 // never
	}
	if d.write, err = openCached(dsn+fmt.Sprintf("&_pragma=cache_size(-16000)&_pragma=wal_autocheckpoint(%d)", tooLong), d.through); err != nil {
		return err
	}
	d.write.SetMaxOpenConns(1)
	if err := d.write.Ping(); err != nil { // makes the file before the readers look for it
		return fmt.Errorf("%s: %w", path, err)
	}
	if d.read, err = openCached(dsn+"&_pragma=cache_size(-2000)&_pragma=query_only(1)", d.through); err != nil {
		return err
	}
	d.read.SetMaxOpenConns(readers)
	d.read.SetMaxIdleConns(readers)
	if !d.leaveLog {
		if err := d.openCheckpointer(dsn); err != nil {
			return err
		}
	}
	d.queue = make(chan *job, queueMost)
	go d.drain()
	return nil
}

const (
	readers   = 8
	queueMost = 1024 // functions that wait; more are refused, so that a flood costs no memory and nobody waits for long
	batchMost = 64
)

// A job is a function that waits for SQLite's one writer.
type job struct {
	ctx   context.Context
	f     func(*Tx) error
	since time.Time
	rings bool // its transaction, see Tx.Ring
	err   error
	done  chan struct{}
}

// Batch is one durable commit: of several functions on SQLite, of one on PostgreSQL.
type Batch struct {
	Size   int           // functions in it
	Wait   time.Duration // how long the first of them had waited for the writer, or for a connection
	Commit time.Duration // how long making it durable took, on the standby as well
}

// OnBatch calls f after each commit; f must not wait.
func (d *DB) OnBatch(f func(Batch)) { d.onBatch.Store(&f) }

func (d *DB) enqueue(ctx context.Context, f func(*Tx) error) error {
	j := &job{ctx: ctx, f: f, since: time.Now(), done: make(chan struct{})}
	select {
	case <-d.stop:
		return busy()
	default:
	}
	select {
	case d.queue <- j:
	default:
		d.Stats.Full.Add(1)
		return busy()
	}
	select {
	case <-j.done: // a function in the queue always gets an answer, and nobody is told "no" of what was kept
		return j.err
	case <-d.stopped:
	}
	select {
	case <-j.done:
		return j.err
	default: // the writer had gone before it came to this one
		return busy()
	}
}

func busy() error {
	return fault.New(fault.Unavailable, "いま混み合っています。少し待ってから、もう一度お試しください")
}

// drain is the writer: it takes what waits (at most batchMost), runs each function behind a savepoint,
// and makes one durable commit for all of them. When it is told to stop it first does what waits.
func (d *DB) drain() {
	defer close(d.stopped)
	for {
		var batch []*job
		select {
		case j := <-d.queue:
			batch = append(batch, j)
		case <-d.stop:
			select {
			case j := <-d.queue:
				batch = append(batch, j)
			default:
				return
			}
		}
	more:
		for len(batch) < batchMost {
			select {
			case j := <-d.queue:
				batch = append(batch, j)
			default:
				break more
			}
		}
		d.commit(batch)
	}
}

func (d *DB) commit(batch []*job) {
	if d.log != nil {
		d.log.rest(context.Background(), d.write)
		defer d.log.committed()
	}
	d.Stats.Batches.Add(1)
	b := Batch{Size: len(batch), Wait: time.Since(batch[0].since)}
	if err := d.runBatch(batch, &b.Commit); err != nil {
		// Nothing of the batch was kept. A refusal may rest on what a neighbour had done in it, so it counts no more, either.
		lost := fault.Because(err, fault.Unavailable, "いま記録できません。少し待ってから、もう一度お試しください")
		for _, j := range batch {
			if j.err == nil || len(batch) > 1 && j.ctx.Err() == nil && !fault.Is(j.err, fault.Unavailable) {
				j.err = lost
			}
		}
	}
	rings := false
	for _, j := range batch {
		rings = rings || j.rings && j.err == nil
		close(j.done)
	}
	if rings {
		d.rung()
	}
	if f := d.onBatch.Load(); f != nil {
		(*f)(b)
	}
}

func (d *DB) runBatch(batch []*job, took *time.Duration) error {
	ctx := context.Background()
	conn, err := d.write.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return errors.Join(err, rollBack(ctx, conn))
	}
	kept, err := d.runEach(ctx, conn, batch)
	if err != nil || !kept {
		return errors.Join(err, rollBack(ctx, conn))
	}
	start := time.Now()
	if _, err := conn.ExecContext(ctx, "COMMIT"); err != nil {
		return errors.Join(err, rollBack(ctx, conn))
	}
	*took = time.Since(start)
	return nil
}

// rollBack ends the transaction of conn. A connection that can't even do that is closed, so that the next batch begins with a
// fresh one and not inside this transaction.
func rollBack(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, "ROLLBACK")
	if err != nil {
		discard(conn)
	}
	return err
}

// runEach runs the functions of a batch, each behind a savepoint, and reports whether one of them is to be kept. One that is
// alone needs no savepoint: the transaction is its own. (A savepoint costs more with every page that is written behind it.)
// An error means that the engine itself has given up and nothing of the batch may be kept.
func (d *DB) runEach(ctx context.Context, conn *sql.Conn, batch []*job) (kept bool, err error) {
	for _, j := range batch {
		if j.err = j.ctx.Err(); j.err != nil { // its asker has gone away
			continue
		}
		now, err := d.now()
		if j.err = err; err != nil {
			continue
		}
		if len(batch) == 1 {
			tx := d.tx(conn, now)
			j.err = guarded(j.f, tx)
			j.rings = tx.rings
			return j.err == nil, nil
		}
		if _, err := conn.ExecContext(ctx, "SAVEPOINT f"); err != nil {
			return false, err
		}
		tx := d.tx(conn, now)
		if j.err = guarded(j.f, tx); j.err == nil {
			kept, j.rings = true, tx.rings
		} else if _, err := conn.ExecContext(ctx, "ROLLBACK TO f"); err != nil { // the engine has ended the transaction
			return false, err
		}
		if _, err := conn.ExecContext(ctx, "RELEASE f"); err != nil {
			return false, err
		}
	}
	return kept, nil
}
