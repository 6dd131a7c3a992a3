package internal

import (
	"bufio"
	"go/ast"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// No float stands where money is counted: 0.1 yen does not exist and 0.1 + 0.2 is not 0.3.
func TestNoFloatNearMoney(t *testing.T) {
	near := map[string]bool{"yen": true, "ledger": true, "ledger/ledgerdb": true, "billing": true, "billing/billingdb": true,
		"market": true, "market/marketdb": true, "bank": true, "document": true}
	for _, p := range packages(t) {
		if !near[p.path] {
			continue
		}
		for _, file := range p.files {
			ast.Inspect(file, func(n ast.Node) bool {
				if i, ok := n.(*ast.Ident); ok && (i.Name == "float64" || i.Name == "float32") {
					t.Errorf("%s: %s near money", line(n), i.Name)
				}
				return true
			})
		}
	}
}

// Time and chance come in through db.Tx, so that a run can be repeated byte for byte and a demonstration's clock can be moved.
func TestTimeComesFromTheClock(t *testing.T) {
	for _, p := range packages(t) {
		r := rungOf(p.path)
		if r == nil || p.path == "clock" {
			continue
		}
		switch r.name {
		case "value", "domain", "storage", "query", "step", "use case":
		default:
			continue
		}
		for _, file := range p.files {
			ast.Inspect(file, func(n ast.Node) bool {
				s, ok := n.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				x, ok := s.X.(*ast.Ident)
				switch {
				case !ok:
				case x.Name == "time" && (s.Sel.Name == "Now" || s.Sel.Name == "Since" || s.Sel.Name == "Until" || s.Sel.Name == "Sleep"),
					x.Name == "clock" && s.Sel.Name == "System":
					t.Errorf("%s: %s.%s: time comes from tx.Now", line(n), x.Name, s.Sel.Name)
				case x.Name == "context" && (s.Sel.Name == "TODO"):
					t.Errorf("%s: a context comes from the caller", line(n))
				}
				return true
			})
		}
	}
}

func TestPackagesSayWhatTheyAreFor(t *testing.T) {
	for _, p := range packages(t) {
		said := false
		for _, f := range p.files {
			said = said || f.Doc != nil
		}
		if !said {
			t.Errorf("%s has no package comment", p.path)
		}
	}
}

// One file holds one idea; what is longer is two.
func TestFilesAreShort(t *testing.T) {
	const most = 450
	for _, root := range []string{".", "../cmd"} {
		err := filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || !strings.HasSuffix(name, ".go") {
				return err
			}
			f, err := os.Open(name)
			if err != nil {
				return err
			}
			defer f.Close()
			lines := 0
			for s := bufio.NewScanner(f); s.Scan(); {
				lines++
			}
			if lines > most {
				t.Errorf("%s has %d lines, more than %d: does it hold one idea?", name, lines, most)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Each part that we did not write has a line that says what it does for us, and there are few of them.
func TestEveryDependencyHasAReason(t *testing.T) {
	const most = 26
	mod, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	reasons, err := os.ReadFile("../docs/decisions/0004-dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	direct := regexp.MustCompile(`(?m)^(?:require )?\s*(\S+\.\S+/\S+|\S+\.\S+) v\S+$`).FindAllStringSubmatch(string(mod), -1)
	if n := len(direct); n == 0 || n > most {
		t.Errorf("%d direct dependencies, want 1 to %d", n, most)
	}
	for _, m := range direct {
		if !strings.Contains(string(reasons), "`"+m[1]+"`") {
			t.Errorf("docs/decisions/0004-dependencies.md doesn't say what %s does for us", m[1])
		}
	}
}
