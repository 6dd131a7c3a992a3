package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"nariwai/internal/people"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/web"
	"nariwai/internal/webtest"
)

// A session that ends in the middle of a form costs nobody what they have typed: the page that asks them to sign in carries
// it, and after it one button sends it.
func TestExpiredSession(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	const password = "correct horse battery staple"
	hash, err := people.NewHasher(people.Cost{Memory: 64, Passes: 1, Threads: 1}, 1).Hash(t.Context(), password)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []webtest.Role{webtest.Worker, webtest.Client} {
		cast.Change(t, h.DB, h.Actor(r), func(p *people.Person, _ *people.Party) { p.Password = hash })
	}
	undo := h.Undo(t)
	for _, f := range []struct {
		row    string
		role   webtest.Role
		more   map[string]string // typed besides
		effect string            // a count that grows by one
	}{
		{"POST /jobs/{id}/proposals", webtest.Worker, map[string]string{"message": "一行目\r\n二行目「“<&>”」", "once": "k-1"}, "SELECT COUNT(*) FROM market_proposal"},
		{"POST /contracts/{id}/messages", webtest.Client, map[string]string{"body": "  とても長い\r\n\r\n連絡です"}, "SELECT COUNT(*) FROM message_message"},
		{"POST /items/{id}/dispute", webtest.Worker, map[string]string{"once": "k-2"}, "SELECT COUNT(*) FROM market_dispute"},
		{"POST /proposals/{id}/award", webtest.Client, map[string]string{"once": "k-3"}, "SELECT COUNT(*) FROM market_contract"},
		{"POST /jobs/new", webtest.Client, map[string]string{"title": "電気の記事"}, "SELECT COUNT(*) FROM market_job"},
	} {
		q := h.Request(f.row, f.role)
		for name, value := range f.more {
			q.Form.Set(name, value)
		}
		before := h.Count(f.effect)
		w := webtest.Send(t, h.site, "an ended session", q)
		if w.Code != http.StatusUnauthorized {
			t.Errorf("%s: %d, want 401", f.row, w.Code)
			continue
		}
		door := inputs(t, w)
		door.Set("email", h.strings("SELECT email FROM people_person WHERE id = $1", h.Actor(f.role).Person)[0])
		door.Set("password", password)
		door.Del("")
		in := webtest.Send(t, h.site, "", webtest.Request{Method: "POST", Path: "/signin", Form: door})
		session := ""
		for _, c := range in.Result().Cookies() {
			if c.Name == "nariwai" {
				session = c.Value
			}
		}
		if in.Code != http.StatusOK || session == "" {
			t.Errorf("%s: signing in: %d\n%s", f.row, in.Code, in.Body)
			continue
		}
		doc, err := html.Parse(strings.NewReader(in.Body.String()))
		if err != nil {
			t.Fatal(err)
		}
		action, form := "", url.Values{}
		for n := range doc.Descendants() {
			if n.Data != "form" || attr(n, "action") != q.Path {
				continue
			}
			action = attr(n, "action")
			for field := range n.Descendants() {
				if field.Data == "input" {
					form.Add(attr(field, "name"), attr(field, "value"))
				}
			}
		}
		for name, want := range q.Form {
			if got := form[name]; strings.Join(got, "|") != asRead(want) {
				t.Errorf("%s: %s was %q and comes back as %q", f.row, name, want, got)
			}
		}
		sent := webtest.Send(t, h.site, session, webtest.Request{Method: "POST", Path: action, Form: form})
		if n := h.Count(f.effect); sent.Code != http.StatusSeeOther || n != before+1 {
			t.Errorf("%s: sending it then: %d, %d more", f.row, sent.Code, n-before)
		}
		undo.Do()
	}
}

// Whatever form it is, the page that asks to sign in holds all that was typed, but for passwords and codes.
func TestNothingTypedIsLost(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, rt := range web.Routes() {
		if rt.Who == web.Anyone || !strings.HasPrefix(rt.Pattern, "POST ") {
			continue
		}
		for _, row := range webtest.Rows([]string{rt.Pattern}) {
			q := h.Request(row, webtest.Worker)
			q.Form.Set("anything", "何か、<b>太い</b>\r\n文")
			q.Form.Set("password", "a secret that stays out")
			w := webtest.Send(t, h.site, "", q)
			kept := inputs(t, w)
			for name, want := range q.Form {
				got := strings.Join(kept["kept."+name], "|")
				if name == "password" || name == "code" {
					if strings.Contains(w.Body.String(), want[0]) {
						t.Errorf("%s shows the password", row)
					}
				} else if got != asRead(want) {
					t.Errorf("%s: %s was %q and is kept as %q", row, name, want, got)
				}
			}
			if q.File != "" && kept.Get("keptfiles") == "" {
				t.Errorf("%s doesn't say that the file must be chosen again", row)
			}
		}
	}
}

// asRead is what is left of values on their way through a page: HTML knows one kind of line end, and browsers send two
// characters for it again.
func asRead(values []string) string {
	return strings.ReplaceAll(strings.Join(values, "|"), "\r\n", "\n")
}
