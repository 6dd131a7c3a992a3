package dbtest

import (
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"nariwai/internal/clock"
	"nariwai/internal/db"
)

// Template is a database as it stood at one moment, of which any number of copies can be made.
type Template struct {
	engine db.Engine
	at     clock.Instant
	addr   string // of the SQLite file, or the name of the PostgreSQL database
}

// EachEngine runs f beside itself for every engine that can be tested here.
func EachEngine(t *testing.T, f func(t *testing.T, e db.Engine)) {
	t.Helper()
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			if e == db.Postgres {
				cluster(t)
			}
			f(t, e)
		})
	}
}

// Empty is a fresh, migrated database with its clock at Start.
func Empty(t testing.TB, e db.Engine) *Template {
	t.Helper()
	tp := &Template{engine: e, at: Start, addr: newAddr(t, e, "")}
	d, _ := open(t, tp.dsn(t))
	shut(t, d)
	return tp
}

// Then is a copy of the template on which f has done something.
func (tp *Template) Then(t testing.TB, f func(d *db.DB, c *Clock)) *Template {
	t.Helper()
	next := &Template{engine: tp.engine, at: tp.at, addr: newAddr(t, tp.engine, tp.addr)}
	d, c := (&Copy{next, next.dsn(t)}).Open(t)
	f(d, c)
	next.at = c.Now()
	shut(t, d)
	return next
}

// Copy is a database of the test's own that began as a template.
type Copy struct {
	from *Template
	Addr string // as db.Open takes it
}

// Copy makes a copy.
func (tp *Template) Copy(t testing.TB) *Copy {
	t.Helper()
	made := &Template{engine: tp.engine, addr: newAddr(t, tp.engine, tp.addr)}
	return &Copy{tp, made.dsn(t)}
}

// Open opens the copy, its clock where the template's stood. It may be closed and opened again.
func (c *Copy) Open(t testing.TB, options ...db.Option) (*db.DB, *Clock) {
	t.Helper()
	d, clock := reopen(t, c.Addr, options...)
	clock.Set(c.from.at)
	if err := d.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	unlock(t, d)
	return d, clock
}

// Pool opens the copy beside the program, to look at it without being looked at.
func (c *Copy) Pool(t testing.TB) *sql.DB {
	t.Helper()
	driver, addr := "sqlite", "file:"+c.Addr+"?_pragma=busy_timeout(5000)"
	if c.from.engine == db.Postgres {
		driver, addr = "pgx", c.Addr
	}
	pool, err := sql.Open(driver, addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pool.Close() })
	return pool
}

func shut(t testing.TB, d *db.DB) {
	t.Helper()
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

func (tp *Template) dsn(t testing.TB) string {
	if tp.engine == db.SQLite {
		return tp.addr
	}
	u, err := url.Parse(cluster(t))
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + tp.addr
	return u.String()
}

var copies atomic.Int64

// newAddr makes room for a database: a copy of from, or an empty one.
func newAddr(t testing.TB, e db.Engine, from string) string {
	t.Helper()
	if e == db.SQLite {
		path := filepath.Join(t.TempDir(), fmt.Sprintf("%d.db", copies.Add(1)))
		if from != "" {
			b, err := os.ReadFile(from) // closed, so that nothing of it is left in a log beside it
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		return path
	}
	name := fmt.Sprintf("c%d_%d", os.Getpid(), copies.Add(1))
	q := "CREATE DATABASE " + name
	if from != "" {
		q += " TEMPLATE " + from
	}
	admin, err := sql.Open("pgx", cluster(t))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := admin.Exec(q); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		admin.Exec("DROP DATABASE " + name + " WITH (FORCE)")
		admin.Close()
	})
	return name
}

// cluster is the address of the PostgreSQL cluster that tests may use.
func cluster(t testing.TB) string {
	t.Helper()
	addr := os.Getenv("NARIWAI_TEST_PG")
	if addr == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("NARIWAI_TEST_PG is not set: `make test` sets it")
		}
		t.Skip("NARIWAI_TEST_PG is not set: `make test` starts PostgreSQL and sets it")
	}
	return addr
}
