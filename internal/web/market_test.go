package web

import (
	"context"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/phrase"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/posting"
	"nariwai/internal/usecase/proposing"
	"nariwai/internal/yen"
)

// marketplace is a site on a database with real sessions; each person has a browser of their own.
type marketplace struct {
	t   *testing.T
	db  *db.DB
	web *httptest.Server
	s   *Server
}

func newMarketplace(t *testing.T, d *db.DB) *marketplace {
	s := New(Config{DB: d})
	m := &marketplace{t: t, db: d, s: s, web: httptest.NewServer(s.Handler())}
	t.Cleanup(m.web.Close)
	return m
}

// browser is signed in as a; with people.Actor{} it is nobody's.
func (m *marketplace) browser(a people.Actor) *site {
	m.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		m.t.Fatal(err)
	}
	b := &site{Server: m.s, t: m.t, db: m.db, web: m.web, c: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	if a.Person != "" {
		return b.as(cast.SignIn(m.t, m.db, a))
	}
	return b
}

// onward follows a redirect after a form and returns the page behind it.
func (b *site) onward(a answer) answer {
	b.t.Helper()
	if a.StatusCode != http.StatusSeeOther {
		b.t.Fatalf("%s %s: %d, want a redirect:\n%s", a.Request.Method, a.Request.URL.Path, a.StatusCode, a.body)
	}
	return b.get(a.Header.Get("Location"))
}

var (
	ctx    = context.Background()
	idPart = regexp.MustCompile(`/(?:jobs|proposals|contracts)/([0-9a-f-]{36})`)
)

func pathID(t *testing.T, a answer) string {
	t.Helper()
	m := idPart.FindStringSubmatch(a.Header.Get("Location"))
	if m == nil {
		t.Fatalf("no id in %q", a.Header.Get("Location"))
	}
	return m[1]
}

func jobText() market.Spec {
	return market.Spec{
		Category: "writing/travel", Title: "道の駅を紹介する記事を10本書いてくださる方", Body: "# 目的\n\n**車で旅する方**に向けた<script>alert(1)</script>記事です。", Deliverable: "原稿10本",
		Rights: market.RightsTransfer, AIPolicy: market.AIAssist, Unit: market.PerCharacter, Quantity: 15_000, Pay: yen.Of(40_000), Hires: 1,
		ClosesOn: calendar.Of(2026, 4, 20), DueOn: calendar.Of(2026, 5, 10), Beginners: true, Unregistered: true,
	}
}

func (m *marketplace) job(client people.Actor, change func(*market.Spec)) id.Job {
	m.t.Helper()
	s := jobText()
	if change != nil {
		change(&s)
	}
	jid, err := posting.SaveDraft(ctx, m.db, client, "", s)
	if err == nil {
		_, err = posting.PublishJob(ctx, m.db, client, jid)
	}
	if err != nil {
		m.t.Fatal(err)
	}
	return jid
}

func (m *marketplace) proposal(worker people.Actor, jid id.Job, price int64) id.Proposal {
	m.t.Helper()
	pid, err := proposing.SubmitProposal(ctx, m.db, worker, jid, market.Offer{Price: yen.Of(price), Message: "道の駅を84か所訪ねました。", DueOn: calendar.Of(2026, 5, 9)})
	if err != nil {
		m.t.Fatal(err)
	}
	return pid
}

func TestPostAJob(t *testing.T) {
	d, _ := dbtest.SQLite(t)
	m := newMarketplace(t, d)
	client := cast.Client(t, d, "kitamichi")
	cast.Change(t, d, client, func(_ *people.Person, p *people.Party) { p.Contact = "" })
	b, stranger := m.browser(client), m.browser(cast.Worker(t, d, "sato"))

	b.get("/jobs/new").want(t, 200, "依頼を出す", "仕事の名前", "公開まで")
	b.post("/jobs/new", url.Values{}).want(t, 422, "仕事の名前を書いてください", `href="#f-title"`, "誤り：", "仕事の内容を書いてください", "分野を選んでください")
	a := b.post("/jobs/new", url.Values{"title": {"  雑貨の紹介文　30本 "}, "do": {"draft"}})
	jid := pathID(t, a)
	b.onward(a).want(t, 200, "雑貨の紹介文 30本", "下書きに残しました", "あと3つ")
	base := "/jobs/" + jid

	a = b.post(base+"/edit/what", url.Values{"title": {"雑貨の紹介文 30本"}, "category": {"writing/product"}, "body": {"1本**400字**です。\r\n"}, "deliverable": {"原稿30本"}})
	if to := a.Header.Get("Location"); to != base+"/edit/pay" {
		t.Errorf("next leads to %s", to)
	}
	b.post(base+"/edit/pay", url.Values{"unit": {"piece"}, "quantity": {"３０"}, "pay": {"１４，４００円"}, "hires": {"0"}}).
		want(t, 422, "採用する人数は1人から50人までです", `value="１４，４００円"`)
	b.post(base+"/edit/pay", url.Values{"unit": {"piece"}, "quantity": {"30.5"}, "pay": {"1.5"}, "hires": {"1"}}).
		want(t, 422, "0以上の整数で入れてください", "1円より細かい金額は使えません")
	for typed, say := range map[string]string{"0": "報酬を入れてください", "-1": "金額は0円より大きくしてください", "1000000000000": "金額が大きすぎます", "abc": "金額は数字で入れてください"} {
		b.post(base+"/edit/pay", url.Values{"unit": {"piece"}, "quantity": {"30"}, "pay": {typed}, "hires": {"1"}}).want(t, 422, say)
	}
	b.onward(b.post(base+"/edit/pay", url.Values{"unit": {"piece"}, "quantity": {"３０"}, "pay": {"１４，４００円"}, "hires": {"1"}})).want(t, 200, "取引の条件")
	b.get(base+"/edit/pay").want(t, 200, `value="14,400"`, "480円/件", "<b>10,184円</b>") // 14,400 − 2,880 − 1,336 withheld
	b.post(base+"/edit/terms", url.Values{"closes_on": {"2026-03-31"}, "due_on": {"きのう"}}).want(t, 422, "日付は 2026-11-23 の形で入れてください")
	b.post(base+"/edit/terms", url.Values{"closes_on": {"2026-03-31"}, "due_on": {"2026-05-01"}, "rights": {"transfer"}}).
		want(t, 422, "募集の締切は今日からあとの日にしてください", "生成AIの扱いを選んでください")
	b.onward(b.post(base+"/edit/terms", url.Values{"closes_on": {"2026/4/20"}, "due_on": {"2026年5月10日"}, "rights": {"transfer"}, "ai_policy": {"none"}, "unregistered": {"1"}})).
		want(t, 200, "法律で示すことが決まっている6項目", "入っていません")

	b.get(base+"/edit").want(t, 200, "公開するまでに、あと1つ", "募集する人の連絡先を設定に入れてください")
	b.post(base+"/publish", url.Values{}).want(t, 422, "募集する人の連絡先を設定に入れてください")
	cast.Change(t, d, client, func(_ *people.Person, p *people.Party) { p.Contact = "011-000-0000" })
	b.onward(b.post(base+"/publish", url.Values{})).want(t, 200, "依頼を公開しました", "募集中", "提案をくらべる（0件）", "011-000-0000", "<strong>400字</strong>")
	b.post(base+"/publish", url.Values{}).want(t, 409, "この依頼は、もう公開されています")

	b.get(base+"/edit/what").want(t, 200, "この内容に直す")
	b.onward(b.post(base+"/edit/what", url.Values{"title": {"雑貨の紹介文 20本"}, "category": {"writing/product"}, "body": {"1本400字です。"}, "deliverable": {"原稿20本"}})).
		want(t, 200, "依頼を直しました", "雑貨の紹介文 20本")
	b.get("/jobs/mine").want(t, 200, "雑貨の紹介文 20本", "募集中")

	for _, path := range []string{base + "/edit", base + "/edit/pay", base + "/proposals", base + "/end"} {
		stranger.get(path).want(t, 404)
	}
	for _, path := range []string{base + "/edit/what", base + "/publish", base + "/close", base + "/end", base + "/extend", base + "/reopen"} {
		stranger.post(path, url.Values{"title": {"のっとり"}, "closes_on": {"2026-04-25"}}).want(t, 404)
	}
	b.get(base+"/edit/nothing").want(t, 404)
	b.post(base+"/edit/six", url.Values{}).want(t, 404)

	b.post(base+"/extend", url.Values{"closes_on": {"2026-04-19"}}).want(t, 422, "いまの締切（2026年4月20日（月））よりあとの日にしてください", "2026-04-19")
	b.onward(b.post(base+"/extend", url.Values{"closes_on": {"2026-04-25"}})).want(t, 200, "募集の締切をのばしました", "4/25（土）")
	b.onward(b.post(base+"/close", url.Values{})).want(t, 200, "募集を締め切りました", "もう一度募集する")
	b.post(base+"/reopen", url.Values{"closes_on": {""}}).want(t, 422, "日付を入れてください")
	b.onward(b.post(base+"/reopen", url.Values{"closes_on": {"2026-04-28"}})).want(t, 200, "もう一度募集を始めました")
	b.get(base+"/end").want(t, 200, "依頼を終えますか")
	b.onward(b.post(base+"/end", url.Values{})).want(t, 200, "依頼を終えました", "募集を終えました")
	b.post(base+"/end", url.Values{}).want(t, 409, "この依頼は、もう終わっています")
	if a := b.get(base + "/edit"); a.StatusCode != http.StatusSeeOther {
		t.Errorf("an ended job is edited: %d", a.StatusCode)
	}
}

func TestFirstJobWaitsForTheDesk(t *testing.T) {
	d, _ := dbtest.SQLite(t)
	m := newMarketplace(t, d)
	client := cast.NewClient(t, d, "hatsu")
	b := m.browser(client)
	jid, err := posting.SaveDraft(ctx, d, client, "", jobText())
	if err != nil {
		t.Fatal(err)
	}
	base := "/jobs/" + string(jid)
	b.get(base+"/edit/pay").want(t, 200, "はじめての検収が済むまで、1つの依頼は100,000円")
	b.get(base+"/edit").want(t, 200, "確認を頼む")
	b.onward(b.post(base+"/publish", url.Values{})).want(t, 200, "運営が確かめてから公開します", "運営が確かめています")
	m.browser(people.Actor{}).get(base).want(t, 404)
	m.browser(cast.Worker(t, d, "sato")).get(base).want(t, 404)
	m.browser(cast.Operator(t, d, "tsukue")).get(base).want(t, 200, "道の駅を紹介する記事")
	b.post(base+"/edit/pay", url.Values{"unit": {"lump"}, "pay": {"100,001"}, "hires": {"1"}}).want(t, 422, "1つの依頼は100,000円までです（いま100,001円）")
}

func TestJobsList(t *testing.T) {
	d, c := dbtest.SQLite(t)
	m := newMarketplace(t, d)
	client, worker := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato")
	for i := range 21 {
		c.Advance(clock.Minute)
		m.job(client, func(s *market.Spec) {
			s.Title = fmt.Sprintf("仕事その%d", i)
			if i == 0 {
				s.Category, s.Beginners = "design/logo", false
			}
		})
	}
	nobody := m.browser(people.Actor{})
	first := nobody.get("/jobs")
	first.want(t, 200, `<span class="num">21</span>件の仕事`, "仕事その20", "手取り <b>28,288円</b>", "2.6円/字", "源泉徴収のあと", `rel="next"`, "車で旅する方に向けた")
	first.lacks(t, "仕事その0<", `rel="prev"`, "alert(1)</script>", "あなたの提案")
	next := regexp.MustCompile(`<a href="([^"]+)" rel="next"`).FindStringSubmatch(first.body)[1]
	nobody.get(strings.ReplaceAll(next, "&amp;", "&")).want(t, 200, "仕事その0<", `rel="prev"`)
	nobody.get("/jobs?category=design&unit=character").want(t, 200, "仕事その0<", `<span class="num">1</span>`, `href="/jobs?unit=character" aria-label="デザイン・イラストを外す"`)
	nobody.get("/jobs?category=design&beginners=1").want(t, 200, "この条件の仕事は、いまありません")
	nobody.get("/jobs?category=%3Cscript%3E&after=zzz").want(t, 200, `<span class="num">21</span>件の仕事`)
	nobody.get("/en/jobs").want(t, 200, "¥40,000", "¥2.6/char")

	m.proposal(worker, func() id.Job { return m.job(client, nil) }(), 38_000)
	m.browser(worker).get("/jobs").want(t, 200, "提案しました", "あなたの提案")
	m.browser(client).get("/jobs").want(t, 200, "あなたの依頼")
}

// Every page of this area is rendered in English, too.
func TestMarketPagesInEnglish(t *testing.T) {
	d, c := dbtest.SQLite(t)
	m := newMarketplace(t, d)
	client, worker := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato")
	english := func(s *market.Spec) {
		s.Title, s.Body, s.Deliverable = "Ten articles", "About road stations.", "Ten texts"
	}
	jid := m.job(client, english)
	for i := range 5 {
		w := cast.Worker(t, d, fmt.Sprint("w", i))
		if _, err := proposing.SubmitProposal(ctx, d, w, jid, market.Offer{Price: yen.Of(30_000 + int64(i)), Message: "Gladly.", DueOn: calendar.Of(2026, 5, 9)}); err != nil {
			t.Fatal(err)
		}
	}
	pid, err := proposing.SubmitProposal(ctx, d, worker, jid, market.Offer{Price: yen.Of(38_000), Message: "Gladly.", DueOn: calendar.Of(2026, 5, 9)})
	if err != nil {
		t.Fatal(err)
	}
	c.Advance(clock.Hour)
	s := jobText()
	english(&s)
	s.Pay, s.Place = yen.Of(42_000), "Sapporo"
	if err := posting.ReviseJob(ctx, d, client, jid, s); err != nil {
		t.Fatal(err)
	}
	cast.Change(t, d, client, func(_ *people.Person, p *people.Party) { p.Address = "1 Snow Street" })
	if err := posting.ExtendJob(ctx, d, client, jid, calendar.Of(2026, 4, 25)); err != nil { // takes the address over
		t.Fatal(err)
	}
	boss, b := m.browser(client), m.browser(worker)
	job, proposal := "/en/jobs/"+string(jid), "/en/proposals/"+string(pid)
	form := url.Values{"price": {"38,000"}, "due_on": {"2026-05-09"}, "message": {"Gladly."}, "do": {"check"}}
	for path, a := range map[string]answer{
		"list": b.get("/en/jobs"), "empty list": b.get("/en/jobs?category=design"), "job": b.get(job), "own job": boss.get(job), "new": boss.get("/en/jobs/new"),
		"what": boss.get(job + "/edit/what"), "pay": boss.get(job + "/edit/pay"), "terms": boss.get(job + "/edit/terms"), "six": boss.get(job + "/edit/six"), "check": boss.get(job + "/edit"),
		"end": boss.get(job + "/end"), "compare": boss.get(job + "/proposals"), "theirs": boss.get(proposal), "mine": b.get(proposal), "edit": b.get(proposal + "/edit"),
		"check proposal": b.post(proposal+"/edit", form), "award": boss.get(proposal + "/award"), "my jobs": boss.get("/en/jobs/mine"), "my proposals": b.get("/en/proposals"), "quote": b.get(job + "/quote?price=40000"),
	} {
		if a.StatusCode != 200 {
			t.Errorf("%s: %d", path, a.StatusCode)
		}
		main := regexp.MustCompile(`(?s)<main.*</main>`).FindString(a.body)
		for _, line := range strings.Split(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(main, "\n"), "\n") {
			if phrase.Japanese(line) {
				t.Errorf("%s: %q", path, strings.TrimSpace(line))
			}
		}
	}
}
