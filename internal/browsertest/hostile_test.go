package browsertest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"golang.org/x/net/html"

	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/people"
	"nariwai/internal/web"
	"nariwai/internal/webtest"
)

// TestNothingThatIsTypedRuns puts hundreds of scripts wherever people can put words: into every text field of every form, so
// that they come back with what is refused, and into every text that the database keeps, so that they stand on every page.
// The browser is told to ignore our Content-Security-Policy: escaping alone must hold, and the policy is a second wall.
func TestNothingThatIsTypedRuns(t *testing.T) {
	began := time.Now()
	s := webtest.New(t)
	all := payloads()
	site := siteOn(t, s, s.DB)
	pages := s.Pages(t, site, patterns())
	forms := answersTo(t, s, site, pages, all)
	typed := time.Since(began)

	if n := plant(t, s, strings.Join(slices.DeleteFunc(slices.Clone(all), func(p string) bool { return strings.Contains(p, "\x00") }), "\n")); n < 45 {
		t.Fatalf("only %d columns hold what people have typed", n)
	}
	// A handle of its own remembers nothing of the texts that were there before.
	visitAll(t, s, siteOn(t, s, another(t, s)), pages, forms)
	visits := len(pages) + len(forms)
	t.Logf("%d payloads; %d forms answered in %s; %d pages rendered; %s in all", len(all), len(forms), typed.Round(time.Second), visits, time.Since(began).Round(time.Second))
	if visits < 300 {
		t.Errorf("only %d pages", visits)
	}
}

func patterns() (all []string) {
	for _, rt := range web.Routes() {
		all = append(all, rt.Pattern)
	}
	return all
}

func siteOn(t *testing.T, s *webtest.Stage, d *db.DB) http.Handler {
	t.Helper()
	return web.New(web.Config{DB: d, Files: s.Files, BaseURL: "http://example.com", Hasher: people.NewHasher(people.Cost{Memory: 64, Passes: 1, Threads: 1}, 4)}).Handler()
}

// another opens the stage's database once more.
func another(t *testing.T, s *webtest.Stage) *db.DB {
	t.Helper()
	var path string
	if err := db.One(t.Context(), s.DB.Snapshot(), []any{&path}, "SELECT file FROM pragma_database_list WHERE name = 'main'"); err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	d.Clock = s.Clock.Now
	if err := errors.Join(d.Load(t.Context()), d.UseKeys(t.Context(), dbtest.Keys(t))); err != nil {
		t.Fatal(err)
	}
	return d
}

// plant writes a text over whatever people have typed: each column with Japanese in it on the stage, and the types of files.
// JSON keeps its shape. It answers how many columns that were.
func plant(t *testing.T, s *webtest.Stage, text string) (columns int) {
	t.Helper()
	type column struct{ table, name string }
	list, err := db.All(t.Context(), s.DB.Snapshot(), func(c *column) []any { return []any{&c.table, &c.name} },
		`SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.type = 'TEXT'
			AND m.name NOT LIKE 'search_%' AND m.name NOT LIKE 'sqlite_%' AND m.name <> 'db_idempotency' ORDER BY m.name, c.name`)
	if err != nil {
		t.Fatal(err)
	}
	type row struct {
		id   int64
		text string
	}
	for _, c := range list {
		rows, err := db.All(t.Context(), s.DB.Snapshot(), func(r *row) []any { return []any{&r.id, &r.text} }, "SELECT rowid, "+c.name+" FROM "+c.table)
		if err != nil {
			t.Fatalf("%s.%s: %v", c.table, c.name, err)
		}
		words := func(r row) bool { return strings.ContainsFunc(r.text, func(c rune) bool { return c > 0x2fff }) }
		if fileType := c.table == "market_file" && c.name == "type"; !fileType && !slices.ContainsFunc(rows, words) {
			continue
		} else if !fileType {
			rows = slices.DeleteFunc(rows, func(r row) bool { return !words(r) })
		}
		columns++
		if err := s.DB.Write(t.Context(), func(tx *db.Tx) error {
			for i, r := range rows {
				put := text
				if r.text != "" && (r.text[0] == '{' || r.text[0] == '[') {
					put = within(t, r.text, text)
				} else if c.name == "title" || strings.Contains(c.name, "name") { // many stand on one page
					part := strings.Split(text, "\n")
					at := 30 * i % len(part)
					put = strings.Join(part[at:min(at+30, len(part))], " ")
				}
				if _, err := tx.Do(t.Context(), "UPDATE main."+c.table+" SET "+c.name+" = $1 WHERE rowid = $2", put, r.id); err != nil && !unique(err) {
					return fmt.Errorf("%s.%s: %w", c.table, c.name, err)
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	return columns
}

func unique(err error) bool { return strings.Contains(err.Error(), "UNIQUE") }

// within writes a text over the Japanese in a JSON value.
func within(t *testing.T, raw, text string) string {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(raw), &v); err != nil {
		return text // it only begins like JSON
	}
	var walk func(any) any
	walk = func(v any) any {
		switch x := v.(type) {
		case string:
			if strings.ContainsFunc(x, func(c rune) bool { return c > 0x2fff }) {
				return text
			}
		case []any:
			for i := range x {
				x[i] = walk(x[i])
			}
		case map[string]any:
			for k := range x {
				x[k] = walk(x[k])
			}
		}
		return v
	}
	b, err := json.Marshal(walk(v))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// answersTo fills every text field of every form on every page with all payloads, and returns the pages that come back.
func answersTo(t *testing.T, s *webtest.Stage, site http.Handler, pages []webtest.Page, all []string) (answers []webtest.Page) {
	t.Helper()
	undo := s.Undo(t)
	mux := http.NewServeMux()
	for _, p := range patterns() {
		mux.HandleFunc(p, func(http.ResponseWriter, *http.Request) {})
	}
	whole := strings.Join(all, "\n")
	done := map[string]bool{}
	for _, p := range pages {
		doc, err := html.Parse(strings.NewReader(p.HTML))
		if err != nil {
			t.Fatal(err)
		}
		for n := range doc.Descendants() {
			if n.Data != "form" {
				continue
			}
			action, _, _ := strings.Cut(attr(n, "action"), "#")
			if action == "" {
				action = p.Path
			}
			q := webtest.Request{Method: strings.ToUpper(attr(n, "method")), Path: action, Form: url.Values{}}
			texts := fillIn(n, &q, whole)
			if q.Method != "POST" {
				q.Method = "GET"
			}
			_, pattern := mux.Handler(httptest.NewRequest(q.Method, action, nil))
			key := pattern + " " + string(p.Role) + " " + strings.Join(texts, " ")
			if len(texts) == 0 || done[key] {
				continue
			}
			done[key] = true
			if q.Method == "GET" { // what stands in an address is shorter
				for i := 0; i < len(all); i += 100 {
					part := strings.Join(all[i:min(i+100, len(all))], " ")
					for _, f := range texts {
						q.Form.Set(f, part)
					}
					path, _, _ := strings.Cut(action, "?")
					answers = append(answers, answered(t, s, site, p, pattern, webtest.Request{Method: "GET", Path: path + "?" + q.Form.Encode()})...)
				}
				continue
			}
			answers = append(answers, answered(t, s, site, p, pattern, q)...)
			undo.Do()
		}
	}
	return answers
}

func answered(t *testing.T, s *webtest.Stage, site http.Handler, p webtest.Page, pattern string, q webtest.Request) []webtest.Page {
	t.Helper()
	w := s.Ask(t, site, p.Role, q)
	if w.Code >= 500 {
		t.Errorf("%s as %s: %d", pattern, p.Role, w.Code)
	}
	if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") || w.Code == http.StatusSeeOther {
		return nil
	}
	return []webtest.Page{{Row: pattern + " filled", Path: q.Path, Role: p.Role, HTML: w.Body.String()}}
}

// fillIn fills a form as its owner finds it, with a text in every field that takes words and as the name of a file. It
// answers those fields.
func fillIn(form *html.Node, q *webtest.Request, text string) (texts []string) {
	for n := range form.Descendants() {
		name := attr(n, "name")
		if name == "" {
			continue
		}
		switch n.Data {
		case "textarea":
			q.Form.Set(name, text)
			texts = append(texts, name)
		case "select":
			for o := range n.Descendants() {
				if o.Data == "option" && (has(o, "selected") || q.Form.Get(name) == "") {
					q.Form.Set(name, attr(o, "value"))
				}
			}
		case "input":
			switch attr(n, "type") {
			case "hidden", "submit":
				q.Form.Add(name, attr(n, "value"))
			case "radio", "checkbox":
				if has(n, "checked") {
					q.Form.Add(name, attr(n, "value"))
				}
			case "file":
				q.File, q.FileName, q.FileBytes = name, "<img src=x onerror=xss()>\"><script>xss()</script>.html", []byte("<script>xss()</script>")
				texts = append(texts, name)
			default:
				q.Form.Set(name, text)
				texts = append(texts, name)
			}
		}
	}
	return texts
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// visitAll opens pages in two windows and looks for what a payload leaves behind.
func visitAll(t *testing.T, s *webtest.Stage, site http.Handler, pages, answers []webtest.Page) {
	t.Helper()
	server := httptest.NewServer(asRoles(s, site, answers))
	defer server.Close()
	t.Run("windows", func(t *testing.T) {
		for n := range 2 {
			t.Run(strconv.Itoa(n), func(t *testing.T) {
				t.Parallel()
				w, role := trap(t, server.URL), webtest.Role("")
				for i, p := range pages {
					if i%2 != n || !strings.Contains(p.Row, os.Getenv("NARIWAI_ONLY")) {
						continue
					}
					if p.Role != role {
						role = p.Role
						w.visit("/as/" + string(role))
					}
					w.sprung(p)
				}
				for i, p := range answers {
					if p.Path = fmt.Sprint("/answer/", i); i%2 == n && strings.Contains(p.Row, os.Getenv("NARIWAI_ONLY")) {
						w.sprung(p)
					}
				}
			})
		}
	})
}

// TestTheTrapSprings shows that the trap finds what it is there for: each way to begin a script, unescaped.
func TestTheTrapSprings(t *testing.T) {
	top := http.NewServeMux()
	var bad []string
	for _, p := range payloads() {
		if strings.HasPrefix(p, "<") && p[1] != '/' && strings.Contains(p, "xss()") && !strings.Contains(p, "'</noscript>") && !strings.HasPrefix(p, "<javascript") {
			bad = append(bad, p)
		}
	}
	top.HandleFunc("/bad/{n}", func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.PathValue("n"))
		fmt.Fprint(w, "<!doctype html><title>bad</title><p>"+bad[n])
	})
	server := httptest.NewServer(top)
	defer server.Close()
	w := trap(t, server.URL)
	for n, p := range bad {
		w.visit(fmt.Sprint("/bad/", n))
		if len(eval[[]string](w, sprung)) == 0 {
			t.Errorf("not found: %q", p)
		}
	}
	if t.Logf("%d found", len(bad)); len(bad) < 30 {
		t.Error("too few")
	}
}

// trap is a window without our Content-Security-Policy in which everything that a payload could call leaves a mark.
func trap(t *testing.T, base string) *tab {
	t.Helper()
	w := open(t, base, "trap", 1280, true)
	w.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		if _, err := cdp.Call(ctx, target, page.Enable, page.EnableParams{}); err != nil {
			return err
		}
		if _, err := cdp.Call(ctx, target, page.SetBypassCSP, page.SetBypassCSPParams{Enabled: true}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, target, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: `
			window.ran = [];
			for (const f of ['xss', 'alert', 'confirm', 'prompt', 'print']) window[f] = () => { ran.push(f); };`})
		return err
	}))
	return w
}

// sprung opens a page and reports what ran, and what would run at a click or a touch.
func (w *tab) sprung(p webtest.Page) {
	w.Helper()
	w.visit(p.Path)
	for _, found := range eval[[]string](w, sprung) {
		w.Errorf("%s as %s: %s", p.Row, p.Role, found)
	}
}

const sprung = `() => {
	const out = [...new Set(window.ran)].map(f => f + '() has run');
	const show = e => e.outerHTML.slice(0, 160);
	for (const e of document.querySelectorAll('script')) {
		if (e.type === 'application/ld+json') { try { JSON.parse(e.textContent); } catch (x) { out.push('broken JSON-LD: ' + x); } }
		else if (!e.src || new URL(e.src).origin !== location.origin) out.push('a script: ' + show(e));
	}
	for (const e of document.querySelectorAll('iframe, object, embed, base, marquee, math, audio, video, template, animate, frame, applet, style, meta[http-equiv=refresh]')) out.push('an element of theirs: ' + show(e));
	for (const e of document.querySelectorAll('*')) for (const a of e.attributes) {
		if (a.name.startsWith('on') || a.name.startsWith('hx-on')) out.push('an attribute that runs: ' + show(e));
		if (['href', 'src', 'action', 'formaction', 'data', 'xlink:href', 'srcdoc', 'srcset', 'poster'].includes(a.name)) {
			const scheme = a.value.replace(/[\x00-\x20]/g, '').toLowerCase();
			if (/^(javascript|vbscript|data):/.test(scheme)) out.push('an address that runs: ' + show(e));
			if (e.tagName !== 'A' && a.name !== 'srcdoc' && new URL(a.value, location.href).origin !== location.origin && !(e.tagName === 'LINK' && ['canonical', 'alternate'].includes(e.rel))) out.push('loads from elsewhere: ' + show(e));
		}
	}
	return [...new Set(out)].slice(0, 5);
}`
