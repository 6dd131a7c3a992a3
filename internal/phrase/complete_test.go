package phrase_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/template/parse"

	"nariwai/internal/phrase"
)

const root = "../.."

// untranslated lists where Japanese in Go is data and not a sentence for a reader. A path that ends in / is a folder;
// "file.go:Name" is one function, method, variable or constant.
var untranslated = []struct{ path, why string }{
	{"internal/usecase/seeding/", "the people, jobs and letters of made-up markets: what their users would have written"},
	{"internal/demo/", "the demonstration's people, jobs and letters: what its users would have written"},
	{"internal/sim/", "the same, made by the simulation"},
	{"internal/db/dbtest/", "for tests"},
	{"internal/usecase/cast/", "people for tests"},
	{"internal/webtest/", "the stage of the tests of pages"},
	{"internal/bank/deposits.go:columnNames", "the headings of the banks' lists"},
	{"internal/bank/deposits.go:header.(円)", "what a bank writes into a heading"},
	{"internal/bank/directory.go:Banks", "the endings of banks' names"},
	{"internal/bank/directory.go:Branches", "the endings of branches' names"},
	{"internal/bank/kana.go:halfKana", "the letters of a bank's file"},
	{"internal/bank/reference.go:Reference", "what a bank writes before a payer's name"},
	{"internal/people/address.go:AddressKey", "what is left out of an address"},
	{"internal/people/address.go:blockNumbers", "numbers in an address"},
	{"internal/people/password.go:rows", "what a bad password is made of"},
	{"internal/bulk/read.go:heads", "what clients call the columns of their tables"},
	{"internal/bulk/read.go:ask.字", "what a number may be typed with"},
	{"internal/bulk/read.go:ask.文字", "what a number may be typed with"},
	{"internal/bulk/read.go:ask.円", "what a number may be typed with"},
	{"internal/bulk/read_cells.go:day", "what a date may be typed with"},
	{"internal/calendar/date.go:weekdays", "parts of a Japanese date; En says it in English"},
	{"internal/calendar/date.go:Ja", "a Japanese date"},
	{"internal/calendar/date.go:Parse.年", "what a date may be typed with"},
	{"internal/calendar/date.go:Parse.月", "what a date may be typed with"},
	{"internal/calendar/date.go:Parse.日", "what a date may be typed with"},
	{"internal/calendar/month.go:Ja", "a Japanese month"},
	{"internal/calendar/month.go:ParseMonth.年", "what a month may be typed with"},
	{"internal/calendar/month.go:ParseMonth.月", "what a month may be typed with"},
	{"internal/people/erasure.go:Close", "the pseudonym of somebody who has left is kept in their place"},
	{"internal/people/password.go:rows", "the order in which children learn the kana"},
	{"internal/phrase/phrase.go:weekdays", "parts of a Japanese date"},
	{"internal/phrase/phrase.go:moment", "a Japanese date"},
	{"internal/yen/yen.go:String", "the Japanese form of an amount"},
	{"internal/yen/yen.go:Parse.円", "what an amount may be typed with"},
	{"internal/web/funcs.go:price", "the Japanese form of an amount"},
	{"internal/trust/find.go:kinds", "how addresses and sums are written in postings"},
	{"internal/picture/fold.go:neverFirst", "what no line begins with"},
	{"internal/web/menu.go:languageNames", "each language's name for itself"},
}

// unspoken is Japanese that is no word of any language: the name.
const unspoken = "生業"

// speaks reports whether a text holds something to translate.
func speaks(text string) bool { return phrase.Japanese(strings.ReplaceAll(text, unspoken, "")) }

// use is where a key was found.
type use struct{ key, where string }

func TestEverySentenceIsTranslated(t *testing.T) {
	uses := append(templateUses(t), goUses(t)...)
	entries, files := catalogue(t)
	used := map[string]bool{}
	missing := map[string]bool{}
	for _, u := range uses {
		used[u.key] = true
		text, ok := entries[u.key]
		switch {
		case (!ok || text == "") && !missing[u.key]:
			missing[u.key] = true
			t.Errorf("%s: no English:\nmsgid %s\nmsgstr \"\"", u.where, strconv.Quote(u.key))
		case ok && !slices.Equal(verbs(u.key), verbs(text)):
			t.Errorf("%s: %q and its English %q don't take the same arguments", u.where, u.key, text)
		}
	}
	for key := range entries {
		if !used[key] {
			t.Errorf("%s: nobody says %q", files[key], key)
		}
	}
	if len(uses) < 100 {
		t.Errorf("only %d sentences found: is the test looking in the right place?", len(uses))
	}
}

func catalogue(t *testing.T) (entries, files map[string]string) {
	entries, files = map[string]string{}, map[string]string{}
	names, err := filepath.Glob("po/*.en.po")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		list, err := phrase.ParsePO(string(b))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, e := range list {
			if text, twice := entries[e.Key]; twice && text != e.Text {
				t.Errorf("%s:%d: %q is %q here and %q in %s", name, e.Line, e.Key, e.Text, text, files[e.Key])
			}
			entries[e.Key], files[e.Key] = e.Text, name+":"+strconv.Itoa(e.Line)
		}
	}
	return entries, files
}

var verb = regexp.MustCompile(`%(?:\[(\d+)\])?[-+ 0#]*\d*(?:\.\d+)?([a-z%])`)

// verbs lists the arguments that a sentence takes, by number, sorted.
func verbs(s string) (list []string) {
	if !strings.Contains(s, "%s") && !strings.Contains(s, "%d") && !strings.Contains(s, "%[") {
		return nil // taken as it is: 20% is a percentage
	}
	next := 1
	for _, m := range verb.FindAllStringSubmatch(s, -1) {
		if m[2] == "%" {
			continue
		}
		if m[1] != "" {
			next, _ = strconv.Atoi(m[1])
		}
		list = append(list, strconv.Itoa(next))
		next++
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// templateUses reads every template: Japanese strings in actions are keys, Japanese outside of them is a mistake.
func templateUses(t *testing.T) (uses []use) {
	names, err := filepath.Glob(root + "/internal/web/templates/*.html")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		tree := parse.New(name)
		tree.Mode = parse.SkipFuncCheck
		trees := map[string]*parse.Tree{}
		if _, err := tree.Parse(string(b), "", "", trees); err != nil {
			t.Fatal(err)
		}
		where := strings.TrimPrefix(name, root+"/")
		for _, tr := range trees {
			walkTemplate(tr.Root, func(n parse.Node) {
				switch n := n.(type) {
				case *parse.StringNode:
					if speaks(n.Text) {
						uses = append(uses, use{n.Text, where})
					}
				case *parse.TextNode:
					if text := string(n.Text); speaks(text) {
						t.Errorf("%s: Japanese outside of {{t}}: %q", where, strings.TrimSpace(text))
					}
				}
			})
		}
	}
	return uses
}

func walkTemplate(n parse.Node, visit func(parse.Node)) {
	visit(n)
	pipe := func(p *parse.PipeNode) {
		if p != nil {
			walkTemplate(p, visit)
		}
	}
	list := func(l *parse.ListNode) {
		if l != nil {
			walkTemplate(l, visit)
		}
	}
	branch := func(b *parse.BranchNode) { pipe(b.Pipe); list(b.List); list(b.ElseList) }
	switch n := n.(type) {
	case *parse.ListNode:
		for _, c := range n.Nodes {
			walkTemplate(c, visit)
		}
	case *parse.ActionNode:
		pipe(n.Pipe)
	case *parse.TemplateNode:
		pipe(n.Pipe)
	case *parse.PipeNode:
		for _, c := range n.Cmds {
			walkTemplate(c, visit)
		}
	case *parse.CommandNode:
		for _, c := range n.Args {
			walkTemplate(c, visit)
		}
	case *parse.ChainNode:
		walkTemplate(n.Node, visit)
	case *parse.IfNode:
		branch(&n.BranchNode)
	case *parse.RangeNode:
		branch(&n.BranchNode)
	case *parse.WithNode:
		branch(&n.BranchNode)
	}
}

// goUses reads every Go file but the tests: a string that holds Japanese is a key unless untranslated says otherwise.
func goUses(t *testing.T) (uses []use) {
	excused := map[string]bool{}
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		name := filepath.ToSlash(strings.TrimPrefix(path, root+"/"))
		if err != nil {
			return err
		}
		if e.IsDir() {
			if strings.HasPrefix(e.Name(), ".") && e.Name() != ".." || e.Name() == "data" || e.Name() == "testdata" {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		for _, u := range untranslated {
			if strings.HasSuffix(u.path, "/") && strings.HasPrefix(name, u.path) {
				excused[u.path] = true
				return nil
			}
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, path, nil, 0)
		if err != nil {
			return err
		}
		for _, d := range f.Decls {
			for owner, part := range owners(d) {
				for _, s := range stringsIn(part) {
					if !speaks(s.text) {
						continue
					}
					if o := slices.IndexFunc(untranslated, func(u struct{ path, why string }) bool {
						return u.path == name || u.path == name+":"+owner || u.path == name+":"+owner+"."+s.text
					}); o >= 0 {
						excused[untranslated[o].path] = true
						continue
					}
					uses = append(uses, use{s.text, name + ":" + strconv.Itoa(fset.Position(s.pos).Line) + " (" + owner + ")"})
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range untranslated {
		if !strings.HasSuffix(u.path, "/") && !excused[u.path] {
			t.Errorf("%s excuses nothing any more", u.path)
		}
	}
	return uses
}

// owners gives each part of a declaration the name by which it can be excused.
func owners(d ast.Decl) map[string]ast.Node {
	m := map[string]ast.Node{}
	switch d := d.(type) {
	case *ast.FuncDecl:
		m[d.Name.Name] = d
	case *ast.GenDecl:
		if d.Tok == token.IMPORT {
			return nil
		}
		for _, s := range d.Specs {
			if v, ok := s.(*ast.ValueSpec); ok {
				m[v.Names[0].Name] = v
			}
		}
	}
	return m
}

type literal struct {
	text string
	pos  token.Pos
}

// stringsIn lists the string constants in n; "a" + "b" is one.
func stringsIn(n ast.Node) (list []literal) {
	ast.Inspect(n, func(n ast.Node) bool {
		e, ok := n.(ast.Expr)
		if !ok {
			return true
		}
		if s, ok := constant(e); ok {
			list = append(list, literal{s, e.Pos()})
			return false
		}
		return true
	})
	return list
}

func constant(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return constant(e.X)
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return "", false
		}
		s, err := strconv.Unquote(e.Value)
		return s, err == nil
	case *ast.BinaryExpr:
		if e.Op != token.ADD {
			return "", false
		}
		l, ok1 := constant(e.X)
		r, ok2 := constant(e.Y)
		return l + r, ok1 && ok2
	}
	return "", false
}
