package db

import (
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

func (d *DB) openPostgres(addr string) error {
	d.Engine = Postgres
	config, err := pgx.ParseConfig(addr)
	if err != nil {
		return err
	}
	d.write = sql.OpenDB(d.through(stdlib.GetConnector(*config)))
	d.write.SetMaxOpenConns(48)
	d.write.SetMaxIdleConns(48)
	d.read = d.write
	return nil
}

// writeSerializable is Write on PostgreSQL: a SERIALIZABLE transaction, run again as long as the database asks for it.
func (d *DB) writeSerializable(ctx context.Context, f func(*Tx) error) error {
	for i, wait := 0, time.Millisecond; ; i++ {
		err := d.writePostgres(ctx, f)
		if err == nil || i == 40 || !again(err, i) || ctx.Err() != nil {
			return err
		}
		d.Stats.Retries.Add(1)
		time.Sleep(wait + rand.N(wait))
		if wait < 64*time.Millisecond {
			wait *= 2
		}
	}
}

func (d *DB) writePostgres(ctx context.Context, f func(*Tx) error) error {
	tx, err := d.write.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelSerializable})
	if err != nil {
		return classify(err)
	}
	defer tx.Rollback() // a no-op after Commit
	if err := guarded(f, &Tx{tx, d.Clock(), d.NewID, &d.Stats}); err != nil {
		return err
	}
	return classify(tx.Commit())
}

// again reports whether PostgreSQL gave up for a reason that goes away by itself, after so many tries.
func again(err error, tries int) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return false
	}
	// A unique violation may be a race that a rerun sees as a row that stands there: the other click of a double click
	// then answers what the first did. One that stays is a Conflict.
	return e.Code == "40001" || e.Code == "40P01" || e.Code == "23505" && tries < 3
}
