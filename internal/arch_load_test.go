package internal

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const module = "nariwai"

// pkg is one package of ours, without its tests.
type pkg struct {
	path    string            // under internal/, as "market/marketdb"; "../cmd/nariwai"
	imports map[string]string // path → a file that imports it
	files   map[string]*ast.File
}

var fset = token.NewFileSet()

var load = sync.OnceValues(func() ([]*pkg, error) {
	byPath := map[string]*pkg{}
	for _, root := range []string{".", "../cmd"} {
		err := filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
				if e != nil && e.IsDir() && e.Name() == "testdata" {
					return filepath.SkipDir
				}
				return err
			}
			f, err := parser.ParseFile(fset, name, nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			path := filepath.ToSlash(filepath.Dir(name))
			p := byPath[path]
			if p == nil {
				p = &pkg{path: path, imports: map[string]string{}, files: map[string]*ast.File{}}
				byPath[path] = p
			}
			p.files[filepath.ToSlash(name)] = f
			for _, i := range f.Imports {
				imported, err := strconv.Unquote(i.Path.Value)
				if err != nil {
					return err
				}
				p.imports[imported] = filepath.ToSlash(name)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	var all []*pkg
	for _, p := range byPath {
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b *pkg) int { return strings.Compare(a.path, b.path) })
	return all, nil
})

// packages parses the program once for all tests of this package.
func packages(t *testing.T) []*pkg {
	t.Helper()
	all, err := load()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func line(n ast.Node) string {
	p := fset.Position(n.Pos())
	return filepath.ToSlash(p.Filename) + ":" + strconv.Itoa(p.Line)
}

// texts calls f with every string of a file; a sum of literals counts as one, with "\x00" for what is put in between.
func texts(file *ast.File, f func(n ast.Node, s string)) {
	var whole func(e ast.Expr) string
	whole = func(e ast.Expr) string {
		switch e := e.(type) {
		case *ast.BasicLit:
			if s, err := strconv.Unquote(e.Value); e.Kind == token.STRING && err == nil {
				return s
			}
		case *ast.BinaryExpr:
			if e.Op == token.ADD {
				return whole(e.X) + whole(e.Y)
			}
		case *ast.ParenExpr:
			return whole(e.X)
		}
		return "\x00"
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch e := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.BinaryExpr:
			if e.Op == token.ADD {
				f(e, whole(e))
				return false
			}
		case *ast.BasicLit:
			if e.Kind == token.STRING {
				f(e, whole(e))
			}
		}
		return true
	})
}
