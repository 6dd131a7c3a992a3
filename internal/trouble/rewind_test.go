package trouble

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	"nariwai/internal/db"
)

// rewind keeps what stands in a database and brings it back, much faster than a copy. It also looks on: it tells whether
// anything has been committed. It works beside the program, on a connection of its own.
type rewind struct {
	t      testing.TB
	engine db.Engine
	conn   *sql.Conn
	tables []string
	seen   string // how all of it looked
}

// newRewind prepares it for the database at addr, which is migrated.
func newRewind(t testing.TB, e db.Engine, addr string) *rewind {
	t.Helper()
	r := &rewind{t: t, engine: e}
	driver, list := "pgx", "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
	if e == db.SQLite {
		driver, addr = "sqlite", "file:"+addr+"?_pragma=busy_timeout(5000)&_pragma=synchronous(off)&_pragma=foreign_keys(0)"
		list = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE 'CREATE VIRTUAL%'"
	}
	pool, err := sql.Open(driver, addr)
	if err == nil {
		r.conn, err = pool.Conn(context.Background())
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.conn.Close(); pool.Close() })
	if e == db.Postgres {
		r.exec("SET session_replication_role = replica") // foreign keys wait until all is back
	}
	for _, table := range r.texts(list + " ORDER BY 1") {
		if !strings.HasPrefix(table, "goose_") && !strings.HasPrefix(table, "kept_") {
			r.tables = append(r.tables, table)
		}
	}
	for _, table := range r.tables {
		r.exec("CREATE TABLE kept_" + table + " AS SELECT * FROM " + table)
	}
	r.look()
	return r
}

// keep remembers what stands now.
func (r *rewind) keep() {
	r.t.Helper()
	q := "BEGIN;"
	for _, table := range r.tables {
		q += " DELETE FROM kept_" + table + "; INSERT INTO kept_" + table + " SELECT * FROM " + table + ";"
	}
	r.exec(q + " COMMIT;")
	r.look()
}

// back brings back what keep has remembered.
func (r *rewind) back() {
	r.t.Helper()
	q := "BEGIN;"
	if r.engine == db.SQLite {
		q = "BEGIN IMMEDIATE;"
	}
	for _, table := range r.tables {
		q += " DELETE FROM " + table + "; INSERT INTO " + table + " SELECT * FROM kept_" + table + ";"
	}
	r.exec(q + " COMMIT;")
	r.look()
}

// changed reports whether anything has been committed since keep, back or changed.
func (r *rewind) changed() bool { r.t.Helper(); return r.look() }

func (r *rewind) look() (changed bool) {
	r.t.Helper()
	if r.engine == db.SQLite {
		now := r.texts("PRAGMA data_version")[0]
		changed = r.seen != now
		r.seen = now
		return changed
	}
	var each []string
	for _, table := range r.tables {
		each = append(each, "SELECT '"+table+"/' || COUNT(*) || '/' || COALESCE(MAX(xmin::text::bigint), 0) FROM "+table)
	}
	now := strings.Join(r.texts(strings.Join(each, " UNION ALL ")), " ")
	changed = r.seen != now
	r.seen = now
	return changed
}

func (r *rewind) exec(q string) {
	r.t.Helper()
	if _, err := r.conn.ExecContext(context.Background(), q); err != nil {
		r.t.Fatalf("%.200s: %v", q, err)
	}
}

func (r *rewind) texts(q string) (out []string) {
	r.t.Helper()
	rows, err := r.conn.QueryContext(context.Background(), q)
	if err != nil {
		r.t.Fatalf("%.200s: %v", q, err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			r.t.Fatal(err)
		}
		out = append(out, s)
	}
	if err := rows.Err(); err != nil {
		r.t.Fatal(err)
	}
	return out
}
