package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"sync/atomic"
	"time"
)

// A checkpointer moves what is committed from SQLite's log into the file beside the writer, on a connection of its own. Left to
// itself SQLite does it within a commit, and everybody in that batch waits for the disk. But the log begins anew only when a writer
// finds all of it moved, and here somebody nearly always writes: so the checkpointer moves until little is left, and the writer moves
// the rest between two batches.
type checkpointer struct {
	conn   *sql.DB
	wake   chan struct{}
	little atomic.Bool // is left: the writer's turn
	done   chan struct{}
}

const (
	logMost = 8_000 // pages in the log from which on it is moved; a start after a crash reads no more than about this
	logRest = 500   // pages that the writer moves in between
	// Beyond this SQLite moves the log within a commit all the same: the checkpointer is behind, and the disk is not endless.
	logTooLong = 100_000
	logLook    = 20 * time.Millisecond // between two looks at the log
)

func (d *DB) openCheckpointer(dsn string) (err error) {
	c := &checkpointer{wake: make(chan struct{}, 1), done: make(chan struct{})}
	if c.conn, err = openCached(dsn+"&_pragma=cache_size(-100)", func(c driver.Connector) driver.Connector { return c }); err != nil {
		return err
	}
	c.conn.SetMaxOpenConns(1)
	d.log = c
	go c.run(d.stop)
	return nil
}

// committed tells that the log has grown.
func (c *checkpointer) committed() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// run looks at the log after commits until stop is closed. What fails is tried again after the next commit: the log only grows meanwhile.
func (c *checkpointer) run(stop <-chan struct{}) {
	defer close(c.done)
	ctx := context.Background()
	for {
		select {
		case <-stop:
			return
		case <-c.wake:
		}
		if _, left, err := moveLog(ctx, c.conn, "NOOP"); err == nil && left >= logMost && !c.little.Load() {
			for before := left + 1; err == nil && left > logRest && left < before; {
				before = left
				if _, _, err = moveLog(ctx, c.conn, "PASSIVE"); err == nil {
					_, left, err = moveLog(ctx, c.conn, "NOOP")
				}
			}
			c.little.Store(err == nil)
		}
		select {
		case <-stop:
			return
		case <-time.After(logLook):
		}
	}
}

// rest moves what the checkpointer has left, if it is the writer's turn; and again before the next batches, until one of them found
// nobody reading in the log and began it anew.
func (c *checkpointer) rest(ctx context.Context, writer *sql.DB) {
	if !c.little.Load() {
		return
	}
	if pages, _, err := moveLog(ctx, writer, "PASSIVE"); err != nil || pages < logMost {
		c.little.Store(false)
	}
}

// close waits for the checkpointer, which was told to stop, and closes its connection.
func (c *checkpointer) close() error {
	<-c.done
	return c.conn.Close()
}

// moveLog makes a checkpoint of a mode (PASSIVE waits for nobody and lets nobody wait, NOOP only looks) and returns how many
// pages are in the log, and how many of them are still to be moved.
func moveLog(ctx context.Context, on *sql.DB, mode string) (pages, left int64, err error) {
	var busy, moved int64
	err = on.QueryRowContext(ctx, "PRAGMA wal_checkpoint("+mode+")").Scan(&busy, &pages, &moved)
	return pages, pages - moved, err
}
