package web

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/notice/noticedb"
	"nariwai/internal/people"
	"nariwai/internal/phrase"
	"nariwai/internal/query"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/funding"
	"nariwai/internal/usecase/working"
	"nariwai/internal/yen"
)

// payIn presses the demonstration's button.
func payIn(t *testing.T, d *db.DB, deal cast.Deal) {
	t.Helper()
	var fid id.Funding
	if err := db.One(ctx, d.Snapshot(), []any{&fid}, "SELECT id FROM billing_funding WHERE contract = $1", deal.Contract); err != nil {
		t.Fatal(err)
	}
	if err := funding.PayInDemonstration(ctx, d, deal.Client, fid); err != nil {
		t.Fatal(err)
	}
}

func TestDashboard(t *testing.T) {
	d, c := dbtest.SQLite(t)
	if err := d.MarkDemonstration(ctx, 0); err != nil {
		t.Fatal(err)
	}
	m := newMarketplace(t, d)
	client, worker := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "mina")
	b, boss := m.browser(worker), m.browser(client)

	b.get("/home").want(t, 200, "minaさん、こんにちは", "いま、することはありません", "仕事を探す", "依頼を出す", "この月の予定はありません。", `aria-current="date"`)
	m.browser(people.Actor{}).get("/home").want(t, 303)

	deal := cast.Award(t, d, client, worker, false, 40_000)
	b.get("/home").want(t, 200, "の仮払いを待っています", "手取り32,000円・作業は、まだ始めないでください", "仮払い待ち")
	boss.get("/home").want(t, 200, "の仮払いをする", "払い方を見る", "40,000円", `title="仮払いの期限"`)
	payIn(t, d, deal)
	b.get("/home").want(t, 200, `<a href="/contracts/`+string(deal.Contract)+`">道の駅の記事を10本</a></b>を納品する`, "納品待ち", "進行中（今月が納期） 32,000円")
	if _, err := working.DeliverItem(ctx, d, worker, deal.Items[0], working.Work{Body: "できました"}); err != nil {
		t.Fatal(err)
	}
	boss.get("/home").want(t, 200, "の納品を確かめる", "期限を過ぎると、自動で検収になります", "お預かりしているお金 40,000円")
	if _, err := working.AcceptItem(ctx, d, client, deal.Items[0]); err != nil {
		t.Fatal(err)
	}
	b.get("/home").want(t, 200, "検収済み 32,000円", "振込先の口座を登録する", "2026年5月15日（金）", "<td>2026年4月</td><td class=\"n\">1</td><td class=\"n\">32,000円</td>")
	b.get("/home?month=2026-05").want(t, 200, "<h2 id=\"cal\">2026年5月</h2>", `title="振込"`, `href="/home?month=2026-04#month"`)
	for _, odd := range []string{"2026-03", "2030-01", "x"} {
		b.get("/home?month="+odd).want(t, 200, "<h2 id=\"cal\">2026年4月</h2>")
	}
	cast.Account(t, d, worker, "4122")
	b.get("/home").want(t, 200, "みずほ ****4122 へ")
	b.get("/en/home").want(t, 200, "Hello, mina", "Earnings in April 2026", "To みずほ ****4122", "Goal")

	// The day is over and the bank has not been told: no date that has gone is promised.
	c.Set(clock.At(2026, 5, 20, 9, 0))
	m.browser(worker).get("/home").want(t, 200, "手続きをしています")
}

func TestGoal(t *testing.T) {
	d, _ := dbtest.SQLite(t)
	m := newMarketplace(t, d)
	worker := cast.Add(t, d, "mina", func(_ *people.Person, p *people.Party) { p.Works = true })
	b := m.browser(worker)
	b.get("/home").want(t, 200, "ひと月の目標を決める")
	b.onward(b.post("/home/goal", url.Values{"goal": {"２００,０００円"}})).want(t, 200, "目標を決めました", "目標 200,000円", "あと200,000円", "目標を変える")
	b.post("/home/goal", url.Values{"goal": {"たくさん"}}).want(t, 422, "<title>誤り：", `<details class="ft" open>`, `value="たくさん"`, "金額は数字で入れてください")
	b.onward(b.post("/home/goal", url.Values{"goal": {""}})).lacks(t, "目標 200,000円")
}

func TestNoticesPage(t *testing.T) {
	d, _ := dbtest.SQLite(t)
	m := newMarketplace(t, d)
	mina, saki := cast.Worker(t, d, "mina"), cast.Worker(t, d, "saki")
	b := m.browser(mina)
	b.get("/notices").want(t, 200, "お知らせはまだありません")
	if err := d.Write(ctx, func(tx *db.Tx) error {
		for i, link := range []string{"/jobs", "//evil.example", ""} {
			if err := noticedb.Tell(ctx, tx, notice.Notice{Person: mina.Person, Text: "知らせ" + string(rune('A'+i)), Link: link}); err != nil {
				return err
			}
		}
		return noticedb.Tell(ctx, tx, notice.Notice{Person: saki.Person, Text: "ひとの知らせ"})
	}); err != nil {
		t.Fatal(err)
	}
	page := b.get("/notices")
	page.want(t, 200, "知らせA", "読んでいないお知らせが3件あります", `<span class="cnt">3`)
	page.lacks(t, "ひとの知らせ")
	var ids []id.Notice
	list, err := query.Notices(ctx, d.Snapshot(), mina.Person, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range list.Notices {
		ids = append(ids, n.ID)
	}
	if a := b.post("/notices/"+string(ids[2])+"/open", url.Values{}); a.Header.Get("Location") != "/jobs" {
		t.Error(a.Header)
	}
	for _, n := range ids[:2] {
		if a := b.post("/notices/"+string(n)+"/open", url.Values{}); a.Header.Get("Location") != "/notices" {
			t.Error(a.Header)
		}
	}
	b.get("/notices").want(t, 200, `<a href="/jobs">知らせA</a>`)
	b.get("/notices").lacks(t, `class="cnt"`)
	other := m.browser(saki)
	other.post("/notices/"+string(ids[0])+"/open", url.Values{}).want(t, 404)
	other.onward(other.post("/notices/read", url.Values{})).want(t, 200, "すべて読んだことにしました")
	other.get("/notices").lacks(t, `class="cnt"`)
}

func TestPartyPage(t *testing.T) {
	d, _ := dbtest.SQLite(t)
	m := newMarketplace(t, d)
	client := cast.Client(t, d, "kitamichi")
	mina := cast.Add(t, d, "mina", func(_ *people.Person, p *people.Party) {
		p.Works, p.Skills, p.Municipality, p.Prefecture, p.HoursWeek = true, people.Tags{"取材"}, "012092", "01", 20
		p.ShowPlace, p.ShowHours = true, true
		p.LegalName, p.Address, p.Bio = "本名は出さない", "町名は出さない", "**聞き書き**<script>x</script>"
	})
	cast.Add(t, d, "silent", func(_ *people.Person, p *people.Party) {
		p.Works, p.Municipality, p.Prefecture, p.HoursWeek = true, "012092", "01", 20
		p.Price = people.PriceRange{Unit: people.PerHour, Low: 150_000}
	})
	cast.Add(t, d, "gone", func(_ *people.Person, p *people.Party) { p.ClosedAt = 1 })
	jid := m.job(client, nil)
	nobody := m.browser(people.Actor{})
	a := nobody.get("/talents/mina")
	a.want(t, 200, "北海道夕張市", "取材", "20時間", "<strong>聞き書き</strong>")
	a.lacks(t, "本名は出さない", "町名は出さない", "<script>x", "円", "/settings/profile")
	nobody.get("/talents/silent").lacks(t, "北海道", "20時間", "1,500", "今すぐ", "やりとげた")
	nobody.get("/en/talents/mina").want(t, 200, "Hokkaido", "20 hours")
	m.browser(mina).get("/talents/mina").want(t, 200, `href="/settings/profile"`)
	nobody.get("/talents/kitamichi").want(t, 200, string(jid), "募集中の仕事", "はじめての募集")
	for _, h := range []string{"gone", "nobody", "%20"} {
		nobody.get("/talents/"+h).want(t, 404)
	}
}

func TestDemonstrationPages(t *testing.T) {
	d, _ := dbtest.SQLite(t)
	for _, marked := range []bool{false, true} {
		if marked {
			if err := d.MarkDemonstration(ctx, 0); err != nil {
				t.Fatal(err)
			}
		}
		m := newMarketplace(t, d)
		m.s.DemoDoors = []DemoDoor{{"mina@example.jp", "yama-no-ue-no-ie", "働く"}, {"hara@example.jp", "yama-no-ue-no-ie", "頼む"}, {"gone@example.jp", "", ""}}
		ran := 0
		m.s.Steps = func(context.Context) error { ran++; return nil }
		nobody := m.browser(people.Actor{})
		if !marked {
			for _, path := range []string{"/demo/mail", "/demo/signin"} {
				nobody.get(path).want(t, 404)
			}
			nobody.post("/demo/signin", url.Values{"email": {"mina@example.jp"}}).want(t, 404)
			nobody.post("/demo/clock", url.Values{"step": {"day"}}).want(t, 404)
			nobody.get("/").lacks(t, "/demo/")
			continue
		}
		cast.Worker(t, d, "mina")
		cast.Add(t, d, "hara", func(p *people.Person, _ *people.Party) { p.TOTPSecret, p.TOTPAt = people.NewTOTPSecret(), 1 })
		nobody.get("/").want(t, 200, `href="/demo/mail"`, `href="/demo/signin"`)
		nobody.get("/").lacks(t, `action="/demo/clock"`)
		nobody.get("/demo/signin").want(t, 200, "mina@example.jp", "yama-no-ue-no-ie", "いまの確認コード")
		nobody.get("/demo/signin").lacks(t, "gone@example.jp")
		nobody.post("/demo/clock", url.Values{"step": {"day"}}).want(t, 401)
		nobody.post("/demo/signin", url.Values{"email": {"gone@example.jp"}}).want(t, 404)

		desk := m.browser(people.Actor{})
		desk.post("/demo/signin", url.Values{"email": {"hara@example.jp"}}).want(t, 200, "確認コード")
		b := m.browser(people.Actor{})
		if a := b.post("/demo/signin", url.Values{"email": {"mina@example.jp"}}); a.Header.Get("Location") != "/home" {
			t.Fatal(a.StatusCode, a.Header)
		}
		b.onward(b.post("/demo/clock", url.Values{"step": {"closing"}, "next": {"/fees"}, "once": {"a"}})).want(t, 200, "時計を進めました", `action="/demo/clock"`)
		if a := b.post("/demo/clock", url.Values{"step": {"day"}, "next": {"//evil.example"}, "once": {"b"}}); a.Header.Get("Location") != "/" {
			t.Error(a.Header)
		}
		b.post("/demo/clock", url.Values{"step": {"century"}}).want(t, 422)
		if ran != 15+2 { // fourteen midnights and a noon, a midnight and a noon
			t.Errorf("the steps ran %d times", ran)
		}
		m.s.Steps = func(context.Context) error { return errors.New("a step broke") }
		b.post("/demo/clock", url.Values{"step": {"day"}}).want(t, 500)

		if err := d.Write(ctx, func(tx *db.Tx) error {
			for _, to := range []string{"new@example.jp", "mina@example.jp"} {
				if err := noticedb.Queue(ctx, tx, notice.Letter{To: to, Lang: phrase.En, Subject: "For " + to, Text: "One.\n\nTwo <b>.", Link: "/verify?t=secret", Secret: true}); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		nobody.get("/demo/mail").want(t, 200, "For new@example.jp", "For mina@example.jp", `href="/en/verify?t=secret"`, "<p>Two &lt;b&gt;.</p>")
		a := nobody.get("/demo/mail?to=new@example.jp")
		a.want(t, 200, "For new@example.jp", `<option value="new@example.jp" selected>`)
		a.lacks(t, "For mina@example.jp")
	}
}

// asked is a request for a page with a query.
func asked(t *testing.T, query string) *http.Request {
	t.Helper()
	r := httptest.NewRequest("GET", "/home?"+query, nil)
	if err := r.ParseForm(); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestMonthPage(t *testing.T) {
	q := &Request{Lang: phrase.Ja, Today: calendar.Of(2026, 11, 23)}
	q.Request = asked(t, "month=")
	on := func(d int, k query.DayKind) query.DayEvent {
		return query.DayEvent{On: calendar.Of(2026, 11, d), Kind: k, Title: "x"}
	}
	p := q.monthPage([]query.DayEvent{on(20, query.DueEvent), on(27, query.DueEvent), on(27, query.DueEvent), on(27, query.AcceptEvent), on(31+15, query.MoneyEvent)})
	if len(p.Weeks) != 5 || p.Weeks[0][0].Date != calendar.Of(2026, 11, 1) || p.Weeks[4][2].Date != 0 || !p.Weeks[3][1].Today || p.Weeks[3][1].Holiday == "" {
		t.Errorf("%+v", p.Weeks)
	}
	if len(p.Days) != 1 || len(p.Days[0].Events) != 3 || len(p.Weeks[3][5].Marks) != 2 || p.Later != 1 || p.Prev != "" || p.Next != "/home?month=2026-12" {
		t.Errorf("%+v", p)
	}
	q.Request = asked(t, "month=2026-12")
	if p = q.monthPage(nil); p.Month != 202612 || p.Prev != "/home?month=2026-11" || p.Next != "" {
		t.Errorf("%+v", p)
	}
}

func TestMoneyCharts(t *testing.T) {
	for n, want := range map[int64]int64{1: 1, 3: 4, 9: 10, 41_000: 50_000, 66_667: 80_000} {
		if got := roundUp(n); got != want {
			t.Errorf("roundUp(%d) = %d, want %d", n, got, want)
		}
	}
	year := make([]query.MonthSum, 12)
	for i := range year {
		year[i] = query.MonthSum{Month: calendar.Month(202601 + i), Net: yen.Of(int64(i) * 10_000)}
	}
	for _, lang := range phrase.Langs {
		c := string(yearChart(lang, year, yen.Of(200_000)))
		if strings.Count(c, "<rect") != 12 || !strings.Contains(c, `class="dash"`) || strings.Contains(c, "style=") || strings.Contains(c, "NaN") {
			t.Error(c)
		}
		if empty := string(yearChart(lang, make([]query.MonthSum, 12), yen.Yen{})); strings.Contains(empty, "NaN") || strings.Contains(empty, "Inf") {
			t.Error(empty)
		}
		g := string(goalChart(lang, query.MonthMoney{Accepted: yen.Of(300_000)}, yen.Of(100_000), calendar.Of(2026, 11, 23)))
		if !strings.Contains(g, `x1="31.75%"`) || strings.Contains(g, "<i>") {
			t.Error(g)
		}
		if g := string(goalChart(lang, query.MonthMoney{}, yen.Yen{}, calendar.Of(2026, 11, 23))); strings.Contains(g, "NaN") {
			t.Error(g)
		}
	}
}
