package web

import (
	"html/template"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/phrase"
	"nariwai/internal/yen"
)

// mustParse is a page of a test's own.
func mustParse(t *testing.T, s *Server, lang phrase.Lang, text string) *template.Template {
	t.Helper()
	funcs := s.pageFuncs(lang)
	shared, err := parseShared(funcs)
	if err != nil {
		t.Fatal(err)
	}
	page, err := template.New("page").Funcs(funcs).Parse(text)
	if err == nil {
		err = addParts(page, shared)
	}
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// A page is parsed when it is first asked for; here all of them are.
func TestTemplatesParse(t *testing.T) {
	s := newSite(t)
	for _, lang := range phrase.Langs {
		for name, parsed := range s.pages[lang] {
			if _, err := parsed(); err != nil {
				t.Errorf("%s, %s: %v", name, lang, err)
			}
		}
	}
}

func TestFunctions(t *testing.T) {
	at := clock.At(2026, 11, 18, 9, 15)
	today := calendar.Of(2026, 11, 23)
	for _, c := range []struct{ ja, en, wantJa, wantEn string }{
		{day(phrase.Ja, today), day(phrase.En, today), "11/23（月）", "Mon 23 Nov"},
		{clockTime(phrase.Ja, at), clockTime(phrase.En, at), "11/18 9:15", "18 Nov 09:15"},
		{left(phrase.Ja, today, today.AddDays(5)), left(phrase.En, today, today.AddDays(5)), "あと5日", "5 days left"},
		{left(phrase.Ja, today, today.AddDays(1)), left(phrase.En, today, today.AddDays(1)), "あしたまで", "until tomorrow"},
		{left(phrase.Ja, today, today), left(phrase.En, today, today), "きょうまで", "until today"},
		{left(phrase.Ja, today, today.AddDays(-3)), left(phrase.En, today, today.AddDays(-3)), "3日過ぎました", "3 d overdue"},
		{left(phrase.Ja, today, 0), left(phrase.En, 0, today), "", ""},
		{ago(phrase.Ja, at.Add(18*clock.Hour), at), ago(phrase.En, at.Add(90*clock.Second), at), "18時間前", "1 min ago"},
		{string(price(phrase.Ja, yen.Of(40000))), string(price(phrase.En, yen.Of(40000))), `<span class="yen">40,000<i>円</i></span>`, `<span class="yen">¥40,000</span>`},
		{string(stamp(phrase.Ja, at)), string(stamp(phrase.En, at)), `<time datetime="2026-11-18T09:15+09:00">11/18 9:15</time>`, `<time datetime="2026-11-18T09:15+09:00">18 Nov 09:15</time>`},
		{string(markup(phrase.Ja, "<b>%s</b>", "<i>")), string(markup(phrase.Ja, "<b>%s</b>", template.HTML("<i>"))), "<b>&lt;i&gt;</b>", "<b><i></b>"},
		{address("/jobs/%s", "a/b?c"), address("/jobs?q=%s&page=%d", "a&b c", 2), "/jobs/a%2Fb%3Fc", "/jobs?q=a%26b+c&page=2"},
		{localized(phrase.En, "/"), localized(phrase.En, "/jobs"), "/en", "/en/jobs"},
	} {
		if c.ja != c.wantJa || c.en != c.wantEn {
			t.Errorf("%q, %q; want %q, %q", c.ja, c.en, c.wantJa, c.wantEn)
		}
	}
}

var (
	linked    = regexp.MustCompile(`\burl "(/[^"]*)"`)
	forbidden = regexp.MustCompile(`(?i)\sstyle=|<style|\son[a-z]+=|<script(?: [^>]*)?>[^<]|javascript:|https?://`)
)

// TestEveryLinkLeadsSomewhere asks the router for every address that a template writes down.
func TestEveryLinkLeadsSomewhere(t *testing.T) {
	s := newSite(t)
	files, err := filepath.Glob("templates/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text := string(b)
		for _, m := range linked.FindAllStringSubmatch(text, -1) {
			path, _, _ := strings.Cut(strings.NewReplacer("%s", "x", "%d", "1", "#", "?").Replace(m[1]), "?")
			if strings.Contains(text, `exists "`+path+`"`) {
				continue
			}
			found := false
			for _, method := range []string{"GET", "POST"} {
				_, pattern := s.mux.Handler(&http.Request{Method: method, URL: &url.URL{Path: path}})
				found = found || pattern != ""
			}
			if !found {
				t.Errorf("%s: no route for %s", file, m[1])
			}
		}
		// A job as data for search engines is no script: the policy lets it be, and no browser runs it.
		if m := forbidden.FindString(strings.ReplaceAll(text, `<script type="application/ld+json">`, "")); m != "" {
			t.Errorf("%s: %q is refused by the content policy", file, m)
		}
	}
}

// TestEnglishPagesAreEnglish looks at the site's own pages for Japanese that slipped through.
func TestEnglishPagesAreEnglish(t *testing.T) {
	s := newSite(t)
	for _, rt := range append([]Route{{Pattern: "GET /nowhere"}, {Pattern: "GET /signin"}}, siteRoutes...) {
		path, ok := strings.CutPrefix(rt.Pattern, "GET ")
		if !ok {
			continue
		}
		body := strings.NewReplacer("生業", "", "日本語", "").Replace(s.get(localized(phrase.En, strings.TrimSuffix(path, "{$}"))).body)
		body = regexp.MustCompile(`<span lang="ja">[^<]*</span>`).ReplaceAllString(body, "") // names that have no English
		for line := range strings.Lines(body) {
			if phrase.Japanese(line) {
				t.Errorf("%s: %s", path, line)
			}
		}
	}
}

func TestRoutesAreWellFormed(t *testing.T) {
	seen := map[string]bool{}
	for _, rt := range Routes() {
		method, path, _ := strings.Cut(rt.Pattern, " ")
		if method != "GET" && method != "POST" || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "/en") || rt.do == nil || seen[rt.Pattern] {
			t.Errorf("%q", rt.Pattern)
		}
		seen[rt.Pattern] = true
	}
}
