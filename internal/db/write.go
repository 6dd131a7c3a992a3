package db

import (
	"context"
	"fmt"
	"runtime/debug"

	"nariwai/internal/fault"
)

// Write runs f in one transaction: all of it is kept or none of it is. When the database asks for it,
// f is run again from the start; so f must not touch anything but tx and its own results, and may not wait for anything else.
func (d *DB) Write(ctx context.Context, f func(*Tx) error) (err error) {
	defer fault.Wrap(&err, "db.Write")
	d.Stats.Writes.Add(1)
	if d.Engine == SQLite {
		return d.enqueue(ctx, f)
	}
	return d.writeSerializable(ctx, f)
}

// guarded turns a panic of f into an error, so that one function hurts nobody else.
func guarded(f func(*Tx) error, tx *Tx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in a transaction: %v\n%s", p, debug.Stack())
		}
	}()
	return f(tx)
}

// A job is a function that waits for SQLite's one writer.
type job struct {
	ctx  context.Context
	f    func(*Tx) error
	err  error
	done chan struct{}
}

const batchMost = 64

func (d *DB) enqueue(ctx context.Context, f func(*Tx) error) error {
	j := &job{ctx: ctx, f: f, done: make(chan struct{})}
	select {
	case d.queue <- j:
	case <-d.stop:
		return fault.New(fault.Unavailable, "いま混み合っています。少し待ってから、もう一度お試しください")
	default:
		d.Stats.Full.Add(1)
		return fault.New(fault.Unavailable, "いま混み合っています。少し待ってから、もう一度お試しください")
	}
	<-j.done // a function in the queue always gets an answer, and nobody is told "no" of what was kept
	return j.err
}

// drain is the writer: it takes what waits (at most batchMost), runs each function behind a savepoint,
// and makes one durable commit for all of them.
func (d *DB) drain() {
	for {
		var batch []*job
		select {
		case j := <-d.queue:
			batch = append(batch, j)
		case <-d.stop:
			for {
				select {
				case j := <-d.queue:
					d.commit([]*job{j})
				default:
					return
				}
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
	d.Stats.Batches.Add(1)
	if err := d.runBatch(batch); err != nil {
		for _, j := range batch {
			if j.err == nil { // nothing of the batch was kept
				j.err = classify(err)
			}
		}
	}
	for _, j := range batch {
		close(j.done)
	}
}

func (d *DB) runBatch(batch []*job) error {
	ctx := context.Background()
	conn, err := d.write.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	kept := false
	for _, j := range batch {
		if j.err = j.ctx.Err(); j.err != nil { // its asker has gone away
			continue
		}
		if _, err := conn.ExecContext(ctx, "SAVEPOINT f"); err != nil {
			conn.ExecContext(ctx, "ROLLBACK")
			return err
		}
		if j.err = guarded(j.f, &Tx{conn, d.Clock(), d.NewID}); j.err != nil {
			if _, err := conn.ExecContext(ctx, "ROLLBACK TO f"); err != nil { // the engine has ended the transaction
				conn.ExecContext(ctx, "ROLLBACK")
				return err
			}
		} else {
			kept = true
		}
		if _, err := conn.ExecContext(ctx, "RELEASE f"); err != nil {
			conn.ExecContext(ctx, "ROLLBACK")
			return err
		}
	}
	if !kept {
		_, err := conn.ExecContext(ctx, "ROLLBACK")
		return err
	}
	if _, err := conn.ExecContext(ctx, "COMMIT"); err != nil {
		conn.ExecContext(ctx, "ROLLBACK")
		return err
	}
	return nil
}
