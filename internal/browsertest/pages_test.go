package browsertest

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
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

// looks are the ways to look at a page. All rules are checked in the first and the last; in the others only what width or
// colour can change, because axe takes a third of a second for everything.
var looks = []struct {
	width  int64
	scheme string
	all    bool
}{
	{390, "light", true}, {390, "dark", false}, {1280, "light", false}, {1280, "dark", true},
}

// seen is what axe and a ruler find.
type seen struct {
	Wide       int      // pixels beyond the window's width
	Widest     []string // what sticks out
	Violations []string
}

// TestEveryPageIsAccessible opens every page, as the role whose page of it is the longest, and lets axe-core look for
// violations of WCAG 2.2 A and AA and of best practice, on a phone and on a desk, light and dark.
func TestEveryPageIsAccessible(t *testing.T) {
	axe, err := os.ReadFile("testdata/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	s := webtest.New(t)
	site := web.New(web.Config{DB: s.DB, Files: s.Files, Hasher: people.NewHasher(people.Cost{Memory: 64, Passes: 1, Threads: 1}, 4)}).Handler()
	top := http.NewServeMux()
	top.Handle("/", site)
	top.HandleFunc("/as/{role}", func(w http.ResponseWriter, r *http.Request) { // whose browser it is from now on
		c := http.Cookie{Name: "nariwai", Value: s.Session(webtest.Role(r.PathValue("role"))), Path: "/", HttpOnly: true}
		if c.Value == "" {
			c.MaxAge = -1
		}
		http.SetCookie(w, &c)
		fmt.Fprint(w, "<!doctype html><title>as</title>")
	})
	server := httptest.NewServer(top)
	t.Cleanup(server.Close)

	var patterns []string
	for _, rt := range web.Routes() {
		patterns = append(patterns, rt.Pattern)
	}
	pages := s.Pages(t, site, patterns)
	if only := os.Getenv("NARIWAI_ONLY"); only != "" { // for who mends one page
		pages = pick(pages, only)
	}
	tab := open(t, server.URL, "axe", 390, true)
	role, began := webtest.Role(""), time.Now()
	for _, p := range pages {
		if p.Role != role {
			role = p.Role
			tab.visit("/as/" + string(role))
		}
		tab.visit(p.Path)
		eval[bool](tab, "() => {\n"+string(axe)+"\nreturn true }")
		for _, look := range looks {
			tab.look(look.width, look.scheme)
			found := eval[seen](tab, inspect, look.all)
			where := fmt.Sprintf("%s as %s at %d px, %s", p.Row, p.Role, look.width, look.scheme)
			if found.Wide > 0 {
				t.Errorf("%s: %d pixels too wide: %s", where, found.Wide, strings.Join(found.Widest, " · "))
			}
			for _, v := range found.Violations {
				t.Errorf("%s: %s", where, v)
			}
			tab.shot(fmt.Sprintf("%s_%d_%s", p.Name(), look.width, look.scheme))
		}
	}
	t.Logf("%d pages in %s", len(pages), time.Since(began).Round(time.Second))
}

func pick(pages []webtest.Page, only string) (out []webtest.Page) {
	for _, p := range pages {
		if strings.Contains(p.Row, only) {
			out = append(out, p)
		}
	}
	return out
}

// look sets the window's width and the colours that its owner prefers.
func (w *tab) look(width int64, scheme string) {
	w.Helper()
	w.do(chromedp.EmulateViewport(width, 900), chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
		return err
	}))
}

// inspect runs in the page.
const inspect = `async (all) => {
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
