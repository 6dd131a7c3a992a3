package db_test

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
)

// What people wrote before there were threads stands in them in its order: a proposal with the questions about it, a contract with its
// messages, and who was waited for.
func TestMessagesBecomeThreads(t *testing.T) {
	t.Parallel()
	for engine, addr := range map[string]string{"sqlite": filepath.Join(t.TempDir(), "old.db"), "postgres": dbtest.PostgresAddr(t)} {
		t.Run(engine, func(t *testing.T) {
			d, err := db.Open(t.Context(), addr)
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			if err := d.MigrateTo(t.Context(), 18); err != nil {
				t.Fatal(err)
			}
			old := func(table string, row map[string]any) {
				t.Helper()
				if err := insertOld(t, d, table, row); err != nil {
					t.Fatal(table, err)
				}
			}
			type row = map[string]any
			old("market_job", row{"id": "j", "client": "shop", "title": "記事"})
			for i, p := range []string{"p1", "p2"} {
				old("market_proposal", row{"id": p, "job": "j", "worker": "w" + p[1:], "price": 1, "message": "書きます" + p, "sent_at": 100 + i})
			}
			old("market_question", row{"id": "q1", "proposal": "p1", "body": "いつから？", "asked_at": 110, "answer": "あすから", "answered_at": 120})
			old("market_question", row{"id": "q2", "proposal": "p1", "body": "何本？", "asked_at": 115})
			old("market_contract", row{"id": "c", "job": "j", "proposal": "p2", "client": "shop", "worker": "w2", "pay": 1, "title": "記事の契約", "awarded_at": 130})
			for i, from := range []string{"shop", "w2", "w2"} {
				old("message_message", row{"id": fmt.Sprint("m", i), "contract": "c", "from_party": from, "at": 140, "body": fmt.Sprint("連絡", i)})
			}
			if _, err := d.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			list := func(q string) string {
				t.Helper()
				all, err := db.All(t.Context(), d.Snapshot(), func(s *string) []any { return []any{s} }, q)
				if err != nil {
					t.Fatal(err)
				}
				return strings.Join(all, "\n")
			}
			for q, want := range map[string]string{
				"SELECT id || ' ' || contract || ' ' || worker || ' ' || CAST(last_n AS TEXT) || ' ' || CAST(last_at AS TEXT) || ' ' || title FROM message_thread ORDER BY id": "c c w2 3 140 記事の契約\np1  w1 4 120 記事\np2  w2 1 101 記事",
				"SELECT thread || CAST(n AS TEXT) || ' ' || kind || ' ' || from_party || ' ' || body FROM message_message ORDER BY thread, n": "c1  shop 連絡0\nc2  w2 連絡1\nc3  w2 連絡2\n" +
					"p11 proposal w1 書きますp1\np12  shop いつから？\np13  shop 何本？\np14  w1 あすから\np21 proposal w2 書きますp2",
				"SELECT thread || ' ' || party || ' ' || CAST(theirs_n AS TEXT) || ' ' || CAST(read_n AS TEXT) FROM message_seat ORDER BY thread, party": "c shop 3 3\nc w2 1 3\np1 shop 4 4\np1 w1 3 4\np2 shop 1 1\np2 w2 0 1",
				"SELECT thread || ' ' || party FROM message_seat WHERE needs ORDER BY thread":                                                            "p1 w1",
				"SELECT thread FROM message_unread": "",
			} {
				if got := list(q); got != want {
					t.Errorf("%s:\n%s\nwant\n%s", q, got, want)
				}
			}
		})
	}
}

// insertOld writes a row whose other columns are empty.
func insertOld(t *testing.T, d *db.DB, table string, row map[string]any) error {
	columns := "SELECT name, type FROM pragma_table_info($1)"
	if d.Engine == db.Postgres {
		columns = "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1"
	}
	type column struct{ name, kind string }
	all, err := db.All(t.Context(), d.Snapshot(), func(c *column) []any { return []any{&c.name, &c.kind} }, columns, table)
	if err != nil {
		return err
	}
	for _, c := range all {
		if _, set := row[c.name]; set {
			continue
		}
		switch kind := strings.ToUpper(c.kind); {
		case strings.HasPrefix(kind, "BOOL"):
			row[c.name] = false
		case strings.Contains(kind, "INT"):
			row[c.name] = 0
		default:
			row[c.name] = ""
		}
	}
	names := slices.Sorted(maps.Keys(row))
	var values []any
	for _, n := range names {
		values = append(values, row[n])
	}
	return d.Write(t.Context(), func(tx *db.Tx) error {
		return tx.Exec(t.Context(), 1, "INSERT INTO "+table+" ("+strings.Join(names, ", ")+") VALUES ("+db.Marks(1, len(values))+")", values...)
	})
}
