package web

import (
	"encoding/xml"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"nariwai/internal/clock"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/searching"
)

func TestSaveASearch(t *testing.T) {
	d, now := dbtest.SQLite(t)
	m := newMarketplace(t, d)
	client, worker := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato")
	if err := searching.TellAtOnce(ctx, d); err != nil {
		t.Fatal(err)
	}
	now.Advance(clock.Minute)
	b, stranger := m.browser(worker), m.browser(people.Actor{})
	list := "/jobs?category=writing%2Ftravel&q=%E9%81%93%E3%81%AE%E9%A7%85"
	save := "/searches/new?category=writing%2Ftravel&amp;q=%E9%81%93%E3%81%AE%E9%A7%85"
	b.get(list+"&sort=pay").want(t, 200, "この条件の新着を受け取る", `href="`+save+`"`, `<link rel="alternate" type="application/atom+xml" title="新しい仕事" href="/jobs.atom?category=writing%2Ftravel&amp;q=`)
	if a := stranger.get(strings.ReplaceAll(save, "&amp;", "&")); a.StatusCode != 303 || !strings.HasPrefix(a.Header.Get("Location"), "/signin?") {
		t.Errorf("a stranger is sent to %s", a.Header.Get("Location"))
	}
	b.get("/searches").want(t, 200, "保存した条件はまだありません")
	a := b.get(strings.ReplaceAll(save, "&amp;", "&"))
	a.want(t, 200, `value="言葉「道の駅」・旅行・観光の記事"`, "毎朝まとめて", `name="filter" value="category=writing%2Ftravel&amp;q=%E9%81%93%E3%81%AE%E9%A7%85"`)
	form := url.Values{"filter": {"q=道の駅&category=writing/travel&sort=pay&after=1-2&evil=1"}, "name": {" "}, "every": {"hour"}}
	b.post("/searches", form).want(t, 422, "名前を書いてください", "知らせる回数を選んでください", `href="#f-every"`, "誤り：", "言葉「道の駅」")
	form.Set("name", `道の駅<b>"`)
	form.Set("every", "once")
	b.onward(b.post("/searches", form)).want(t, 200, "条件を保存しました", "道の駅&lt;b&gt;", "言葉「道の駅」", "すぐに", "まだありません", `href="/jobs?category=writing%2Ftravel&amp;q=%E9%81%93%E3%81%AE%E9%A7%85"`)
	jid := m.job(client, nil)
	b.get("/searches").want(t, 200, "新着 1件")
	now.Advance(clock.Minute)
	if err := searching.TellAtOnce(ctx, d); err != nil {
		t.Fatal(err)
	}
	mail := cast.Mail(t, d, worker, "saved_search")
	if !strings.Contains(mail, "/jobs/"+string(jid)) || !strings.Contains(mail, "道の駅<b>") {
		t.Error(mail)
	}
	page := b.get("/searches")
	page.want(t, 200, "4/1 12:02")
	page.lacks(t, "新着")
	b.get("/notices").want(t, 200, "に新しい仕事が1件あります")

	sid := regexp.MustCompile(`/searches/([0-9a-f-]{36})/stop`).FindStringSubmatch(page.body)[1]
	other := m.browser(cast.Worker(t, d, "kato"))
	other.get("/searches/"+sid).want(t, 404)
	b.get("/searches/"+sid).want(t, 200, "保存した条件を直す", `value="道の駅&lt;b&gt;&#34;"`, `value="once" checked`)
	b.post("/searches/"+sid, url.Values{"name": {""}, "every": {"week"}}).want(t, 422, "名前を書いてください")
	b.onward(b.post("/searches/"+sid, url.Values{"name": {"旅"}, "every": {"week"}})).want(t, 200, "直しました", "毎週月曜日", "次は 4/6 8:00")
	b.get("/en/searches").want(t, 200, "Every Monday morning", "next: 6 Apr 08:00")
	b.onward(b.post("/searches/"+sid+"/stop", nil)).want(t, 200, "知らせを止めました", "知らせない")
	b.onward(b.post("/searches/"+sid+"/drop", nil)).want(t, 200, "保存した条件を消しました", "保存した条件はまだありません")
}

func TestFeed(t *testing.T) {
	d, now := dbtest.SQLite(t)
	m := newMarketplace(t, d)
	m.s.BaseURL = "https://nariwai.example"
	client := cast.Client(t, d, "kitamichi")
	b := m.browser(people.Actor{})
	read := func(path string) (f feed) {
		t.Helper()
		a := b.get(path)
		a.want(t, 200, `<?xml version="1.0" encoding="UTF-8"?>`)
		if a.Header.Get("Content-Type") != "application/atom+xml; charset=utf-8" {
			t.Errorf("%s: %v", path, a.Header)
		}
		if err := xml.Unmarshal([]byte(a.body), &f); err != nil {
			t.Fatalf("%v in %s", err, a.body)
		}
		return f
	}
	if f := read("/jobs.atom"); len(f.Entries) != 0 || f.Updated == "" {
		t.Errorf("an empty feed: %+v", f)
	}
	nasty := "</title>&<script>]]>\u0007 道の駅"
	jid := m.job(client, func(s *market.Spec) { s.Title = strings.ReplaceAll(nasty, "\u0007", "") })
	now.Advance(clock.Hour)
	m.job(client, func(s *market.Spec) { s.Category, s.Title = "design/logo", "ロゴの制作" })
	f := read("/jobs.atom?category=writing&sort=pay&after=1-2&evil=1")
	if len(f.Entries) != 1 || f.Entries[0].Title != "</title>&<script>]]> 道の駅" || f.Entries[0].ID != "tag:nariwai.example,2026-04-01:/jobs/"+string(jid) ||
		f.Entries[0].Link.Href != "https://nariwai.example/jobs/"+string(jid) || f.Entries[0].Updated != "2026-04-01T12:00:00+09:00" ||
		f.ID != "tag:nariwai.example,2020-01-01:/jobs.atom?category=writing" || f.Links[0].Href != "https://nariwai.example/jobs.atom?category=writing" ||
		f.Updated != f.Entries[0].Updated || !strings.Contains(f.Entries[0].Summary, "手取り 28,288円") || f.Entries[0].Author != "kitamichi" {
		t.Errorf("%+v", f)
	}
	if f := read("/en/jobs.atom"); len(f.Entries) != 2 || f.Entries[1].ID != "tag:nariwai.example,2026-04-01:/jobs/"+string(jid) || f.Lang != "en" || !strings.HasPrefix(f.Entries[0].Link.Href, "https://nariwai.example/en/jobs/") {
		t.Errorf("in English %+v", f)
	}
	a := b.get("/jobs.atom")
	tag, changed := a.Header.Get("ETag"), a.Header.Get("Last-Modified")
	b.get("/jobs.atom", "If-None-Match", tag).want(t, 304)
	b.get("/jobs.atom", "If-Modified-Since", changed).want(t, 304)
	m.browser(client).post("/jobs/"+string(jid)+"/close", nil)
	if a := b.get("/jobs.atom", "If-None-Match", tag); a.StatusCode != 200 || strings.Contains(a.body, string(jid)) {
		t.Errorf("after a job is closed: %d", a.StatusCode)
	}
	for range 60 {
		m.job(client, nil)
		now.Advance(clock.Second)
	}
	if f := read("/jobs.atom"); len(f.Entries) != feedMost || f.Entries[0].Updated <= f.Entries[feedMost-1].Updated {
		t.Errorf("%d entries", len(f.Entries))
	}
}
