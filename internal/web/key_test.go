package web_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"nariwai/internal/webtest"
)

// reused sends what has just been done again under its key: as a header it is the same key, and with anything else in it
// it is refused, in words that say that no money moved. Another person's key is another key.
func (h *house) reused(t *testing.T, row string, r webtest.Role, q webtest.Request, first *httptest.ResponseRecorder) {
	t.Helper()
	once := h.weighty()
	header := q
	header.Form = maps.Clone(q.Form)
	header.Form.Del("once")
	header.Key = q.Form.Get("once")
	if w := h.Ask(t, h.site, r, header); w.Code != first.Code || w.Header().Get("Location") != first.Header().Get("Location") {
		t.Errorf("%s as %s, its key sent as a header: %d %s, was %d %s", row, r, w.Code, w.Header().Get("Location"), first.Code, first.Header().Get("Location"))
	}
	other := q
	other.Form = maps.Clone(q.Form)
	other.Form.Set("other", "1")
	w := h.Ask(t, h.site, r, other)
	if strings.HasPrefix(row, "POST /jobs/{id}/proposals") && w.Code == http.StatusSeeOther {
		// Who has proposed already is led to that proposal, whatever they send.
	} else if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "同じ操作の番号で、ちがう内容が届きました。2回めの内容では、お金は動いていません") {
		t.Errorf("%s as %s, its key sent with another body: %d %s", row, r, w.Code, w.Header().Get("Location"))
	}
	if now := h.weighty(); !maps.Equal(once, now) {
		t.Errorf("%s as %s, sent again: %s", row, r, difference(once, now))
	}
}

// moneyForms are the patterns whose handlers promise that a refusal leaves the money where it is: whoever speaks of money
// must also do things once. They are found in the text of the program, so that nobody can forget one.
func moneyForms(t *testing.T) (patterns []string) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	handlers, promising := map[string]string{}, map[string]bool{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		var function string
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				function = n.Name.Name
			case *ast.SelectorExpr:
				if n.Sel.Name == "MoneyStill" {
					promising[function] = true
				}
			case *ast.CompositeLit:
				if pattern, handler := routeOf(n); pattern != "" {
					handlers[pattern] = handler
				}
			}
			return true
		})
	}
	for pattern, handler := range handlers {
		if promising[handler] {
			patterns = append(patterns, pattern)
			delete(promising, handler)
		}
	}
	slices.Sort(patterns)
	if len(patterns) < 20 || len(promising) > 0 {
		t.Fatalf("%d forms speak of money; not found in the table of routes: %v", len(patterns), promising)
	}
	return patterns
}

// routeOf reads a line of the table of routes.
func routeOf(lit *ast.CompositeLit) (pattern, handler string) {
	for _, e := range lit.Elts {
		pair, ok := e.(*ast.KeyValueExpr)
		if !ok {
			return "", ""
		}
		switch key, _ := pair.Key.(*ast.Ident); {
		case key == nil:
		case key.Name == "Pattern":
			if text, ok := pair.Value.(*ast.BasicLit); ok {
				pattern, _ = strconv.Unquote(text.Value)
			}
		case key.Name == "do":
			if f, ok := pair.Value.(*ast.SelectorExpr); ok {
				handler = f.Sel.Name
			}
		}
	}
	return pattern, handler
}
