package web_test

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"nariwai/internal/web"
	"nariwai/internal/webtest"
)

// What a first view may weigh, compressed: the page with its style, and with its scripts (htmx is the largest).
const (
	styledMost = 18 << 10
	viewMost   = 32 << 10
)

// sealedText is what a column looks like that a query has read and not opened.
var sealedText = regexp.MustCompile(`[0-9a-f]{16}\.[0-9A-Za-z_-]{20}`)

// TestPages looks at every page as the role whose page of it is the longest.
func TestPages(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := &checker{house: h, T: t, mux: http.NewServeMux(), weight: map[string]int{}, followed: map[string]bool{}}
	for _, rt := range web.Routes() {
		c.mux.HandleFunc(rt.Pattern, func(http.ResponseWriter, *http.Request) {})
	}
	pages := h.Pages(t, h.site, patterns())
	if len(pages) < 40 {
		t.Fatalf("only %d pages", len(pages))
	}
	for _, p := range pages {
		c.page(p, "ja")
		c.page(p, "en")
	}
	t.Logf("%d pages, %d links; the heaviest: %d bytes with its style (%s), %d with scripts (%s)", len(pages), len(c.followed),
		c.styled.n, c.styled.row, c.whole.n, c.whole.row)
}

type checker struct {
	*house
	*testing.T
	mux      *http.ServeMux // knows the routes
	weight   map[string]int // of styles and scripts, compressed
	followed map[string]bool
	row      string

	styled, whole heaviest
}

type heaviest struct {
	n   int
	row string
}

func (h *heaviest) weigh(n int, row string) {
	if n > h.n {
		*h = heaviest{n, row}
	}
}

func (c *checker) bad(format string, args ...any) {
	c.Helper()
	c.Errorf("%s: "+format, append([]any{c.row}, args...)...)
}

// page checks one page in one language.
func (c *checker) page(p webtest.Page, lang string) {
	c.Helper()
	c.row = p.Row + " as " + string(p.Role) + " in " + lang
	path := p.Path
	if lang != "ja" {
		path = strings.TrimSuffix("/"+lang+path, "/")
	}
	w := c.get(p.Role, path)
	if w.Code != http.StatusOK {
		c.bad("%d\n%s", w.Code, c.lastError())
		return
	}
	policy := w.Header().Get("Content-Security-Policy")
	if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
		c.bad("its policy is %q", policy)
	}
	styled, scripts := w.Body.Len(), 0
	page := unzip(c, w)
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		c.bad("%v", err)
		return
	}
	ids := map[string]bool{}
	for n := range doc.Descendants() {
		if id := attr(n, "id"); id != "" {
			if ids[id] {
				c.bad("the id %q stands twice", id)
			}
			ids[id] = true
		}
	}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		c.element(n)
		switch n.Data {
		case "html":
			if attr(n, "lang") != lang {
				c.bad("lang is %q", attr(n, "lang"))
			}
		case "link":
			if attr(n, "rel") == "stylesheet" {
				styled += c.asset(attr(n, "href"))
			}
		case "script":
			if !posting(n) {
				scripts += c.asset(attr(n, "src"))
			}
		}
		c.links(n, p.Role, lang, ids)
	}
	if lang == "en" {
		c.english(doc)
	}
	if found := sealedText.Find(page); found != nil {
		c.bad("it shows what lies sealed in the database: %s", found)
	}
	if styled >= styledMost {
		c.bad("its first view weighs %d bytes with its style, want less than %d", styled, styledMost)
	}
	if styled+scripts >= viewMost {
		c.bad("its first view weighs %d bytes with its scripts, want less than %d", styled+scripts, viewMost)
	}
	c.styled.weigh(styled, c.row)
	c.whole.weigh(styled+scripts, c.row)
}

func (c *checker) get(r webtest.Role, path string) *httptest.ResponseRecorder {
	req := httptest.NewRequest("GET", path, nil)
	req.Header.Set("Accept-Encoding", "gzip")
	if s := c.Session(r); s != "" {
		req.AddCookie(&http.Cookie{Name: "nariwai", Value: s})
	}
	w := httptest.NewRecorder()
	c.site.ServeHTTP(w, req)
	return w
}

func unzip(t testing.TB, w *httptest.ResponseRecorder) []byte {
	t.Helper()
	if w.Header().Get("Content-Encoding") != "gzip" {
		return w.Body.Bytes()
	}
	r, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := b.ReadFrom(r); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// asset is the weight of a file that a page brings along.
func (c *checker) asset(path string) int {
	if n, ok := c.weight[path]; ok {
		return n
	}
	w := c.get(webtest.Anonymous, path)
	if w.Code != http.StatusOK || !strings.HasPrefix(path, "/static/") {
		c.bad("brings %q: %d", path, w.Code)
	}
	c.weight[path] = w.Body.Len()
	return w.Body.Len()
}

// element refuses what the policy would refuse.
func (c *checker) element(n *html.Node) {
	for _, a := range n.Attr {
		switch {
		case a.Key == "style", strings.HasPrefix(a.Key, "on"), strings.HasPrefix(a.Key, "hx-on"):
			c.bad("<%s %s=%q>", n.Data, a.Key, a.Val)
		case strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "javascript:"):
			c.bad("<%s %s=%q>", n.Data, a.Key, a.Val)
		}
	}
	if n.Data == "style" || n.Data == "script" && attr(n, "src") == "" && !posting(n) {
		c.bad("<%s> inside the page", n.Data)
	}
}

// posting reports whether a script is no script but a job as data for search engines, which no browser runs: the policy has
// nothing to say about it (HTML, 4.12.1: a data block).
func posting(n *html.Node) bool {
	return attr(n, "type") == "application/ld+json" && attr(n, "src") == ""
}

// links checks that everything on the page leads somewhere.
func (c *checker) links(n *html.Node, r webtest.Role, lang string, ids map[string]bool) {
	for _, l := range [...]struct{ element, attr, method string }{
		{"a", "href", "GET"}, {"form", "action", ""}, {"button", "formaction", ""}, {"*", "hx-get", "GET"}, {"*", "hx-post", "POST"},
	} {
		to, has := lookup(n, l.attr)
		if !has || l.element != "*" && l.element != n.Data {
			continue
		}
		method := l.method
		if method == "" {
			if method = strings.ToUpper(attr(n, "method")); l.element == "button" {
				method = strings.ToUpper(attr(n, "formmethod"))
				for up := n.Parent; up != nil && method == ""; up = up.Parent {
					if up.Data == "form" {
						method = strings.ToUpper(attr(up, "method"))
					}
				}
			}
			if method == "" {
				method = "GET"
			}
		}
		c.link(method, to, r, lang, ids, n)
	}
}

func (c *checker) link(method, to string, r webtest.Role, lang string, ids map[string]bool, n *html.Node) {
	u, err := url.Parse(to)
	switch {
	case err != nil:
		c.bad("a link to %q: %v", to, err)
		return
	case u.Scheme == "mailto" || u.Scheme == "tel" || u.Scheme == "otpauth" || u.Scheme == "https":
		return
	case u.Scheme != "" || u.Host != "":
		c.bad("a link to %q", to)
		return
	case u.Path == "" && u.Fragment != "":
		if !ids[u.Fragment] {
			c.bad("a link to #%s, which isn't there", u.Fragment)
		}
		return
	}
	path, other := u.Path, attr(n, "hreflang")
	mail := strings.HasPrefix(c.row, "GET /demo/mail") // shows letters to all sorts of people, in their language
	if path == "" {
		return // the same page with another question
	}
	if rest, ok := strings.CutPrefix(path, "/en"); ok && (rest == "" || rest[0] == '/') {
		if lang == "ja" && other == "" && !mail {
			c.bad("a link from Japanese to %q", to)
		}
		if path = rest; path == "" {
			path = "/"
		}
	} else if lang == "en" && other == "" && !mail {
		c.bad("a link from English to %q", to)
	}
	req := httptest.NewRequest(method, path, nil)
	if _, pattern := c.mux.Handler(req); pattern == "" {
		c.bad("%s %s is no route", method, to)
		return
	}
	// Whoever may see the link may go there.
	if key := string(r) + " " + u.Path + "?" + u.RawQuery; n.Data == "a" && !c.followed[key] && !mail {
		c.followed[key] = true
		u.Fragment = ""
		if w := c.get(r, u.String()); w.Code >= 400 {
			c.bad("a link to %s, which answers %d\n%s", to, w.Code, c.lastError())
		}
	}
}

func lookup(n *html.Node, key string) (string, bool) {
	i := slices.IndexFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
	if i < 0 {
		return "", false
	}
	return n.Attr[i].Val, true
}

func attr(n *html.Node, key string) string {
	v, _ := lookup(n, key)
	return v
}
