package db

import (
	"context"

	"nariwai/internal/fault"
)

// LeaveCheckpoints leaves it to somebody else to move what is committed from SQLite's log into the file: to package backup,
// which must have copied a part of the log before it may be used again.
func LeaveCheckpoints() Option {
	return func(d *DB) { d.leaveLog = true }
}

// ReadyForBackup makes the tables in which the library behind package backup keeps its place. It would make them itself, but not
// while many write.
func (d *DB) ReadyForBackup(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "ready for backup")
	return d.Write(ctx, func(tx *Tx) error {
		for _, q := range []string{"CREATE TABLE IF NOT EXISTS _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER)", "CREATE TABLE IF NOT EXISTS _litestream_lock (id INTEGER)"} {
			if _, err := tx.Do(ctx, q); err != nil {
				return err
			}
		}
		return nil
	})
}

// StandStill runs f while nobody writes to an SQLite database through d. Those who would wait; so f is quick.
func (d *DB) StandStill(ctx context.Context, f func() error) (err error) {
	defer fault.Wrap(&err, "stand still")
	writer, err := d.write.Conn(ctx) // there is one
	if err != nil {
		return err
	}
	defer writer.Close()
	return f()
}
