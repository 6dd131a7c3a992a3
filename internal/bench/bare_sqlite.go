package bench

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
	"time"

	"modernc.org/sqlite"
)

// bareTables are as little as a split transfer needs: two legs, the balances of the guarded accounts, and the key of the command.
// Their names have no domain: they lie in a file or a schema of their own, which is thrown away.
const bareTables = `
	CREATE TABLE transfer (id TEXT NOT NULL, leg BIGINT NOT NULL, debit TEXT NOT NULL, credit TEXT NOT NULL, amount BIGINT NOT NULL CHECK (amount > 0), PRIMARY KEY (id, leg));
	CREATE INDEX by_credit ON transfer (credit);
	CREATE INDEX by_debit ON transfer (debit);
	CREATE TABLE account (id TEXT PRIMARY KEY, balance BIGINT NOT NULL CHECK (balance >= 0));
	CREATE TABLE command (id TEXT PRIMARY KEY);`

const bareWorkers = 2_000

// bareSplit are the statements of a split transfer of the nth item, with their arguments. The item's escrow has to be there.
func bareSplit(n int) (list []bareStatement) {
	item, worker := fmt.Sprintf("escrow/%09d", n), fmt.Sprintf("earned/%04d", rand.IntN(bareWorkers))
	return []bareStatement{
		{"INSERT INTO command (id) VALUES ($1)", []any{fmt.Sprintf("key/%09d", n)}},
		{"INSERT INTO transfer (id, leg, debit, credit, amount) VALUES ($1, 1, $2, $3, 3200), ($1, 2, $2, 'fee', 800)", []any{fmt.Sprintf("settle/%09d", n), item, worker}},
		{"UPDATE account SET balance = balance - 4000 WHERE id = $1 AND balance >= 4000", []any{item}},
		{"UPDATE account SET balance = balance + 3200 WHERE id = $1", []any{worker}},
	}
}

type bareStatement struct {
	sql  string
	args []any
}

// bareConnection is a connection of the driver, with the statements that it has compiled.
type bareConnection struct {
	driver.Conn
	statements map[string]driver.Stmt
}

func (c *bareConnection) do(ctx context.Context, q string, args ...any) error {
	s := c.statements[q]
	if s == nil {
		var err error
		if s, err = c.Prepare(q); err != nil {
			return err
		}
		c.statements[q] = s
	}
	named := make([]driver.NamedValue, len(args))
	for i, a := range args {
		named[i] = driver.NamedValue{Ordinal: i + 1, Value: a}
	}
	_, err := s.(driver.StmtExecContext).ExecContext(ctx, named)
	return err
}

// bareSQLite books split transfers in a file of its own, so many with each durable commit, by one writer.
func bareSQLite(ctx context.Context, path string, group int, length time.Duration) (f Figure, err error) {
	opts := url.Values{"_pragma": {"journal_mode(wal)", "synchronous(full)", "foreign_keys(1)", "cache_size(-32000)", "temp_store(memory)"}}
	connector, err := sqlite.NewConnector("file:" + (&url.URL{Path: path}).EscapedPath() + "?" + opts.Encode())
	if err != nil {
		return f, err
	}
	conn, err := connector.Connect(ctx)
	if err != nil {
		return f, err
	}
	c := &bareConnection{conn, map[string]driver.Stmt{}}
	defer func() {
		for _, s := range c.statements {
			err = errors.Join(err, s.Close())
		}
		err = errors.Join(err, c.Close())
	}()
	for q := range strings.SplitSeq(bareTables, ";") {
		if strings.TrimSpace(q) == "" {
			continue
		}
		if err := c.do(ctx, q); err != nil {
			return f, err
		}
	}
	accounts := int(length.Seconds()*20_000) + 64*group
	if err := c.fill(ctx, accounts); err != nil {
		return f, err
	}
	n := 0
	took, length, err := closed(ctx, 1, length, func(ctx context.Context, _ int) error {
		if n+group > accounts {
			return errDone
		}
		if err := c.do(ctx, "BEGIN IMMEDIATE"); err != nil {
			return err
		}
		for range group {
			for _, s := range bareSplit(n) {
				if err := c.do(ctx, s.sql, s.args...); err != nil {
					return err
				}
			}
			n++
		}
		return c.do(ctx, "COMMIT")
	})
	f = figure(fmt.Sprintf("SQLite, bare split transfer, %d a commit", group), 1, took, length)
	f.N, f.Rate = n, float64(n)/length.Seconds()
	return f, err
}

// fill opens the accounts.
func (c *bareConnection) fill(ctx context.Context, escrows int) error {
	if err := c.do(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	for i := range bareWorkers {
		if err := c.do(ctx, "INSERT INTO account (id, balance) VALUES ($1, 0)", fmt.Sprintf("earned/%04d", i)); err != nil {
			return err
		}
	}
	for i := range escrows {
		if err := c.do(ctx, "INSERT INTO account (id, balance) VALUES ($1, 4000)", fmt.Sprintf("escrow/%09d", i)); err != nil {
			return err
		}
	}
	return c.do(ctx, "COMMIT")
}
