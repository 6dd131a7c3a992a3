package webtest

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
)

// Undo brings the database back to what it was when the Undo was made, so that one request doesn't disturb the next.
type Undo struct {
	t      testing.TB
	conn   *sql.Conn
	tables []string
	seen   int64
}

// Undo keeps a copy of the stage as it is now.
func (s *Stage) Undo(t testing.TB) *Undo {
	t.Helper()
	u := &Undo{t: t}
	path := s.text("SELECT file FROM pragma_database_list WHERE name = 'main'")
	pool, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(5000)&_pragma=synchronous(off)")
	if err != nil {
		t.Fatal(err)
	}
	if u.conn, err = pool.Conn(ctx); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { u.conn.Close(); pool.Close() })
	kept := filepath.Join(t.TempDir(), "kept.db")
	u.exec("VACUUM INTO '" + strings.ReplaceAll(kept, "'", "''") + "'")
	u.exec("ATTACH '" + strings.ReplaceAll(kept, "'", "''") + "' AS kept")
	// An index of words is kept as the tables behind it.
	rows, err := u.conn.QueryContext(ctx, "SELECT name FROM kept.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE 'CREATE VIRTUAL %'")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		u.tables = append(u.tables, name)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	u.seen = u.version()
	return u
}

// version changes when somebody else has written.
func (u *Undo) version() (v int64) {
	u.t.Helper()
	if err := u.conn.QueryRowContext(ctx, "PRAGMA main.data_version").Scan(&v); err != nil {
		u.t.Fatal(err)
	}
	return v
}

// Changed returns the tables that hold something else than when the Undo was made.
func (u *Undo) Changed() (tables []string) {
	u.t.Helper()
	if u.version() == u.seen {
		return nil
	}
	for _, name := range u.tables {
		var n int64
		if err := u.conn.QueryRowContext(ctx, "SELECT (SELECT COUNT(*) FROM (SELECT * FROM main."+name+" EXCEPT SELECT * FROM kept."+name+
			")) + (SELECT COUNT(*) FROM (SELECT * FROM kept."+name+" EXCEPT SELECT * FROM main."+name+"))").Scan(&n); err != nil {
			u.t.Fatal(err)
		}
		if n > 0 {
			tables = append(tables, name)
		}
	}
	return tables
}

// Do takes back whatever was written; it reports whether anything was.
func (u *Undo) Do() bool {
	u.t.Helper()
	if u.version() == u.seen {
		return false
	}
	var sql strings.Builder
	sql.WriteString("PRAGMA foreign_keys = off; BEGIN IMMEDIATE;")
	for _, name := range u.tables {
		sql.WriteString(" DELETE FROM main." + name + "; INSERT INTO main." + name + " SELECT * FROM kept." + name + ";")
	}
	sql.WriteString(" COMMIT;")
	u.exec(sql.String())
	u.seen = u.version()
	return true
}

func (u *Undo) exec(q string) {
	u.t.Helper()
	if _, err := u.conn.ExecContext(context.Background(), q); err != nil {
		u.t.Fatalf("%.80s: %v", q, err)
	}
}
