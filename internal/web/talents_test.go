package web

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"nariwai/internal/db/dbtest"
	"nariwai/internal/people"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/profile"
)

func TestTalentsPage(t *testing.T) {
	d, _ := dbtest.SQLite(t)
	m := newMarketplace(t, d)
	nobody := m.browser(people.Actor{})
	nobody.get("/talents").want(t, 200, "ここに載っている人は、まだいません")
	nobody.get("/").want(t, 200, `href="/talents"`)
	client := m.browser(cast.Client(t, d, "kitamichi"))
	client.get("/home").want(t, 200, `<li><a href="/talents">人を探す</a></li>`)
	m.browser(cast.Worker(t, d, "hiro")).get("/home").lacks(t, `<li><a href="/talents">人を探す</a></li>
<li><a href="/proposals">`)
	for i := range 25 {
		a := cast.Worker(t, d, fmt.Sprintf("w%02d", i))
		in := people.Profile{DisplayName: fmt.Sprintf("人%02d", i), Handle: fmt.Sprintf("w%02d", i), Headline: "聞いて書きます", Skills: "取材、校正、要約、写真、表計算、翻訳", HoursWeek: 12,
			Prefecture: "01", Works: true, TalentForm: people.TalentForm{Fields: []string{"writing/travel"}, PriceUnit: people.PerCharacter, PriceLow: "1.5", PriceHigh: "3",
				Listed: true, ShowPlace: i > 0, ShowHours: true, ShowPrice: true, ShowRecord: true}}
		if i == 24 {
			in.FreeFrom, in.Skills = "2026-05-07", "<script>、刺しゅう"
		}
		if _, err := profile.EditProfile(ctx, d, a, in); err != nil {
			t.Fatal(err)
		}
	}
	a := nobody.get("/talents")
	a.want(t, 200, `<span class="num">25</span>人`, `href="/talents/w24"`, "北海道", "1.5〜3<i>円/字</i>", "週12時間", "今すぐ", "5/7（木）から", "&lt;script&gt;", `rel="next"`, "24人", "24人")
	a.lacks(t, "認定ワーカーだけ", "翻訳</li>", "沖縄", `href="/talents/w00"`, "デザイン・イラスト", "<script>、")
	next := a.body[strings.Index(a.body, `/talents?after=`):]
	next = next[:strings.IndexByte(next, '"')]
	b := nobody.get(strings.ReplaceAll(next, "&amp;", "&"))
	b.want(t, 200, `href="/talents/w00"`, `rel="prev"`)
	b.lacks(t, `href="/talents/w24"`, `rel="next"`)

	nobody.get("/talents?q="+url.QueryEscape("刺しゅう")+"&category=writing&nonsense=1&band=2").want(t, 200, `<span class="num">1</span>人`, "言葉「刺しゅう」", `href="/talents?q=%E5%88%BA%E3%81%97%E3%82%85%E3%81%86"`, `value="near" selected`)
	nobody.get("/talents?now=1").want(t, 200, `<span class="num">24</span>人`, "今すぐ始められる人 <a")
	nobody.get("/talents?q="+url.QueryEscape("木工")).want(t, 200, "この条件の人は、いま見つかりません")
	nobody.get("/talents?q="+url.QueryEscape("木工 刺しゅう")).want(t, 200, "この条件の人は、いま見つかりません", "近い人", `href="/talents/w24"`)
	nobody.get("/en/talents?unit=character&sort=price&hours=10").want(t, 200, "Lowest price first", "10 hours a week or more", "1.5–3<i> yen a character</i>", `href="/en/talents/w24"`)
	nobody.get("/talents?prefecture=47").want(t, 200, `<span class="num">0</span>人`, `value="47" selected`)
}

func TestLookBeforeSaving(t *testing.T) {
	d, _ := dbtest.SQLite(t)
	m := newMarketplace(t, d)
	mina := cast.Add(t, d, "mina", func(_ *people.Person, p *people.Party) { p.Works = true })
	b := m.browser(mina)
	b.get("/settings/profile").want(t, 200, "いまは載っていません", "こう見えます")
	form := url.Values{"display_name": {"みな"}, "handle": {"mina"}, "works": {"1"}, "listed": {"1"}, "fields": {"writing/travel", "data"}, "price_unit": {"hour"}, "price_low": {"１，５００"},
		"free_from": {"2026-05-07"}, "show_price": {"1"}, "headline": {"聞いて書きます"}, "look": {"1"}}
	a := b.post("/settings/profile", form)
	a.want(t, 200, "まだ保存していません", "1,500<i>円/時から</i>", "聞いて書きます</p>", `value="writing/travel" checked`, `value="data" checked`, `name="listed" value="1" checked`)
	a.lacks(t, `name="show_hours" value="1" checked`, "5/7（木）から")
	m.browser(people.Actor{}).get("/talents").lacks(t, "みな")
	form.Del("look")
	form["fields"] = []string{"writing/travel", "data", "photo", "sound", "design", "development"}
	b.post("/settings/profile", form).want(t, 422, "分野は5個までにしてください", `value="sound" checked`)
	form["fields"] = []string{"writing/nonsense"}
	b.post("/settings/profile", form).want(t, 422, "分野を一覧から選んでください")
	form["fields"] = []string{"writing/travel"}
	b.onward(b.post("/settings/profile", form)).want(t, 200, "プロフィールを保存しました", `value="1,500"`, `value="2026-05-07"`)
	m.browser(people.Actor{}).get("/talents").want(t, 200, "みな")
	form.Del("listed")
	b.post("/settings/profile", form).want(t, 303)
	m.browser(people.Actor{}).get("/talents").lacks(t, "みな")
}
