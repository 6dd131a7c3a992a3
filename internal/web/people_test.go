package web

import (
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"bytes"
	"log/slog"
	"net/http"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
)

const goodPassword = "kumquat ladder violet thursday"

// town is a site whose people are in the database. Each browser of it is a site of its own.
type town struct {
	t   *testing.T
	d   *db.DB
	web *httptest.Server
	srv *Server
	log *bytes.Buffer
}

func eachTown(t *testing.T, f func(t *testing.T, w *town, c *dbtest.Clock)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		w := &town{t: t, d: d, log: &bytes.Buffer{}}
		w.srv = New(Config{DB: d, Log: slog.New(slog.NewJSONHandler(w.log, nil)), Hasher: people.NewHasher(people.Cost{Memory: 64, Passes: 1, Threads: 1}, 2)})
		w.web = httptest.NewServer(w.srv.Handler())
		t.Cleanup(w.web.Close)
		f(t, w, c)
	})
}

func (w *town) browser() *site {
	jar, _ := cookiejar.New(nil)
	return &site{Server: w.srv, t: w.t, db: w.d, log: w.log, web: w.web,
		c: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// link returns the link of the newest mail of a kind to an address.
func (w *town) link(to, kind string) string {
	w.t.Helper()
	var link string
	if err := db.One(w.t.Context(), w.d.Snapshot(), []any{&link}, "SELECT link FROM notice_mail WHERE to_address = $1 AND kind = $2 ORDER BY at DESC, id DESC LIMIT 1", to, kind); err != nil {
		w.t.Fatal(to, kind, err)
	}
	return link
}

func (w *town) key(to, kind string) string {
	w.t.Helper()
	u, _ := url.Parse(w.link(to, kind))
	return u.Query().Get("t")
}

// member signs up in a browser of its own and verifies.
func (w *town) member(email string) *site {
	w.t.Helper()
	b := w.browser()
	b.post("/signup", url.Values{"email": {email}, "name": {"みちる"}, "password": {goodPassword}, "accepted": {"1"}, "start": {"work"}}).want(w.t, 303)
	a := b.post("/verify", url.Values{"t": {w.key(email, "verify")}, "password": {goodPassword}})
	a.want(w.t, 303)
	return b
}

func TestFromSignUpToSignOut(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town, c *dbtest.Clock) {
		b := w.browser()
		b.get("/signup").want(t, 200, `autocomplete="new-password"`, "北海道", `action="/signup"`)
		b.get("/en/signup").want(t, 200, "Hokkaido", "At least 15 characters")
		b.post("/signup", url.Values{"email": {"x"}, "name": {"<b>"}, "password": {"short"}}).want(t, 422, "メールアドレスの形を確かめてください", "パスワードは15文字以上", "利用規約を読んで", `value="&lt;b&gt;"`)
		form := url.Values{"email": {"michiru@example.jp"}, "name": {"みちる"}, "password": {goodPassword}, "accepted": {"1"}, "prefecture": {"01"}, "start": {"order"}}
		if a := b.post("/en/signup", form); a.StatusCode != 303 || a.Header.Get("Location") != "/en/signup/sent" {
			t.Fatal(a.StatusCode, a.Header)
		}
		b.get("/en/signup/sent").want(t, 200, "A mail is on its way")
		b.get("/settings").want(t, 303) // nobody is signed in yet
		link := w.link("michiru@example.jp", "verify")
		b.get(link).want(t, 200, `name="t" value="`, "登録を終える")
		b.get(link).want(t, 200) // looking at it does not use it up
		key := w.key("michiru@example.jp", "verify")
		b.post("/verify", url.Values{"t": {key}, "password": {"wrong"}}).want(t, 422, "パスワードがちがいます")
		b.post("/verify", url.Values{"t": {"nonsense"}, "password": {goodPassword}}).want(t, 404, "このリンクは使えません")
		b.post("/verify", url.Values{"t": {key}, "password": {goodPassword}}).want(t, 303)
		b.get("/settings").want(t, 200, "みちる", "michiru@example.jp", "登録が終わりました。ようこそ")
		b.get("/signin").want(t, 303)
		b.get("/signup").want(t, 303)
		b.post("/signout", nil).want(t, 303)
		b.get("/settings").want(t, 303)
		b.post("/signin", url.Values{"email": {"michiru@example.jp"}, "password": {"wrong"}}).want(t, 422, "あと9回まちがえると")
		a := b.post("/signin", url.Values{"email": {"michiru@example.jp"}, "password": {goodPassword}, "next": {"/settings/bank"}})
		if a.StatusCode != 303 || a.Header.Get("Location") != "/settings/bank" {
			t.Fatal(a.StatusCode, a.Header)
		}

		// A forgotten password.
		b.get("/forgot").want(t, 200)
		b.post("/forgot", url.Values{"email": {"michiru@example.jp"}}).want(t, 303)
		b.get("/forgot/sent").want(t, 200)
		b.get(w.link("michiru@example.jp", "reset")).want(t, 200, "新しいパスワード")
		b.post("/reset", url.Values{"t": {w.key("michiru@example.jp", "reset")}, "password": {"short"}}).want(t, 422)
		b.post("/reset", url.Values{"t": {w.key("michiru@example.jp", "reset")}, "password": {"plumbing under a northern roof"}}).want(t, 303)
		b.get("/settings").want(t, 303)
		for range people.SignInByAccount.Most {
			b.post("/signin", url.Values{"email": {"michiru@example.jp"}, "password": {"wrong"}}).want(t, 422)
		}
		b.post("/signin", url.Values{"email": {"michiru@example.jp"}, "password": {"plumbing under a northern roof"}}).want(t, 429, "60分ほどお待ちください")
		if text := w.log.String(); strings.Contains(text, goodPassword) || strings.Contains(text, key) {
			t.Error("the log holds a secret")
		}
	})
}

func TestSettingsPages(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town, c *dbtest.Clock) {
		b := w.member("a@example.jp")
		for _, page := range []string{"", "/profile", "/facts", "/bank", "/security", "/password", "/email", "/second-factor", "/close"} {
			b.get("/settings"+page).want(t, 200, `<h1>`)
			b.get("/en/settings"+page).want(t, 200, `lang="en"`)
		}
		b.post("/settings/goal", url.Values{"goal": {"８０，０００"}}).want(t, 303)
		b.get("/settings").want(t, 200, `value="80,000"`, "目標を決めました")
		b.post("/settings/goal", url.Values{"goal": {"1.5"}}).want(t, 422, `value="1.5"`)
		b.post("/settings/language", url.Values{"lang": {"en"}}).want(t, 303)
		b.post("/settings/carry-over", url.Values{"carry_over": {"on"}}).want(t, 303)
		b.get("/settings").want(t, 200, "次の支払日から振り込んでもらう")
		b.post("/settings/carry-over", url.Values{"carry_over": {"off"}}).want(t, 303)

		profile := url.Values{"display_name": {"みちる"}, "handle": {"Michiru"}, "prefecture": {"01"}, "bio": {"# 校正\n<script>"}, "skills": {"校正、翻訳"}, "hours_week": {"２０"}, "works": {"1"}}
		more := url.Values{"places": {"1"}}
		for k, v := range profile {
			more[k] = v
		}
		b.post("/settings/profile", more).want(t, 200, `value="012092"`, "夕張市", `value="２０"`, "&lt;script&gt;")
		profile.Set("municipality", "012092")
		b.post("/settings/profile", profile).want(t, 303)
		b.get("/settings/profile").want(t, 200, `<option value="012092" selected>`, `value="michiru"`, `value="校正、翻訳"`, `value="20"`)
		profile.Set("handle", "desk")
		profile.Set("hours_week", "たくさん")
		b.post("/settings/profile", profile).want(t, 422, "このIDは使えません", "週の時間は0から", `value="たくさん"`)

		facts := url.Values{"form": {"company"}, "legal_name": {"ことば舎"}, "address": {"北海道夕張市本町1"}, "contact": {"０１２３-４５-６７８９"}, "t_number": {"T7000012050003"}}
		b.post("/settings/facts", facts).want(t, 422, "検査数字が合いません", `value="ことば舎"`)
		facts.Set("form", "sole")
		b.post("/settings/facts", facts).want(t, 303)
		b.get("/settings/facts").want(t, 200, "検査数字が合いません", `value="0123-45-6789"`, `value="sole" checked`)

		// Three steps to an account, each a link.
		b.get("/settings/bank?words=みずほ").want(t, 200, "/settings/bank?bank=0001#pick")
		b.get("/settings/bank?words=ぬるぽぬるぽ").want(t, 200, "見つかりませんでした")
		b.get("/settings/bank?bank=0001").want(t, 200, "ほかにもあります", `name="by" value="branch"`)
		b.get("/settings/bank?bank=0001&by=branch&words=001").want(t, 200, "branch=001")
		b.get("/settings/bank?bank=0001&branch=001").want(t, 200, `name="branch" value="001"`, "口座名義（カナ）")
		b.get("/settings/bank?bank=9900").want(t, 200, `name="symbol"`)
		b.get("/settings/bank?bank=9900&by=branch&words=098").want(t, 200, "branch=098")
		account := url.Values{"bank": {"0001"}, "branch": {"001"}, "by": {"branch"}, "kind": {"1"}, "number": {"1234567"}, "payee": {"小桜"}}
		b.post("/settings/bank", account).want(t, 422, "口座名義に「小」は使えません", `value="1234567"`)
		account.Set("payee", "コザクラ ミチル")
		b.post("/settings/bank", account).want(t, 303)
		b.get("/settings/bank").want(t, 200, "いまの口座", "末尾 4567", "ｺｻﾞｸﾗ ﾐﾁﾙ")
		b.get("/settings/bank").lacks(t, "1234567")
		account.Set("number", "7654321")
		b.post("/settings/bank", account).want(t, 303)
		b.get("/settings/bank").want(t, 200, "確認している口座", "2026年4月15日")
		b.post("/settings/bank", account).want(t, 409, "いま登録されている口座と同じです")

		b.post("/settings/password", url.Values{"password": {"wrong"}, "new_password": {"plumbing under a northern roof"}}).want(t, 422, "いまのパスワードがちがいます")
		b.post("/settings/password", url.Values{"password": {goodPassword}, "new_password": {"plumbing under a northern roof"}}).want(t, 303)
		b.post("/settings/email", url.Values{"password": {"plumbing under a northern roof"}, "email": {"new@example.jp"}}).want(t, 303)
		link := w.link("new@example.jp", "email_move")
		b.get(link).want(t, 200, "このアドレスを使う")
		b.post("/settings/email/confirm", url.Values{"t": {w.key("new@example.jp", "email_move")}}).want(t, 303)
		b.get("/settings/security").want(t, 200, "new@example.jp", "この端末")

		other := w.browser()
		other.post("/signin", url.Values{"email": {"new@example.jp"}, "password": {"plumbing under a northern roof"}}).want(t, 303)
		page := b.get("/settings/security")
		end := regexp.MustCompile(`/settings/sessions/[^/"]+/end`).FindString(page.body)
		b.post(end, nil).want(t, 303)
		other.get("/settings").want(t, 303)
		b.post("/settings/sessions/end", nil).want(t, 303)
		stranger := w.member("stranger@example.jp")
		stranger.post(end, nil).want(t, 404)

		b.post("/settings/close", url.Values{"password": {"wrong"}}).want(t, 422)
		b.post("/settings/close", url.Values{"password": {"plumbing under a northern roof"}}).want(t, 303)
		b.get("/settings").want(t, 303)
	})
}

func TestSecondFactorInTheBrowser(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town, c *dbtest.Clock) {
		b := w.member("op@example.jp")
		b.post("/settings/second-factor", url.Values{"password": {goodPassword}}).want(t, 303)
		page := b.get("/settings/second-factor")
		page.want(t, 200, `<svg viewBox="0 0 `, "QRコード")
		page.lacks(t, "体験用")
		seed := regexp.MustCompile(`<code>([A-Z2-7]{32})</code>`).FindStringSubmatch(page.body)[1]
		code := func() string {
			s, err := people.Code(seed, c.Now())
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		b.post("/settings/second-factor/confirm", url.Values{"code": {"abc"}}).want(t, 422, "確認コードがちがいます", `aria-label="認証アプリで読み取るQRコード"`)
		a := b.post("/settings/second-factor/confirm", url.Values{"code": {code()}})
		a.want(t, 200, "予備のコード")
		recovery := regexp.MustCompile(`<code>([A-Z2-7-]{19})</code>`).FindAllStringSubmatch(a.body, -1)
		if len(recovery) != people.RecoveryCodes || a.Header.Get("Cache-Control") != "no-store" {
			t.Error(len(recovery), a.Header)
		}
		b.get("/settings/second-factor").want(t, 200, "設定しています")
		b.get("/settings/second-factor").lacks(t, recovery[0][1])

		// Another browser: the password alone opens nothing, and what was typed survives both steps.
		x := w.browser()
		typed := url.Values{"email": {"op@example.jp"}, "password": {goodPassword}, "next": {"/settings/goal"}, "kept.goal": {"90000"}}
		a = x.post("/signin", typed)
		a.want(t, 200, "確認コード", `name="kept.goal" value="90000"`)
		x.get("/settings").want(t, 303)
		x.post("/settings/goal", url.Values{"goal": {"1"}}).want(t, 401)
		x.get("/signin/code").want(t, 200)
		kept := hiddenFields(a.body)
		kept.Set("code", "000000")
		a = x.post("/signin/code", kept)
		a.want(t, 422, "確認コードがちがいます", `name="kept.goal"`)
		c.Advance(clock.Minute)
		kept = hiddenFields(a.body)
		kept.Set("code", code())
		x.post("/signin/code", kept).want(t, 200, `action="/settings/goal"`, `name="goal" value="90000"`)
		x.get("/settings").want(t, 200)
		w.browser().get("/signin/code").want(t, 303)
		w.browser().post("/signin/code", url.Values{"code": {code()}}).want(t, 303)

		// A place at the desk is worth nothing before the second factor.
		w.srv.mux.HandleFunc("GET /desk/try", w.srv.handle(failing("GET /desk/try", Desk, func(s *Server, hw http.ResponseWriter, q *Request) error {
			if a := q.Actor(); !a.Strong || a.Session == "" {
				t.Errorf("%+v", a)
			}
			return q.Redirect(hw, "/desk/done")
		})))
		weak := w.member("weak@example.jp")
		weak.get("/desk/try").want(t, 403)
		if err := w.d.Write(t.Context(), func(tx *db.Tx) error {
			for _, email := range []string{"op@example.jp", "weak@example.jp"} {
				p, err := peopledb.PersonByEmail(t.Context(), tx, email)
				if err != nil {
					return err
				}
				if err := peopledb.AddGrant(t.Context(), tx, people.Grant{Person: p.ID, Role: people.Operator, Scope: people.SiteScope, ScopeID: string(id.Site)}); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if a := weak.get("/desk/try"); a.Header.Get("Location") != "/settings/second-factor" {
			t.Error(a.StatusCode, a.Header)
		}
		if a := x.get("/desk/try"); a.Header.Get("Location") != "/desk/done" {
			t.Error(a.StatusCode, a.Header)
		}
		x.post("/settings/second-factor/drop", url.Values{"password": {goodPassword}, "code": {recovery[0][1]}}).want(t, 303)
		if a := x.get("/desk/try"); a.Header.Get("Location") != "/settings/second-factor" {
			t.Error(a.StatusCode, a.Header)
		}
	})
}

func TestUnverifiedAndNewTerms(t *testing.T) {
	eachTown(t, func(t *testing.T, w *town, c *dbtest.Clock) {
		b := w.browser()
		b.post("/signup", url.Values{"email": {"a@example.jp"}, "name": {"a"}, "password": {goodPassword}, "accepted": {"1"}}).want(t, 303)
		b.post("/signin", url.Values{"email": {"a@example.jp"}, "password": {goodPassword}}).want(t, 303)
		b.get("/settings").want(t, 200, "メールアドレスの確認がまだです。")
		first := w.link("a@example.jp", "verify")
		c.Advance(clock.Minute)
		b.post("/verify/again", nil).want(t, 303)
		if w.link("a@example.jp", "verify") == first {
			t.Error("no new link")
		}
		if err := w.d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Do(t.Context(), "DELETE FROM people_acceptance")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		b.get("/settings").want(t, 200, "利用規約が新しくなりました。")
		version := regexp.MustCompile(`name="version" value="([^"]*)"`).FindStringSubmatch(b.get("/terms").body)
		b.post("/terms", url.Values{"version": {"2020-01-01"}}).want(t, 409)
		b.post("/terms", url.Values{"version": {version[1]}}).want(t, 303)
		b.get("/settings").lacks(t, "利用規約が新しくなりました。")
	})
}

func TestDemonstrationShowsTheCode(t *testing.T) {
	d, c := dbtest.SQLite(t)
	if err := d.MarkDemonstration(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	w := &town{t: t, d: d, log: &bytes.Buffer{}}
	w.srv = New(Config{DB: d, Hasher: people.NewHasher(people.Cost{Memory: 64, Passes: 1, Threads: 1}, 2)})
	w.web = httptest.NewServer(w.srv.Handler())
	defer w.web.Close()
	shown := regexp.MustCompile(`<b>(\d{6})</b>`)
	b := w.member("op@example.jp")
	b.post("/settings/second-factor", url.Values{"password": {goodPassword}}).want(t, 303)
	b.post("/settings/second-factor/confirm", url.Values{"code": {shown.FindStringSubmatch(b.get("/settings/second-factor").body)[1]}}).want(t, 200)
	for range 2 { // twice within the same half minute
		b = w.browser()
		a := b.post("/signin", url.Values{"email": {"op@example.jp"}, "password": {goodPassword}})
		b.post("/signin/code", url.Values{"code": {shown.FindStringSubmatch(a.body)[1]}}).want(t, 303)
		b.get("/settings").want(t, 200)
		c.Advance(30 * clock.Second)
	}
}
