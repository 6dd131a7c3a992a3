package web

import (
	"bytes"
	"errors"
	"html/template"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/yen"
)

// failing is a route whose answer is what fail makes of the request.
func failing(pattern string, who Who, f func(*Server, http.ResponseWriter, *Request) error) Route {
	return Route{Pattern: pattern, Who: who, do: f}
}

func TestOneTableOfErrors(t *testing.T) {
	cause := errors.New("the secret cause")
	try := func(name string, err error) Route {
		return failing("POST /try/"+name, Anyone, func(*Server, http.ResponseWriter, *Request) error { return err })
	}
	s := newSite(t,
		try("internal", cause), try("invalid", fault.New(fault.Invalid, "金額を入れてください")),
		try("forbidden", fault.New(fault.Forbidden, "この操作はできません")), try("notfound", fault.Because(cause, fault.NotFound, "見つかりませんでした")),
		try("conflict", fault.New(fault.Conflict, "ほかの人が先に変えました。新しい内容を確かめてください")),
		try("toomany", fault.New(fault.TooMany, "少し待ってから、もう一度お試しください")),
		try("unavailable", fault.Because(cause, fault.Unavailable, "いま混み合っています。少し待ってから、もう一度お試しください")),
		failing("POST /try/panic", Anyone, func(*Server, http.ResponseWriter, *Request) error { panic("the secret cause") }),
		failing("POST /try/money", Anyone, func(_ *Server, _ http.ResponseWriter, q *Request) error {
			q.MoneyStill()
			return fault.New(fault.Conflict, "ほかの人が先に変えました。新しい内容を確かめてください")
		}),
	)
	for name, c := range map[string]struct {
		status int
		retry  string
		text   string
	}{
		"internal": {500, "", "こちらの不具合で、うまくいきませんでした"}, "panic": {500, "", "こちらの不具合で"}, "invalid": {422, "", "金額を入れてください"},
		"forbidden": {403, "", "この操作はできません"}, "notfound": {404, "", "ページが見つかりません"}, "conflict": {409, "", "ほかの人が先に変えました"},
		"toomany": {429, "60", "少し待ってから"}, "unavailable": {503, "5", "いま混み合っています"}, "money": {409, "", "<p class=\"mt3\">お金は動いていません。ほかの人が先に"},
	} {
		a := s.post("/try/"+name, url.Values{"body": {"長い文章"}, "password": {"opensesame"}})
		a.want(t, c.status, c.text, a.Header.Get("X-Request-Id"))
		a.lacks(t, "secret cause", "opensesame")
		if got := a.Header.Get("Retry-After"); got != c.retry {
			t.Errorf("%s: Retry-After %q", name, got)
		}
		if lost := !strings.Contains(a.body, `name="body" value="長い文章"`); lost && c.status >= 500 {
			t.Errorf("%s: what was typed is lost", name)
		}
	}
	if !strings.Contains(s.log.String(), "the secret cause") {
		t.Error("the log does not know the cause")
	}
	s.post("/en/try/conflict", url.Values{}).want(t, 409, "Somebody else changed this first")
}

func TestRefusedAtTheDoor(t *testing.T) {
	s := newSite(t, failing("POST /small", Anyone, func(s *Server, w http.ResponseWriter, q *Request) error { return q.Redirect(w, "/") }))
	s.post("/small", url.Values{}, "Sec-Fetch-Site", "cross-site").want(t, 403, "ほかのサイトから送られた操作は、受けつけません")
	s.post("/small", url.Values{}, "Origin", "https://evil.example").want(t, 403)
	s.post("/small", url.Values{}, "Sec-Fetch-Site", "same-origin").want(t, 303)
	s.post("/small", url.Values{"x": {strings.Repeat("x", bodyMost)}}).want(t, 413, "送られた内容が大きすぎます")
	s.do("POST", "/small", nil, "Content-Type", "multipart/form-data; boundary=x").want(t, 422)
}

// order is a page with a form, as an author would write it.
type order struct{ Price yen.Yen }

const orderPage = `{{define "title"}}order{{end}}{{define "main"}}<form method="post">{{once}}
{{template "input" (field . "price" "金額" "value" .D.Price "unit" "円" "required" true "hint" "税込" "mode" "numeric")}}
{{template "area" (field . "body" "文章" "rows" 4)}}{{template "tick" (field . "agree" "同意する")}}
{{template "choice" (field . "kind" "種類" "options" .D.Kinds "value" "b")}}{{template "radios" (field . "pick" "選ぶ" "options" .D.Kinds)}}
{{template "ticks" (field . "many" "いくつでも" "options" .D.Kinds)}}{{template "input" (field . "password" "合言葉" "type" "password")}}</form>{{end}}`

func (order) Kinds() []Option { return []Option{{Value: "a", Label: "A"}, {Value: "b", Label: "B"}} }

func newOrderSite(t *testing.T) *site {
	data := order{Price: yen.Of(40000)}
	s := newSite(t,
		failing("GET /order", Anyone, func(s *Server, w http.ResponseWriter, q *Request) error { return s.show(w, q, "order", data) }),
		failing("POST /order", SignedIn, func(s *Server, w http.ResponseWriter, q *Request) error {
			switch q.Form("body") {
			case "conflict":
				return s.again(w, q, "order", data, fault.New(fault.Conflict, "ほかの人が先に変えました。新しい内容を確かめてください"))
			case "money":
				q.MoneyStill()
				return s.again(w, q, "order", data, fault.New(fault.Invalid, "この内容は使えません"))
			case "gone":
				return s.again(w, q, "order", data, fault.New(fault.NotFound, "見つかりませんでした"))
			case "":
				var f fault.Form
				_, err := yen.ParsePositive(q.Form("price"))
				f.Check("price", err)
				f.Add("body", "この内容は使えません")
				return s.again(w, q, "order", data, f.Err())
			}
			return s.done(w, q, "/order", "送らずにやめる")
		}),
	)
	for lang, set := range s.pages {
		page := mustParse(t, s.Server, lang, orderPage)
		set["order"] = func() (*template.Template, error) { return page, nil }
	}
	return s
}

func TestFormsComeBack(t *testing.T) {
	s := newOrderSite(t).as("worker")
	s.get("/order").want(t, 200, `name="price" type="text" value="40,000" inputmode="numeric" aria-describedby="f-price-h"`, `<span class="req">必須</span>`, `<option value="b" selected>`)
	a := s.post("/order", url.Values{"price": {"０"}, "agree": {"1"}, "kind": {"a"}, "pick": {"b"}, "many": {"a", "b"}, "password": {"opensesame"}})
	a.want(t, 422, "<title>誤り：order", `role="alert" tabindex="-1"`, `<a href="#f-price">金額は0円より大きくしてください</a>`, `<a href="#f-body">この内容は使えません</a>`,
		`<p class="msg-e" id="f-price-e">`, `value="０"`, `aria-invalid="true" aria-describedby="f-price-e f-price-h"`,
		`id="f-agree" name="agree" value="1" checked`, `<option value="a" selected>`, `name="pick" value="b" checked`, `name="many" value="a" checked`, `name="many" value="b" checked`)
	a.lacks(t, "opensesame", `<option value="b" selected>`, `name="pick" value="a" checked`)
	s.post("/en/order", url.Values{"price": {"1.5"}}).want(t, 422, "<title>Error: order", "Amounts finer than one yen can&#39;t be used")
	a = s.post("/order", url.Values{"price": {"１２"}, "body": {"conflict"}})
	a.want(t, 409, "ほかの人が先に変えました", `value="１２"`)
	a.lacks(t, "<title>誤り", "お金は動いていません")
	s.post("/order", url.Values{"body": {"money"}}).want(t, 422, "お金は動いていません。", "<li>この内容は使えません</li>")
	s.post("/order", url.Values{"body": {"gone"}}).want(t, 404)

	a = s.post("/en/order", url.Values{"body": {"fine"}})
	if a.want(t, 303); a.Header.Get("Location") != "/en/order" {
		t.Error(a.Header)
	}
	s.get("/en/order").want(t, 200, `<div class="note" role="status">Don&#39;t send</div>`)
	s.get("/en/order").lacks(t, `role="status"`)
	u, _ := url.Parse(s.web.URL)
	s.c.Jar.SetCookies(u, []*http.Cookie{{Name: doneCookie, Value: encodeCookie("口座を変えました。こちらへ電話を"), Path: "/"}})
	s.get("/order").lacks(t, "こちらへ電話を")
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)

// hiddenFields reads the hidden fields of a page as a browser would send them.
func hiddenFields(body string) url.Values {
	v := url.Values{}
	for _, m := range hidden.FindAllStringSubmatch(body, -1) {
		if m[1] != "next" || !v.Has("next") {
			v.Add(m[1], strings.NewReplacer("&#34;", `"`, "&lt;", "<", "&gt;", ">", "&#39;", "'", "&#43;", "+", "&amp;", "&").Replace(m[2]))
		}
	}
	return v
}

func TestNothingTypedIsLostWhenTheSessionHasEnded(t *testing.T) {
	signin := failing("POST /try/signin", Anyone, func(s *Server, w http.ResponseWriter, q *Request) error {
		s.SignIn(w, q, "worker", q.Now.Add(clock.Day))
		return s.goOn(w, q, q.Return(), "/fees")
	})
	s := newOrderSite(t)
	s.mux.HandleFunc(signin.Pattern, s.handle(signin))

	if a := s.get("/en/order/none"); a.StatusCode != 404 {
		t.Error(a.StatusCode)
	}
	typed := `長い "文章" <b> & 'x'`
	a := s.post("/order?tab=2", url.Values{"body": {typed}, "price": {"５,０００"}, "many": {"a", "b"}, "once": {"k1"}, "password": {"never"}})
	a.want(t, 401, "ログインすると、入力した内容をそのまま送れます", `action="/signin"`)
	a.lacks(t, "never")
	kept := hiddenFields(a.body)
	kept.Set("email", "x@example.jp")
	a = s.post("/try/signin", kept)
	a.want(t, 200, `action="/order?tab=2"`, "入力した内容を送る")
	sent := hiddenFields(a.body)
	if sent.Get("body") != typed || sent.Get("price") != "５,０００" || len(sent["many"]) != 2 || sent.Get("once") != "k1" || sent.Has("email") || sent.Has("password") {
		t.Errorf("%v", sent)
	}
	s.post("/order?tab=2", sent).want(t, 303)

	// A link can send the reader on within the site, and can bring no fields.
	s.post("/try/signin", url.Values{"next": {"/order?tab=3"}}).want(t, 303)
	for _, next := range []string{"https://evil.example/", "//evil.example", `/\evil.example`, "javascript:alert(1)", "order", "/\n/evil"} {
		if a := s.post("/try/signin", url.Values{"next": {next}, "kept.body": {"x"}}); a.Header.Get("Location") != "/fees" {
			t.Errorf("%q leads to %d %q", next, a.StatusCode, a.Header.Get("Location"))
		}
	}
	b := newOrderSite(t)
	b.get("/signin?next=/order&kept.body=planted").lacks(t, `name="kept.`)
	b.get("/signin?next=/order").want(t, 200, `name="next" value="/order"`)
}

func TestAskedToSignIn(t *testing.T) {
	s := newSite(t, failing("GET /mine", SignedIn, func(*Server, http.ResponseWriter, *Request) error { return nil }))
	if a := s.get("/en/mine?x=1&y=2"); a.StatusCode != 303 || a.Header.Get("Location") != "/en/signin?next=%2Fmine%3Fx%3D1%26y%3D2" {
		t.Errorf("%d %s", a.StatusCode, a.Header.Get("Location"))
	}
}

func TestActor(t *testing.T) {
	var keys, bodies []string
	s := newSite(t, failing("POST /act/{id}", SignedIn, func(s *Server, w http.ResponseWriter, q *Request) error {
		a := q.Actor()
		if a.Person != "p-worker" || a.Party != "y-worker" {
			t.Errorf("%+v", a)
		}
		keys, bodies = append(keys, a.Key), append(bodies, a.Body)
		return q.Redirect(w, "/")
	})).as("worker")
	s.post("/act/1", url.Values{"once": {"k"}, "a": {"1"}, "b": {"2"}})
	s.post("/act/1", url.Values{"b": {"2"}, "a": {"1"}, "once": {"other"}})
	s.post("/act/2", url.Values{"once": {"k"}, "a": {"1"}, "b": {"2"}})
	s.post("/act/1", url.Values{"once": {"k"}, "a": {"1"}, "b": {"3"}})
	s.post("/act/1", url.Values{"a": {"1"}, "b": {"2"}}, "Idempotency-Key", "header")
	s.post("/act/1", url.Values{"a": {"1"}})
	for _, content := range []string{"one", "two"} {
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		m.WriteField("once", "k")
		f, _ := m.CreateFormFile("file", "a.txt")
		f.Write([]byte(content))
		m.Close()
		r, _ := http.NewRequest("POST", s.web.URL+"/act/1", &b)
		r.Header.Set("Content-Type", m.FormDataContentType())
		res, err := s.c.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
	}
	if strings.Join(keys, " ") != "k other k k header  k k" {
		t.Errorf("keys %q", keys)
	}
	if bodies[0] != bodies[1] || bodies[0] == bodies[2] || bodies[0] == bodies[3] || bodies[0] != bodies[4] || bodies[5] != "" || bodies[6] == bodies[7] {
		t.Errorf("bodies %q", bodies)
	}
}
