package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"path"
	"strings"
	"sync"
	"text/template/parse"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/phrase"
)

//go:embed templates/*.html
var templateFiles embed.FS

// pageSet holds the pages of one language by name: "job" is templates/job.html. A page is parsed when it is first asked for: so a
// server starts in half the time, and doesn't carry what nobody reads.
type pageSet map[string]func() (*template.Template, error)

// pageFuncs are the functions of all templates.
func (s *Server) pageFuncs(lang phrase.Lang) template.FuncMap {
	funcs := s.funcs(lang)
	maps.Copy(funcs, marketFuncs(lang))
	maps.Copy(funcs, talentFuncs(lang))
	maps.Copy(funcs, roomFuncs(lang))
	maps.Copy(funcs, priceFuncs(lang))
	maps.Copy(funcs, trustFuncs(lang))
	maps.Copy(funcs, replyFuncs(lang))
	maps.Copy(funcs, certificationFuncs(lang))
	maps.Copy(funcs, recordFuncs(lang))
	maps.Copy(funcs, identityFuncs(lang))
	maps.Copy(funcs, workFuncs(lang))
	maps.Copy(funcs, rankingFuncs(lang))
	maps.Copy(funcs, prizeFuncs(lang))
	maps.Copy(funcs, bulkFuncs(lang))
	maps.Copy(funcs, teamFuncs(lang))
	maps.Copy(funcs, gridFuncs(lang))
	return funcs
}

// parseShared reads the templates that pages have in common.
func parseShared(funcs template.FuncMap) (*template.Template, error) {
	return template.New("").Funcs(funcs).ParseFS(templateFiles, "templates/_*.html")
}

func (s *Server) pagesIn(lang phrase.Lang) pageSet {
	files, err := fs.Glob(templateFiles, "templates/[^_]*.html")
	if err != nil {
		panic(err) // a constant pattern
	}
	funcs := s.pageFuncs(lang)
	shared := sync.OnceValues(func() (*template.Template, error) { return parseShared(funcs) })
	set := pageSet{}
	for _, file := range files {
		set[strings.TrimSuffix(path.Base(file), ".html")] = sync.OnceValues(func() (*template.Template, error) {
			parts, err := shared()
			if err != nil {
				return nil, err
			}
			t, err := template.New(path.Base(file)).Funcs(funcs).ParseFS(templateFiles, file)
			if err != nil {
				return nil, err
			}
			return t, addParts(t, parts)
		})
	}
	return set
}

// alone are the shared templates that a page answers with by themselves.
var alone = map[string]string{"job_quote": "quote-part"}

// addParts copies into a page what it uses of the shared templates: a page that had a copy of all of them would weigh ten
// times as much, and there are hundreds of pages.
func addParts(page, shared *template.Template) error {
	names := []string{"layout"}
	if part := alone[strings.TrimSuffix(page.Name(), ".html")]; part != "" {
		names = append(names, part)
	}
	for _, t := range page.Templates() { // parts of the page can be asked for alone
		names = append(names, t.Name())
	}
	seen := map[string]bool{}
	for len(names) > 0 {
		name := names[0]
		if names = names[1:]; seen[name] {
			continue
		}
		seen[name] = true
		t := page.Lookup(name)
		if t == nil {
			part := shared.Lookup(name)
			if part == nil {
				return fmt.Errorf("%s uses a template %q that is not there", page.Name(), name)
			}
			var err error
			if t, err = page.AddParseTree(name, part.Tree.Copy()); err != nil {
				return err
			}
		}
		names = append(names, used(t.Tree.Root)...)
	}
	return nil
}

// used are the names of the templates that a part of a template calls.
func used(n parse.Node) (names []string) {
	branch := func(b parse.BranchNode) []string {
		names := used(b.List)
		if b.ElseList != nil {
			names = append(names, used(b.ElseList)...)
		}
		return names
	}
	switch n := n.(type) {
	case *parse.ListNode:
		for _, c := range n.Nodes {
			names = append(names, used(c)...)
		}
	case *parse.IfNode:
		return branch(n.BranchNode)
	case *parse.RangeNode:
		return branch(n.BranchNode)
	case *parse.WithNode:
		return branch(n.BranchNode)
	case *parse.TemplateNode:
		return []string{n.Name}
	}
	return names
}

// View is what a template sees as its dot. The page's own data is .D.
type View struct {
	Viewer Viewer
	Lang   phrase.Lang
	Here   string // the path and query of this page, without the language
	Theme  string // "light", "dark" or "" for the system's choice
	Now    clock.Instant
	Today  calendar.Date
	Demo   bool
	Done   string // what the form before this page did, in the reader's language
	Trouble
	D any

	Menu, Tabs []Link
	Others     []Link // this page in the other languages
	BaseURL    string

	typed   url.Values // what a refused form held
	section string     // see Request.section
}

// Typed is what was typed into the field when the form comes back, and otherwise value.
func (v *View) Typed(field string, value any) string {
	if v.typed != nil {
		return v.typed.Get(field)
	}
	return inputText(value)
}

// Picked reports whether value was chosen in the field when the form comes back, and otherwise chosen.
func (v *View) Picked(field, value string, chosen bool) bool {
	if v.typed == nil {
		return chosen
	}
	for _, t := range v.typed[field] {
		if t == value {
			return true
		}
	}
	return false
}

func (s *Server) view(w http.ResponseWriter, q *Request, data any) *View {
	v := &View{
		Viewer: q.Viewer, Lang: q.Lang, Here: q.Here(), Theme: s.theme(q), Now: q.Now, Today: q.Today,
		Demo: s.DB.Demonstration(), Done: s.takeDone(w, q), D: data, BaseURL: s.BaseURL,
		section: q.section,
	}
	if q.Method != http.MethodGet && q.Method != http.MethodHead {
		v.Here = s.nearest(q.URL.Path)
	}
	s.addMenu(v)
	return v
}

// nearest is the path itself, or what of it can be looked at: links and forms of a page that answers a POST lead there.
func (s *Server) nearest(p string) string {
	for ; p != "/"; p = path.Dir(p) {
		r := &http.Request{Method: http.MethodGet, URL: &url.URL{Path: p}}
		if _, pattern := s.mux.Handler(r); pattern != "" {
			return p
		}
	}
	return "/"
}

// show answers with a page: the template of that name, with data as its .D.
func (s *Server) show(w http.ResponseWriter, q *Request, page string, data any) error {
	return s.write(w, q, http.StatusOK, page, "layout", s.view(w, q, data))
}

// part answers with one {{define}} of a page, without the frame: what htmx puts in the place of the old one.
func (s *Server) part(w http.ResponseWriter, q *Request, page, define string, data any) error {
	return s.write(w, q, http.StatusOK, page, define, s.view(w, q, data))
}

// write runs the template to its end before anything is sent, so that a broken page is an error page and not half a page.
func (s *Server) write(w http.ResponseWriter, q *Request, status int, page, define string, v *View) error {
	parsed, ok := s.pages[q.Lang][page]
	if !ok {
		return fmt.Errorf("no template %s", page)
	}
	t, err := parsed()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, define, v); err != nil {
		return fmt.Errorf("page %s: %w", page, err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", string(q.Lang))
	if v.Demo { // nobody should find what is invented
		h.Set("X-Robots-Tag", "noindex")
	}
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "private, no-cache")
	}
	h.Add("Vary", "HX-Request, Cookie")
	w.WriteHeader(status)
	_, err = w.Write(b.Bytes())
	return ignoreGone(q, err)
}

// ignoreGone forgets an error of writing to a browser that has gone away.
func ignoreGone(q *Request, err error) error {
	if err != nil {
		exchangeOf(q.Request).err = err
	}
	return nil
}
