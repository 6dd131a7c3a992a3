package browsertest

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"nariwai/internal/people"
	"nariwai/internal/web"
	"nariwai/internal/webtest"
)

// look is a way to look at a page.
type look struct {
	width  int64
	scheme string
	all    bool // all rules; otherwise those that width or colour can break, because all of them take three times as long
}

// looks are the ways to look at a page: all rules run at one width, what width and colours can break at the other.
var looks = [][]look{{{390, "light", true}, {1280, "dark", false}}, {{390, "light", false}, {1280, "dark", true}}}

// waysOf gives every page its looks. Of pages that are one page for several roles, each is looked at in one way, in turn.
func waysOf(pages []webtest.Page) [][]look {
	times, turn := map[string]int{}, map[string]int{}
	for _, p := range pages {
		times[p.Row]++
	}
	out := make([][]look, len(pages))
	for i, p := range pages {
		if out[i] = looks[i/2%2]; times[p.Row] > 1 {
			n := turn[p.Row] % 2
			out[i] = looks[n][n : n+1]
			turn[p.Row]++
		}
	}
	return out
}

// seen is what axe and a ruler find.
type seen struct {
	Wide       int      // pixels beyond the window's width
	Widest     []string // what sticks out
	Violations []string
}

// TestEveryPageIsAccessible opens every page and every refused form, and lets axe-core look for violations of WCAG 2.2 A and
// AA and of best practice, on a phone and on a desk, light and dark. Nothing may be wider than the window.
func TestEveryPageIsAccessible(t *testing.T) {
	axe, err := os.ReadFile("testdata/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	s := webtest.New(t)
	site := web.New(web.Config{DB: s.DB, Files: s.Files, Hasher: people.NewHasher(people.Cost{Memory: 64, Passes: 1, Threads: 1}, 4),
		DemoDoors: []web.DemoDoor{{Email: "michiru-himitsu@example.jp", Password: "aikotoba no nagai mono", Role: "働く人"}}}).Handler()
	var patterns []string
	for _, rt := range web.Routes() {
		patterns = append(patterns, rt.Pattern)
	}
	answers := headed(s.Answers(t, site, patterns))
	pages := append(s.Pages(t, site, patterns), webtest.Page{Row: "GET nowhere", Path: "/nowhere", Role: webtest.Anonymous})

	ways := waysOf(pages)
	server := httptest.NewServer(asRoles(s, site, answers))
	t.Cleanup(server.Close)

	began := time.Now()
	t.Run("windows", func(t *testing.T) {
		for n := range 2 { // two windows: one waits for the site while the other is looked at
			t.Run(strconv.Itoa(n), func(t *testing.T) {
				t.Parallel()
				tab, role := open(t, server.URL, "axe", 390, true), webtest.Role("")
				for i, p := range pages {
					if i%2 != n || !strings.Contains(p.Row, os.Getenv("NARIWAI_ONLY")) { // for who mends one page
						continue
					}
					if p.Role != role {
						role = p.Role
						tab.visit("/as/" + string(role))
					}
					tab.inspect(axe, p, ways[i])
				}
				for i, p := range answers {
					if p.Path = fmt.Sprint("/answer/", i); i%2 == n && strings.Contains(p.Row, os.Getenv("NARIWAI_ONLY")) {
						// What answers a form is drawn by the same templates: the colours of trouble in the dark are looked at in one of four.
						both := looks[0]
						if i/2%4 != 0 {
							both = both[:1]
						}
						tab.inspect(axe, p, both)
					}
				}
			})
		}
	})
	t.Logf("%d pages and %d answers in %s", len(pages), len(answers), time.Since(began).Round(time.Second))
}

func (w *tab) inspect(axe []byte, p webtest.Page, looks []look) {
	w.Helper()
	w.visit(p.Path)
	eval[bool](w, "() => {\n"+string(axe)+"\nreturn true }")
	for _, l := range looks {
		w.look(l)
		found := eval[seen](w, inspection, l.all)
		where := fmt.Sprintf("%s as %s at %d px, %s", p.Row, p.Role, l.width, l.scheme)
		if found.Wide > 0 {
			w.Errorf("%s: %d pixels too wide: %s", where, found.Wide, strings.Join(found.Widest, " · "))
		}
		for _, v := range found.Violations {
			w.Errorf("%s: %s", where, v)
		}
		w.shot(fmt.Sprintf("%s_%d_%s", p.Name(), l.width, l.scheme))
	}
}

// look sets the window's width and the colours that its owner prefers.
func (w *tab) look(l look) {
	w.Helper()
	w.do(chromedp.EmulateViewport(l.width, 900), chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: l.scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
		return err
	}))
}

var heading = regexp.MustCompile(`(?s)<h1[^>]*>.*?</h1>`)

// headed leaves one answer of those under the same heading: they are one form with another field refused.
func headed(answers []webtest.Page) (out []webtest.Page) {
	seen := map[string]bool{}
	for _, p := range answers {
		if h := heading.FindString(p.HTML); h == "" || !seen[h] {
			seen[h] = true
			out = append(out, p)
		}
	}
	return out
}

// inspection runs in the page.
const inspection = `async (all) => {
	const root = document.documentElement, wide = root.scrollWidth - root.clientWidth;
	const name = e => e.tagName.toLowerCase() + (e.id ? '#' + e.id : '') + [...e.classList].map(c => '.' + c).join('');
	const widest = wide <= 0 ? [] : [...document.querySelectorAll('main *, header *, footer *')]
		.filter(e => e.getBoundingClientRect().right > root.clientWidth + 1).slice(0, 6).map(e => name(e) + ' ' + Math.round(e.getBoundingClientRect().right));
	const only = all
		? {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}
		: {type: 'rule', values: ['color-contrast', 'target-size', 'link-in-text-block', 'scrollable-region-focusable']};
	const found = await axe.run(document, {runOnly: only, resultTypes: ['violations'], elementRef: false});
	return {Wide: Math.max(0, wide), Widest: widest,
		Violations: found.violations.map(v => v.id + ': ' + v.help + ' — ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + n.html.slice(0, 120) + ' ' +
			[...n.any, ...n.all, ...n.none].map(c => c.message).join('; ').slice(0, 200)).join(' | ') + (v.nodes.length > 3 ? ' … ' + v.nodes.length : ''))};
}`

// asRoles is a site with two doors more: /as/{role} makes the browser somebody's from now on, /answer/{n} shows the answer to a form.
func asRoles(s *webtest.Stage, site http.Handler, answers []webtest.Page) http.Handler {
	top := http.NewServeMux()
	top.Handle("/", site)
	top.HandleFunc("/as/{role}", func(w http.ResponseWriter, r *http.Request) {
		c := http.Cookie{Name: "nariwai", Value: s.Session(webtest.Role(r.PathValue("role"))), Path: "/", HttpOnly: true}
		if c.Value == "" {
			c.MaxAge = -1
		}
		http.SetCookie(w, &c)
		fmt.Fprint(w, "<!doctype html><title>as</title>")
	})
	top.HandleFunc("/answer/{n}", func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.PathValue("n"))
		fmt.Fprint(w, answers[n].HTML)
	})
	return top
}
