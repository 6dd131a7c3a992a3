package db

import (
	"context"
	"errors"

	"nariwai/internal/fault"
)

// Bench reports whether this database was made for measuring: its people are invented, and everybody can compute their sessions.
func (d *DB) Bench(ctx context.Context) (bool, error) {
	var n int64
	err := One(ctx, d.Snapshot(), []any{&n}, "SELECT COUNT(*) FROM db_meta WHERE name = 'bench'")
	return n > 0, err
}

// MarkBench marks an empty database as one for measuring, whose people are made up from a number. One in which somebody has
// signed up is refused.
func (d *DB) MarkBench(ctx context.Context, number int64) (err error) {
	defer fault.Wrap(&err, "mark as a database for measuring")
	return d.Write(ctx, func(tx *Tx) error {
		var n int64
		if err := One(ctx, tx, []any{&n}, "SELECT COUNT(*) FROM people_person"); err != nil {
			return err
		}
		if n > 0 {
			return errors.New("the database is in use: only an empty one can be filled for measuring")
		}
		if err := setMeta(ctx, tx, "bench_number", number); err != nil {
			return err
		}
		return setMeta(ctx, tx, "bench", 0)
	})
}

// NextPart counts the fillings of a database for measuring, from 1, and returns the number that it was marked with.
func (d *DB) NextPart(ctx context.Context) (part, number int64, err error) {
	defer fault.Wrap(&err, "next part")
	err = d.Write(ctx, func(tx *Tx) error {
		if err := One(ctx, tx, []any{&number}, "SELECT value FROM db_meta WHERE name = 'bench_number'"); err != nil {
			return err
		}
		return One(ctx, tx, []any{&part}, "UPDATE db_meta SET value = value + 1 WHERE name = 'bench' RETURNING value")
	})
	return part, number, err
}

// Widen lets SQLite keep much of what is being filled in memory: rows of a made-up market go to every page of many indexes.
// It lasts until Narrow.
func (d *DB) Widen(ctx context.Context) error {
	if d.Engine != SQLite {
		return nil
	}
	return d.Write(ctx, func(tx *Tx) error {
		rows, err := tx.Query(ctx, "PRAGMA cache_size = -400000")
		if err == nil {
			err = rows.Close()
		}
		return err
	})
}

// Narrow ends Widen with a connection of its own: the old one's cache would stay as wide as it has been, and at each commit that
// splits an index all of it is looked through.
func (d *DB) Narrow(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "narrow")
	if d.Engine != SQLite {
		return nil
	}
	conn, err := d.write.Conn(ctx)
	if err != nil {
		return err
	}
	discard(conn)
	return nil
}
