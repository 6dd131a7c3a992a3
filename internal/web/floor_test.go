package web

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"nariwai/internal/clock"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/phrase"
	"nariwai/internal/query"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/yen"
)

// floorForm is the desk's form with rows of category, unit and price.
func floorForm(action, from string, rows ...string) url.Values {
	v := url.Values{"action": {action}, "from": {from}}
	for i := 0; i < len(rows); i += 3 {
		v.Add("floor_category", rows[i])
		v.Add("floor_unit", rows[i+1])
		v.Add("floor_least", rows[i+2])
	}
	return v
}

func TestTheDeskSetsFloors(t *testing.T) {
	d, now := dbtest.SQLite(t) // it is April 1st
	m := newMarketplace(t, d)
	_, b := m.operator("hara")
	worker, client := cast.Worker(t, d, "sato"), cast.Client(t, d, "kitamichi")
	jid := string(m.job(client, nil)) // 15,000 characters for 40,000 yen
	reader := m.browser(worker)
	reader.get("/prices").want(t, 200, "めやすの下限は、まだ決めていません")
	reader.get("/jobs/"+jid).lacks(t, "この分野の")

	b.get("/desk/settings").want(t, 200, "めやすの下限", "知らせる")
	b.get("/desk/settings?part=floor").want(t, 200, "独占禁止法", `name="floor_least"`)
	a := b.post("/desk/settings/floor", floorForm("", "", "writing", "character", "２．８", "", "character", "3", "design/logo", "lump", "1.5"))
	a.want(t, 422, "下限より低い募集をどうするかを選んでください", "2行めの分野、決め方、金額を確かめてください", "3行めの分野", `value="２．８"`, `href="#f-rows"`)
	twice := floorForm("inform", "2026-04-02", "writing", "character", "2", "writing", "character", "3")
	b.post("/desk/settings/floor", twice).want(t, 422, "2行めと同じ分野と決め方が、もうあります")
	twice.Set("floor_drop", "0")
	twice.Set("do", "row")
	more := b.post("/desk/settings/floor", twice)
	more.want(t, 200, `value="inform" checked`, `value="2026-04-02"`, `name="floor_least" inputmode="decimal" autocomplete="off" value="3"`)
	more.lacks(t, `value="2" aria-label`, "誤り")
	b.post("/desk/settings/floor", floorForm("inform", "2026-04-01", "writing", "character", "2")).want(t, 422, "明日からです")

	b.onward(b.post("/desk/settings/floor", floorForm("inform", "2026-04-02", "writing", "character", "2.8", "writing/proof", "piece", "30", "design/logo", "lump", "20,000"))).
		want(t, 200, "決まりを入れました", "これから")
	b.onward(b.post("/desk/settings/floor", floorForm("reason", "2026-04-03", "writing", "character", "3"))).want(t, 200)
	reader.get("/prices").want(t, 200, "めやすの下限は、まだ決めていません", "これから", "2.8円/字", "記事・文章（全体）")
	now.Advance(clock.Day)
	reader.get("/prices").want(t, 200, "2.8円/字", "全部で20,000円", "30円/件", "下限より低い募集には、そのことを表示します")
	reader.get("/en/prices").want(t, 200, "¥2.8/char", "Writing (all of it)")
	reader.get("/rules").want(t, 200, "20%", "翌月の支払日", "税率")

	reader.get("/jobs/"+jid).want(t, 200, "報酬が、めやすの下限より低い募集です", "2.8円/字", "この分量で42,000円")
	for i := range 5 {
		m.proposal(cast.Worker(t, d, fmt.Sprint("w", i)), id.Job(jid), 40_000+int64(i)*1_000)
	}
	pid := m.proposal(worker, id.Job(jid), 44_000)
	for _, page := range []string{"/jobs/" + jid, "/proposals/" + string(pid)} {
		reader.get(page).want(t, 200, "下限 42,000円</text>", "この分野のめやすの下限は42,000円。</desc>")
	}

	now.Advance(clock.Day) // a reason is asked for from the 3rd on
	poster := m.browser(client)
	poor := pathID(t, poster.post("/jobs/new", url.Values{"title": {"宿の紹介文"}, "category": {"writing/travel"}, "body": {"宿の紹介文です。"}, "deliverable": {"原稿"}}))
	base := "/jobs/" + poor
	poster.get(base+"/edit/pay").want(t, 200, "この分野のめやすの下限は、3円/字です", "理由を書きます")
	pay := url.Values{"unit": {"character"}, "quantity": {"1000"}, "pay": {"2999"}, "hires": {"1"}}
	poster.post(base+"/edit/pay", pay).want(t, 422, "報酬がめやすの下限（3,000円）より低い理由を書いてください", `href="#f-low_reason"`, `value="2999"`)
	pay.Set("low_reason", "写真に添える短い文で、調べものがないため。")
	poster.onward(poster.post(base+"/edit/pay", pay)).want(t, 200, "取引の条件")
	poster.onward(poster.post(base+"/edit/terms", url.Values{"closes_on": {"2026-04-20"}, "due_on": {"2026-05-10"}, "rights": {"transfer"}, "ai_policy": {"none"}}))
	poster.get(base+"/edit").want(t, 200, "報酬が、めやすの下限より低くなっています")
	poster.onward(poster.post(base+"/publish", url.Values{})).want(t, 200)
	reader.get(base).want(t, 200, "依頼主の理由：写真に添える短い文で、調べものがないため。")
}

func TestTheFloorStandsAmongThePrices(t *testing.T) {
	s := query.Spread{Count: 5, Middle: yen.Of(3_000), Prices: []yen.Yen{yen.Of(3_000), yen.Of(3_000), yen.Of(3_000), yen.Of(3_500), yen.Of(4_000)},
		Floor: query.JobFloor{Floor: market.Floor{Unit: market.PerCharacter, Least: 250}, Total: yen.Of(2_500)}}
	for floor, where := range map[int64]string{2_500: `text-anchor="start"`, 9_000: `text-anchor="end"`} {
		s.Floor.Total = yen.Of(floor)
		svg := string(spreadChart(phrase.Ja, s, yen.Yen{}))
		if !strings.Contains(svg, where) || strings.Count(svg, `class="mk"`) != 1 || !strings.Contains(svg, fmt.Sprintf("下限 %s", yen.Of(floor))) {
			t.Errorf("%d: %s", floor, svg)
		}
	}
	if svg := string(spreadChart(phrase.Ja, query.Spread{Count: 5, Prices: s.Prices}, yen.Yen{})); strings.Contains(svg, `class="mk"`) || strings.Contains(svg, "下限") {
		t.Error("a floor where there is none: " + svg)
	}
}
