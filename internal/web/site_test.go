package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/people"
)

// site is a running server with a browser that follows no redirects.
type site struct {
	*Server
	t   *testing.T
	db  *db.DB
	log *bytes.Buffer
	web *httptest.Server
	c   *http.Client
}

// viewers may sign in to a test site, by token.
var viewers = map[string]Viewer{
	"worker": {Person: "p-worker", Role: people.Self, Party: "y-worker", Name: "佐藤みちる", Handle: "michiru", Verified: true, Unread: 2},
	"desk":   {Person: "p-desk", Role: people.Self, Party: "y-desk", Name: "原", Operator: true, Strong: true, Verified: true},
	"halted": {Person: "p-halted", Role: people.Self, Party: "y-halted", Name: "halt", Suspended: true, Verified: true},
}

func newSite(t *testing.T, more ...Route) *site {
	d, _ := dbtest.SQLite(t)
	return newSiteOn(t, d, "", more...)
}

func newSiteOn(t *testing.T, d *db.DB, base string, more ...Route) *site {
	s := &site{t: t, db: d, log: &bytes.Buffer{}}
	s.Server = New(Config{
		DB: d, BaseURL: base, Log: slog.New(slog.NewJSONHandler(s.log, nil)), MetricsToken: "measure",
		Sessions: func(_ context.Context, token string) (Viewer, error) {
			if v, ok := viewers[token]; ok {
				return v, nil
			}
			if token == "broken" {
				return Viewer{}, fault.New(fault.Unavailable, "いま記録できません。少し待ってから、もう一度お試しください")
			}
			return Viewer{}, fault.New(fault.Unsigned, "ログインしてください")
		},
	})
	for _, rt := range more {
		s.mux.HandleFunc(rt.Pattern, s.handle(rt))
	}
	s.web = httptest.NewServer(s.Handler())
	t.Cleanup(s.web.Close)
	jar, _ := cookiejar.New(nil)
	s.c = &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return s
}

// as signs the browser in.
func (s *site) as(token string) *site {
	u, _ := url.Parse(s.web.URL)
	s.c.Jar.SetCookies(u, []*http.Cookie{{Name: sessionCookie, Value: token, Path: "/"}})
	return s
}

type answer struct {
	*http.Response
	body string
}

func (s *site) do(method, path string, form url.Values, headers ...string) answer {
	s.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r, err := http.NewRequest(method, s.web.URL+path, body)
	if err != nil {
		s.t.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := s.c.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer{res, string(b)}
}

func (s *site) get(path string, headers ...string) answer {
	s.t.Helper()
	return s.do("GET", path, nil, headers...)
}
func (s *site) post(path string, form url.Values, headers ...string) answer {
	s.t.Helper()
	return s.do("POST", path, form, headers...)
}

func (a answer) want(t *testing.T, status int, parts ...string) {
	t.Helper()
	if a.StatusCode != status {
		t.Errorf("%s %s: %d, want %d", a.Request.Method, a.Request.URL.Path, a.StatusCode, status)
	}
	for _, p := range parts {
		if !strings.Contains(a.body, p) {
			t.Errorf("%s %s: no %q in\n%s", a.Request.Method, a.Request.URL.Path, p, a.body)
		}
	}
}

func (a answer) lacks(t *testing.T, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if strings.Contains(a.body, p) {
			t.Errorf("%s %s: %q in\n%s", a.Request.Method, a.Request.URL.Path, p, a.body)
		}
	}
}

func TestHeadersStandOnEverything(t *testing.T) {
	s := newSite(t)
	css, err := s.assetURL("nariwai.css")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/", "/en", "/fees", "/nowhere", css, "/static/none.css", "/healthz", "/readyz", "/metrics"} {
		a := s.get(path)
		for name, want := range map[string]string{
			"Content-Security-Policy": contentPolicy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
			"Strict-Transport-Security": "",
		} {
			if got := a.Header.Get(name); got != want {
				t.Errorf("%s: %s: %q", path, name, got)
			}
		}
		if a.Header.Get("X-Request-Id") == "" {
			t.Errorf("%s: no number", path)
		}
	}
	if a := s.get(css); a.Header.Get("Cache-Control") != "public, max-age=31536000, immutable" || a.Header.Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("%v", a.Header)
	}
	if strings.Contains(contentPolicy, "unsafe") {
		t.Error(contentPolicy)
	}

	d, _ := dbtest.SQLite(t)
	secure := newSiteOn(t, d, "https://nariwai.example")
	a := secure.post("/theme", url.Values{"theme": {"dark"}})
	if c := a.Header.Get("Set-Cookie"); !strings.HasPrefix(c, "__Host-theme=dark; Path=/;") || !strings.Contains(c, "Secure") || !strings.Contains(c, "HttpOnly") || !strings.Contains(c, "SameSite=Lax") {
		t.Errorf("cookie %q", c)
	}
	if a.Header.Get("Strict-Transport-Security") == "" {
		t.Error("no HSTS on https")
	}
}

func TestWhatIsNotThere(t *testing.T) {
	s := newSite(t)
	a := s.get("/nowhere")
	a.want(t, 404, "<h1>ページが見つかりません</h1>", "お問い合わせ番号 "+a.Header.Get("X-Request-Id"))
	s.get("/en/nowhere").want(t, 404, "<h1>Page not found</h1>", `<html lang="en">`)
	a = s.get("/theme")
	a.want(t, 405, "このページでは、その操作はできません")
	if a.Header.Get("Allow") != "POST" {
		t.Errorf("Allow: %q", a.Header.Get("Allow"))
	}
	s.do("DELETE", "/fees", nil).want(t, 405)
	for path, want := range map[string]string{"//fees": "/fees", "/en//fees": "/en/fees", "/help/../fees": "/fees"} {
		r, _ := http.NewRequest("GET", s.web.URL, nil)
		r.URL.Path = path
		res, err := s.c.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != 307 && res.StatusCode != 301 || res.Header.Get("Location") != want {
			t.Errorf("%s: %d %s", path, res.StatusCode, res.Header.Get("Location"))
		}
	}
	if a := s.do("HEAD", "/fees", nil); a.StatusCode != 200 || a.body != "" {
		t.Errorf("HEAD: %d %q", a.StatusCode, a.body)
	}
}

func TestLanguages(t *testing.T) {
	s := newSite(t)
	a := s.get("/en/fees?from=mail")
	a.want(t, 200, `<html lang="en">`, "Fees and payouts", "¥40,000", "−¥8,000", "¥32,000", `href="/en/terms"`,
		`<a href="/fees?from=mail" lang="ja" hreflang="ja">日本語</a>`, `<link rel="alternate" hreflang="ja" href="/fees">`,
		`<link rel="alternate" hreflang="en" href="/en/fees">`, `<link rel="alternate" hreflang="x-default" href="/fees">`, `<link rel="canonical" href="/en/fees">`)
	s.get("/fees").want(t, 200, `<html lang="ja">`, "40,000円", "−8,000円", "32,000円", `<a href="/en/fees" lang="en" hreflang="en">English</a>`)
	s.get("/en").want(t, 200, `<html lang="en">`, `href="/en"`)
	s.get("/english").want(t, 404, `<html lang="ja">`)
	if a := s.post("/en/theme", url.Values{"next": {"/fees"}}); a.Header.Get("Location") != "/en/fees" {
		t.Errorf("redirect to %q", a.Header.Get("Location"))
	}
}

func TestTheme(t *testing.T) {
	s := newSite(t)
	s.get("/").lacks(t, "data-theme=")
	if a := s.post("/theme", url.Values{"theme": {"dark"}, "next": {"https://evil.example/"}}); a.StatusCode != 303 || a.Header.Get("Location") != "/" {
		t.Errorf("%d %s", a.StatusCode, a.Header.Get("Location"))
	}
	s.get("/").want(t, 200, `<html lang="ja" data-theme="dark">`)
	s.post("/theme", url.Values{"theme": {""}})
	s.get("/").lacks(t, "data-theme=")
}

func TestMenuKnowsWhoLooks(t *testing.T) {
	s := newSite(t)
	s.exists["/home"], s.exists["/desk"], s.exists["/settings"] = true, true, true
	s.get("/").want(t, 200, `href="/signin"`)
	s.get("/").lacks(t, `href="/home"`, `href="/desk"`)
	s.as("worker").get("/notices").want(t, 200, `<a href="/home">`, `お知らせ</span><span class="cnt">2`, "佐藤みちるさんの設定", `aria-hidden="true">佐</span>`)
	s.get("/fees").lacks(t, `href="/desk"`, `href="/signin"`)
	s.get("/desk/jobs").want(t, 403, "ここは運営の人だけが使えます")
	s.as("desk").get("/desk/jobs").want(t, 200, `<a href="/desk" aria-current="page">`)
	s.as("halted").get("/fees").want(t, 200, "この登録は利用を止められています。")
	s.as("ended").get("/home").want(t, 303)
	s.as("broken").get("/").want(t, 503, "いま記録できません")
}

func TestDemonstrationSaysSo(t *testing.T) {
	s := newSite(t)
	s.get("/").lacks(t, "体験用の市場です")
	if err := s.db.MarkDemonstration(t.Context(), 5*clock.Day); err != nil {
		t.Fatal(err)
	}
	s.get("/").want(t, 200, "体験用の市場です", "2026年4月1日（水）")
}

func TestHealthAndMetrics(t *testing.T) {
	s := newSite(t)
	s.get("/healthz").want(t, 200, "ok")
	s.get("/readyz").want(t, 200, "ready")
	s.get("/fees?mail=secret@example.jp")
	s.get("/metrics").want(t, 200, `nariwai_http_requests_total{method="GET",route="GET /fees",status="200"} 1`, "nariwai_db_writes_total", "nariwai_db_batch_size_count", "nariwai_db_commit_seconds_count")
	s.get("/metrics", "X-Forwarded-For", "203.0.113.9").want(t, 404)
	s.get("/metrics", "X-Forwarded-For", "203.0.113.9", "Authorization", "Bearer wrong").want(t, 404)
	s.get("/metrics", "X-Forwarded-For", "203.0.113.9", "Authorization", "Bearer measure").want(t, 200)
	s.as("worker").get("/fees")
	if l := s.log.String(); !strings.Contains(l, `"route":"GET /fees"`) || !strings.Contains(l, `"person":"p-worker"`) || strings.Contains(l, "secret@") || strings.Contains(l, `"worker"`) || strings.Contains(l, "measure") {
		t.Errorf("log: %s", l)
	}

	d, err := db.Open(t.Context(), t.TempDir()+"/empty.db")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	newSiteOn(t, d, "").get("/readyz").want(t, 503, "not migrated")
}

func TestPagesAreSmallAndPacked(t *testing.T) {
	s := newSite(t)
	css, _ := s.assetURL("nariwai.css")
	packed := func(path string) int {
		a := s.get(path, "Accept-Encoding", "gzip")
		if a.Header.Get("Content-Encoding") != "gzip" || !strings.Contains(a.Header.Get("Vary"), "Accept-Encoding") {
			t.Errorf("%s: %v", path, a.Header)
		}
		z, err := gzip.NewReader(strings.NewReader(a.body))
		if err != nil {
			t.Fatal(err)
		}
		plain, err := io.ReadAll(z)
		if err != nil || len(plain) < len(a.body) {
			t.Errorf("%s: %d bytes, %v", path, len(plain), err)
		}
		return len(a.body)
	}
	style := packed(css)
	for _, rt := range siteRoutes {
		path, ok := strings.CutPrefix(rt.Pattern, "GET ")
		if !ok {
			continue
		}
		path = strings.TrimSuffix(path, "{$}")
		for _, p := range []string{path, localized("en", path)} {
			if n := packed(p); n+style > 18<<10 {
				t.Errorf("%s: %d bytes with its style", p, n+style)
			}
		}
	}
	if a := s.get("/fees", "Accept-Encoding", "gzip;q=0, br"); a.Header.Get("Content-Encoding") != "" {
		t.Error("packed for who can't unpack")
	}
}
