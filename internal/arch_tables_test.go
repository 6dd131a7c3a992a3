package internal

import (
	"go/ast"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// A table's name begins with the name of the domain that owns it, and only that domain's storage writes it:
// then an invariant that holds in one package holds in the database. db owns db_*.
func writerOf(table string) string {
	domain, _, ok := strings.Cut(table, "_")
	switch {
	case !ok:
		return ""
	case domain == "db":
		return "db"
	}
	return domain + "/" + domain + "db"
}

var (
	writing = regexp.MustCompile(`(?i)\b(?:INSERT\s+INTO|DELETE\s+FROM|UPDATE|TRUNCATE(?:\s+TABLE)?|REPLACE\s+INTO|MERGE\s+INTO)\s+([a-z][a-z0-9_]*|\x00)`)
	notSQL  = regexp.MustCompile(`(?i)\b(?:DO|FOR)\s+UPDATE\b`)
)

// written returns the tables that an SQL text writes; "\x00" for one that is put in when it runs.
func written(sql string) (tables []string) {
	for _, m := range writing.FindAllStringSubmatch(notSQL.ReplaceAllString(sql, ""), -1) {
		if table := strings.ToLower(m[1]); table == "\x00" || strings.Contains(table, "_") {
			tables = append(tables, table)
		}
	}
	return tables
}

func TestTablesHaveOneWriter(t *testing.T) {
	for _, p := range packages(t) {
		for _, file := range p.files {
			texts(file, func(n ast.Node, s string) {
				for _, table := range written(s) {
					switch {
					case table == "\x00" && p.path != "db":
						t.Errorf("%s: a table whose name is put together can't be checked: write it out", line(n))
					case table != "\x00" && writerOf(table) != p.path:
						t.Errorf("%s: %s writes %s, which belongs to %s", line(n), p.path, table, writerOf(table))
					}
				}
			})
			ast.Inspect(file, func(n ast.Node) bool {
				lit, ok := n.(*ast.CompositeLit)
				if !ok {
					return true
				}
				if table := mapped(lit); table != "" && writerOf(table) != p.path && p.path != "query" {
					t.Errorf("%s: %s maps %s for writing, which belongs to %s", line(n), p.path, table, writerOf(table))
				}
				return true
			})
		}
	}
}

// mapped returns the table of a db.Table literal, or "".
func mapped(lit *ast.CompositeLit) string {
	kind := lit.Type
	if i, ok := kind.(*ast.IndexExpr); ok {
		kind = i.X
	}
	named := false
	switch k := kind.(type) {
	case *ast.SelectorExpr:
		named = k.Sel.Name == "Table"
	case *ast.Ident:
		named = k.Name == "Table"
	}
	if !named || len(lit.Elts) == 0 {
		return ""
	}
	for i, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if key, ok := kv.Key.(*ast.Ident); !ok || key.Name != "Name" {
				continue
			}
			e = kv.Value
		} else if i > 0 {
			break
		}
		if b, ok := e.(*ast.BasicLit); ok {
			s, _ := strconv.Unquote(b.Value)
			return s
		}
		return "\x00_"
	}
	return ""
}

// query has no way to write: it gets no transaction and no *db.DB that could make one.
func TestQueryOnlyReads(t *testing.T) {
	for _, p := range packages(t) {
		if p.path != "query" {
			continue
		}
		for _, file := range p.files {
			ast.Inspect(file, func(n ast.Node) bool {
				s, ok := n.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				if x, ok := s.X.(*ast.Ident); ok && x.Name == "db" && s.Sel.Name == "Tx" {
					t.Errorf("%s: a page's query takes a db.Reader, never a transaction", line(n))
				}
				if s.Sel.Name == "Write" || s.Sel.Name == "Once" {
					t.Errorf("%s: a page's query doesn't write", line(n))
				}
				return true
			})
		}
	}
}

// What one of our engines, or one that we want to be able to move to, doesn't do or does differently.
var foreign = []struct{ pattern, why string }{
	{`\bFOR\s+(NO\s+KEY\s+)?(UPDATE|SHARE)\b`, "SQLite has no row locks: guard the UPDATE with a condition and look at what it returns"},
	{`\bI?LIKE\s+ANY\b|\bILIKE\b`, "only PostgreSQL has it"},
	{`\bnow\s*\(|\bCURRENT_(TIMESTAMP|DATE|TIME)\b|\bdatetime\s*\(|\bstrftime\s*\(`, "time comes from tx.Now"},
	{`\brandom\s*\(|\bgen_random_uuid\b`, "ids come from tx.NewID"},
	{`\bDISTINCT\s+ON\b|\bARRAY\s*\[|\bunnest\s*\(|::[a-z]`, "only PostgreSQL has it"},
	{`\bLISTEN\b\s|\bpg_notify\b|\bpg_advisory`, "a hint at most, and not through every pooler"},
	{`\bINSERT\s+OR\s+|\bREPLACE\s+INTO\b|\browid\b|\bGLOB\b|\bPRAGMA\b`, "only SQLite has it"},
	{`\bNULLIF\b.*\bNULL\b|\bIS\s+NOT\s+DISTINCT\b`, "columns hold '' or 0 for none, never NULL"},
	{`(^|[^?\w])\?(\s|,|\)|$)`, "placeholders are $1, $2, …: one text for both engines"},
}

var (
	sqlText = regexp.MustCompile(`(?is)^\s*(SELECT|INSERT\s+INTO|UPDATE|DELETE\s+FROM|WITH)\s`)
	dialect = func() (all []*regexp.Regexp) {
		for _, f := range foreign {
			all = append(all, regexp.MustCompile(`(?i)`+f.pattern))
		}
		return all
	}()
)

func TestOneSQLForAllEngines(t *testing.T) {
	for _, p := range packages(t) {
		if p.path == "db" || rungOf(p.path) == nil || rungOf(p.path).name == "test bench" {
			continue
		}
		for _, file := range p.files {
			texts(file, func(n ast.Node, s string) {
				if !sqlText.MatchString(s) {
					return
				}
				for i, re := range dialect {
					if p.path == "search/searchdb" && foreign[i].why == "only SQLite has it" {
						continue // the index of words is the one thing that the engines do each in their own way
					}
					if m := re.FindString(s); m != "" {
						t.Errorf("%s: %q: %s", line(n), m, foreign[i].why)
					}
				}
			})
		}
	}
}

var (
	created  = regexp.MustCompile(`(?i)CREATE\s+TABLE\s+([a-z0-9_]+)\s*\(`)
	mayHold  = regexp.MustCompile(`(?i)\b(SERIAL|TIMESTAMP|TIMESTAMPTZ|DATE|JSONB?|NUMERIC|DECIMAL|REAL|FLOAT|DOUBLE|INTEGER|INT|SMALLINT|BLOB|BYTEA|VARCHAR|UUID|AUTOINCREMENT|TRIGGER|SEQUENCE|DEFERRABLE)\b`)
	nullable = regexp.MustCompile(`(?i)\b[a-z_]+\s+(TEXT|BIGINT|BOOLEAN)\b`)
	comment  = regexp.MustCompile(`(?m)--.*$`)
)

func TestMigrations(t *testing.T) {
	files, err := filepath.Glob("db/migrations/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		sql := comment.ReplaceAllString(string(b), "")
		for _, m := range created.FindAllStringSubmatch(sql, -1) {
			if w := writerOf(m[1]); rungOf(w) == nil {
				t.Errorf("%s: %s belongs to nobody: there is no %s", name, m[1], w)
			}
		}
		for _, m := range mayHold.FindAllString(sql, -1) {
			t.Errorf("%s: %s: columns are BIGINT, TEXT or BOOLEAN, which mean the same on every engine", name, m)
		}
		for _, at := range nullable.FindAllStringIndex(sql, -1) {
			rest := sql[at[1]:min(len(sql), at[1]+40)]
			if !regexp.MustCompile(`(?i)^\s+(NOT\s+NULL|PRIMARY\s+KEY)`).MatchString(rest) {
				t.Errorf("%s: %s may be NULL: '' or 0 stands for none", name, strings.TrimSpace(sql[at[0]:at[1]]))
			}
		}
	}
}

// The recogniser itself, against what it must and must not see.
func TestWritten(t *testing.T) {
	for sql, want := range map[string]string{
		"INSERT INTO market_job (id) VALUES ($1)":                                "market_job",
		"insert\n into\tmarket_job (id)":                                         "market_job",
		"UPDATE market_job SET a = 1":                                            "market_job",
		"DELETE FROM db_meta":                                                    "db_meta",
		"INSERT INTO db_meta (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET a = 1": "db_meta",
		"WITH x AS (SELECT 1) UPDATE ledger_account SET balance = 0 WHERE id IN (SELECT id FROM b_c)": "ledger_account",
		"SELECT updated_at FROM market_job": "",
		"UPDATE \x00 SET a = 1":             "\x00",
		"please update your profile":        "",
	} {
		if got := strings.Join(written(sql), " "); got != want {
			t.Errorf("%q writes %q, want %q", sql, got, want)
		}
	}
}
