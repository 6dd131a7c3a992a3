// Package dbtest runs a test on every database that we promise to run on.
package dbtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/seal"
)

// Start is where the clock of a test database stands until the test moves it: a Wednesday noon in Japan.
var Start = clock.At(2026, 4, 1, 12, 0)

// Clock is a clock that only the test moves.
type Clock struct{ now atomic.Int64 }

func (c *Clock) Now() clock.Instant        { return clock.Instant(c.now.Load()) }
func (c *Clock) Set(i clock.Instant)       { c.now.Store(int64(i)) }
func (c *Clock) Advance(by clock.Duration) { c.now.Add(int64(by)) }

var schemas atomic.Int64

// Each runs f on SQLite and on PostgreSQL, each with a fresh, migrated database and a clock at Start.
// NARIWAI_TEST_PG holds the address of the PostgreSQL cluster; `make test` starts one.
func Each(t *testing.T, f func(t *testing.T, d *db.DB, c *Clock)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		d, c := SQLite(t)
		f(t, d, c)
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		d, c := Postgres(t)
		f(t, d, c)
	})
}

// SQLite opens a fresh database in a file of the test's own.
func SQLite(t testing.TB) (*db.DB, *Clock) { return open(t, filepath.Join(t.TempDir(), "nariwai.db")) }

// Postgres opens a fresh schema of the test cluster.
func Postgres(t testing.TB) (*db.DB, *Clock) {
	return open(t, PostgresAddr(t))
}

// PostgresAddr makes an empty schema in the test cluster and returns its address.
func PostgresAddr(t testing.TB) string {
	t.Helper()
	addr := cluster(t)
	admin, err := sql.Open("pgx", addr)
	if err != nil {
		t.Fatal(err)
	}
	schema := fmt.Sprintf("t%d_%d", os.Getpid(), schemas.Add(1))
	if _, err := admin.Exec("CREATE SCHEMA " + schema); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		admin.Exec("DROP SCHEMA " + schema + " CASCADE")
		admin.Close()
	})
	sep := "?"
	if strings.Contains(addr, "?") {
		sep = "&"
	}
	return addr + sep + "search_path=" + schema
}

// KeyFile is the file of the keys with which every test database is sealed.
const KeyFile = "dGhpcyBpcyBhIGtleSBmb3IgdGVzdGluZyBvbmx5ISE=\n"

// KeysForPrograms gives the programs that a package's tests start the keys of the test databases. Call it in TestMain.
func KeysForPrograms() (remove func()) {
	f, err := os.CreateTemp("", "nariwai-keys")
	if err != nil {
		panic(err)
	}
	if _, err := f.WriteString(KeyFile); err != nil {
		panic(err)
	}
	if err := errors.Join(f.Close(), os.Setenv("NARIWAI_KEYS", f.Name())); err != nil {
		panic(err)
	}
	return func() { os.Remove(f.Name()) }
}

// Keys are what every test database is sealed with.
func Keys(t testing.TB) *seal.Keys {
	t.Helper()
	k, err := seal.Parse(KeyFile)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func open(t testing.TB, addr string, options ...db.Option) (*db.DB, *Clock) {
	t.Helper()
	d, c := reopen(t, addr, options...)
	if _, err := d.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	unlock(t, d)
	return d, c
}

func unlock(t testing.TB, d *db.DB) {
	t.Helper()
	if err := d.UseKeys(context.Background(), Keys(t)); err != nil {
		t.Fatal(err)
	}
}

// reopen opens what is migrated.
func reopen(t testing.TB, addr string, options ...db.Option) (*db.DB, *Clock) {
	t.Helper()
	d, err := db.Open(context.Background(), addr, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	c := &Clock{}
	c.Set(Start)
	d.Clock = c.Now
	return d, c
}
