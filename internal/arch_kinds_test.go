package internal

import (
	"go/ast"
	"go/token"
	"strconv"
	"testing"

	"nariwai/internal/notice"
)

// isKind reports whether a type is notice.Kind, as it is written in a file of package path.
func isKind(path string, t ast.Expr) bool {
	switch t := t.(type) {
	case *ast.SelectorExpr:
		x, ok := t.X.(*ast.Ident)
		return ok && x.Name == "notice" && t.Sel.Name == "Kind"
	case *ast.Ident:
		return path == "notice" && t.Name == "Kind"
	}
	return false
}

// kindAt finds the functions that take a notice.Kind, by name, and at which place.
func kindAt(all []*pkg) map[string]map[int]bool {
	takes := map[string]map[int]bool{"Kind": {0: true}} // a conversion is like a function
	for _, p := range all {
		for _, file := range p.files {
			for _, d := range file.Decls {
				f, ok := d.(*ast.FuncDecl)
				if !ok {
					continue
				}
				at := 0
				for _, param := range f.Type.Params.List {
					for range max(1, len(param.Names)) {
						if isKind(p.path, param.Type) {
							if takes[f.Name.Name] == nil {
								takes[f.Name.Name] = map[int]bool{}
							}
							takes[f.Name.Name][at] = true
						}
						at++
					}
				}
			}
		}
	}
	return takes
}

// Every kind of notice that the code tells of stands in the registry, where people choose how they want it; and the
// registry has none that nobody is ever told.
func TestKinds(t *testing.T) {
	all := packages(t)
	takes := kindAt(all)
	used := map[notice.Kind]bool{}
	use := func(e ast.Expr) {
		lit, ok := e.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return // a variable of the type: it had its value from a literal somewhere else
		}
		s, err := strconv.Unquote(lit.Value)
		if err != nil {
			t.Fatal(err)
		}
		used[notice.Kind(s)] = true
		if !notice.Kind(s).Registered() {
			t.Errorf("%s: the kind %q is not in the registry (internal/notice/kinds.go)", line(e), s)
		}
	}
	for _, p := range all {
		if _, tells := p.imports[module+"/internal/notice"]; !tells || p.path == "query" || p.path == "web" {
			if _, tells := p.imports[module+"/internal/usecase/inform"]; !tells {
				continue
			}
		}
		for _, file := range p.files {
			ast.Inspect(file, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.CallExpr:
					name := ""
					switch f := n.Fun.(type) {
					case *ast.Ident:
						name = f.Name
					case *ast.SelectorExpr:
						name = f.Sel.Name
					}
					for at := range takes[name] {
						if at < len(n.Args) {
							use(n.Args[at])
						}
					}
				case *ast.CompositeLit:
					for _, e := range n.Elts {
						if kv, ok := e.(*ast.KeyValueExpr); ok {
							if key, ok := kv.Key.(*ast.Ident); ok && key.Name == "Kind" && told(n.Type) {
								use(kv.Value)
							}
						}
					}
				}
				return true
			})
		}
	}
	seen := map[notice.Kind]bool{}
	for _, e := range notice.Kinds {
		switch {
		case seen[e.Kind]:
			t.Errorf("the registry has %q twice", e.Kind)
		case !used[e.Kind]:
			t.Errorf("the registry has %q, and nobody is ever told it", e.Kind)
		}
		seen[e.Kind] = true
	}
	if len(used) < 50 {
		t.Errorf("only %d kinds were found in the code: the search is broken", len(used))
	}
}

// told reports whether a literal is of something that a person is told.
func told(t ast.Expr) bool {
	switch t := t.(type) {
	case *ast.SelectorExpr:
		return t.Sel.Name == "Told" || t.Sel.Name == "Letter" || t.Sel.Name == "Notice" || t.Sel.Name == "Line"
	case *ast.Ident:
		return t.Name == "Told" || t.Name == "Letter"
	}
	return false
}
