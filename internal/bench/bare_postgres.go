package bench

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
)

// bareScale is the scale of the tables that are like pgbench's.
const bareScale = 10

// bareSchema holds everything that is measured on, and is dropped afterwards.
const bareSchema = "nariwai_bare"

// A bareConn is one client of PostgreSQL.
type bareConn struct {
	*pgx.Conn
	ctx  context.Context
	next *atomic.Int64
}

// barePostgres runs a transaction by so many clients, at the server's default isolation, in a schema that is dropped afterwards.
func barePostgres(ctx context.Context, addr, name string, clients int, length time.Duration, do func(*bareConn) error) (f Figure, err error) {
	config, err := pgx.ParseConfig(addr)
	if err != nil {
		return f, err
	}
	config.RuntimeParams["search_path"] = bareSchema
	admin, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return f, err
	}
	defer admin.Close(ctx)
	accounts := int(length.Seconds()*15_000) + 1_000
	if _, err := admin.Exec(ctx, "DROP SCHEMA IF EXISTS "+bareSchema+" CASCADE; CREATE SCHEMA "+bareSchema+";"+bareTables+fmt.Sprintf(`
		INSERT INTO account SELECT 'earned/' || LPAD(n::TEXT, 4, '0'), 0 FROM generate_series(0, %d) n;
		INSERT INTO account SELECT 'escrow/' || LPAD(n::TEXT, 9, '0'), 4000 FROM generate_series(0, %d) n;
		CREATE TABLE branch (id INT PRIMARY KEY, balance INT NOT NULL, filler CHAR(88));
		CREATE TABLE teller (id INT PRIMARY KEY, branch INT NOT NULL, balance INT NOT NULL, filler CHAR(84));
		CREATE TABLE holder (id INT PRIMARY KEY, branch INT NOT NULL, balance INT NOT NULL, filler CHAR(84));
		CREATE TABLE history (teller INT, branch INT, holder INT, delta INT, at TIMESTAMP, filler CHAR(22));
		INSERT INTO branch SELECT n, 0, '' FROM generate_series(1, %[3]d) n;
		INSERT INTO teller SELECT n, (n - 1) / 10 + 1, 0, '' FROM generate_series(1, %[3]d * 10) n;
		INSERT INTO holder SELECT n, (n - 1) / 100000 + 1, 0, '' FROM generate_series(1, %[3]d * 100000) n;
		ANALYZE;`, bareWorkers-1, accounts, bareScale)); err != nil {
		return f, err
	}
	defer func() {
		_, dropped := admin.Exec(ctx, "DROP SCHEMA "+bareSchema+" CASCADE")
		err = errors.Join(err, dropped)
	}()
	var next atomic.Int64
	conns := make([]*bareConn, clients)
	for i := range conns {
		c, err := pgx.ConnectConfig(ctx, config)
		if err != nil {
			return f, err
		}
		defer c.Close(ctx)
		conns[i] = &bareConn{c, ctx, &next}
	}
	took, length, err := closed(ctx, clients, length, func(_ context.Context, client int) error {
		if int(next.Load()) >= accounts {
			return errDone
		}
		return do(conns[client])
	})
	return figure(name, clients, took, length), err
}

// split books one split transfer.
func (c *bareConn) split() error {
	n := int(c.next.Add(1) - 1)
	return pgx.BeginFunc(c.ctx, c.Conn, func(tx pgx.Tx) error {
		for _, s := range bareSplit(n) {
			if _, err := tx.Exec(c.ctx, s.sql, s.args...); err != nil {
				return err
			}
		}
		return nil
	})
}

// tpcb is the transaction of pgbench's default script.
func (c *bareConn) tpcb() error {
	holder, teller, branch, delta := 1+rand.IntN(100_000*bareScale), 1+rand.IntN(10*bareScale), 1+rand.IntN(bareScale), rand.IntN(10_001)-5_000
	return pgx.BeginFunc(c.ctx, c.Conn, func(tx pgx.Tx) error {
		var balance int
		if _, err := tx.Exec(c.ctx, "UPDATE holder SET balance = balance + $1 WHERE id = $2", delta, holder); err != nil {
			return err
		}
		if err := tx.QueryRow(c.ctx, "SELECT balance FROM holder WHERE id = $1", holder).Scan(&balance); err != nil {
			return err
		}
		if _, err := tx.Exec(c.ctx, "UPDATE teller SET balance = balance + $1 WHERE id = $2", delta, teller); err != nil {
			return err
		}
		if _, err := tx.Exec(c.ctx, "UPDATE branch SET balance = balance + $1 WHERE id = $2", delta, branch); err != nil {
			return err
		}
		_, err := tx.Exec(c.ctx, "INSERT INTO history (teller, branch, holder, delta, at) VALUES ($1, $2, $3, $4, $5)", teller, branch, holder, delta, time.Now())
		return err
	})
}
