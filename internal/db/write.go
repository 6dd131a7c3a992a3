package db

import (
	"context"
	"fmt"
	"runtime/debug"

	"nariwai/internal/fault"
)

// Write runs f in one transaction: all of it is kept or none of it is. When the database asks for it,
// f is run again from the start; so f must not touch anything but tx and its own results, and may not wait for anything else.
func (d *DB) Write(ctx context.Context, f func(*Tx) error) error { return d.run(ctx, false, f) }

// run is Write. keyed says that f finds out by itself whether it was kept before, as Once does.
func (d *DB) run(ctx context.Context, keyed bool, f func(*Tx) error) (err error) {
	defer fault.Wrap(&err, "db.Write")
	d.Stats.Writes.Add(1)
	if d.Engine == Postgres {
		return d.writePostgres(ctx, keyed, f)
	}
	return d.enqueue(ctx, f)
}

// guarded turns a panic of f into an error, so that one function hurts nobody else.
func guarded(f func(*Tx) error, tx *Tx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in a transaction: %v\n%s", p, debug.Stack())
		}
	}()
	err = f(tx)
	if late := tx.Flush(); late != nil { // it failed before whatever f made of it
		err = late
	}
	return err
}
