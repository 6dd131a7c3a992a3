package web

import (
	"net/url"
	"strings"
	"testing"

	"nariwai/internal/clock"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/market"
	"nariwai/internal/phrase"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/pricing"
	"nariwai/internal/yen"
)

// The desk enters the year's minimum wages, and is told when it should.
func TestTheDeskSetsWagesAndPaces(t *testing.T) {
	d, now := dbtest.SQLite(t) // it is April 1st, 2026
	m := newMarketplace(t, d)
	_, b := m.operator("hara")
	reader := m.browser(cast.Worker(t, d, "sato"))
	a1 := reader.get("/prices")
	a1.want(t, 200, "厚生労働省「地域別最低賃金の全国一覧」", "北海道", "1,075", "1,010", "2025年10月4日（土）", "1,000字に60分間")
	a1.lacks(t, "1年より古く")
	a2 := b.get("/desk/settings")
	a2.want(t, 200, "最低賃金の表", "94行。いまは高知県の1,023円から東京都の1,226円まで")
	a2.lacks(t, "新しい年度の表を入れて")
	now.Set(clock.At(2026, 11, 28, 9, 0))
	_, b = m.operator("kudo") // the other's session is long over
	reader.get("/prices").want(t, 200, "この表は1年より古くなっています")
	b.get("/desk/settings").want(t, 200, "新しい年度の表を入れてください")

	form := b.get("/desk/settings?part=wages")
	form.want(t, 200, `name="rows"`, "北海道 2025-10-04 1075")
	typed := url.Values{"from": {"2026-11-29"}, "source": {"厚生労働省（令和8年度）"}, "rows": {market.DefaultWages().Text() + "北海道　２０２６／１０／１　１１"}}
	b.post("/desk/settings/wages", typed).want(t, 422, "95行めの金額を確かめてください", "北海道　２０２６／１０／１　１１", "厚生労働省（令和8年度）")
	typed.Set("rows", "北海道 2026-10-01 1140")
	b.post("/desk/settings/wages", typed).want(t, 422, "青森県の行がありません")
	rows := market.DefaultWages().Text()
	for _, w := range market.DefaultWages().On(20260401) {
		rows += w.Prefecture.Ja() + " 2026-12-24 1,300\n"
	}
	typed.Set("rows", rows)
	a3 := b.onward(b.post("/desk/settings/wages", typed))
	a3.want(t, 200, "決まりを入れました", "これから")
	a3.lacks(t, "新しい年度の表を入れてください")
	now.Advance(clock.Day)
	a4 := reader.get("/prices")
	a4.want(t, 200, "厚生労働省（令和8年度）", "1,075", "2026年12月24日（木）から1,300円")
	a4.lacks(t, "1年より古く")

	b.post("/desk/settings/paces", url.Values{"from": {"2026-12-01"}, "rows": {"翻訳・通訳 1語 3"}}).want(t, 422, "1行めの分野、決め方、時間を確かめてください")
	b.onward(b.post("/desk/settings/paces", url.Values{"from": {"2026-12-01"}, "rows": {"翻訳・通訳 1,000字 180分"}})).want(t, 200, "決まりを入れました")
	now.Set(clock.At(2026, 12, 1, 9, 0))
	a5 := reader.get("/prices")
	a5.want(t, 200, "1,000字に3時間")
	a5.lacks(t, "1,000字に60分間")
}

// What accepted work was paid is told once there are twenty of it, to everybody.
func TestPricesOfAcceptedWork(t *testing.T) {
	d, now := dbtest.SQLite(t)
	m := newMarketplace(t, d)
	var works []market.Past
	for i := range int64(20) {
		works = append(works, market.Past{Category: "writing/local", Unit: market.PerPiece, Quantity: 2, Pay: yen.Of(2_000 + 200*i), Time: 2 * clock.Hour})
	}
	cast.Past(t, d, works[:19])
	reader := m.browser(cast.Worker(t, d, "sato"))
	gauge := func() {
		t.Helper()
		if err := pricing.GaugePrices(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	gauge()
	a6 := reader.get("/prices")
	a6.want(t, 200, "20件になった分野から")
	a6.lacks(t, "1,900円/件")
	cast.Past(t, d, works[19:])
	now.Advance(clock.Day)
	gauge()
	reader.get("/prices").want(t, 200, "2026年4月1日（水）までの半年・20件", "地域・暮らしの記事", "1,900円/件", "1,400円/件 – 2,400円/件", "1件に60分間", `href="/prices.csv"`)
	csv := reader.get("/prices.csv").body
	if !strings.Contains(csv, "writing/local,地域・暮らしの記事,1件いくら,20,1400,1900,2400,20,3600000\r\n") || !strings.Contains(csv, "writing,記事・文章,") {
		t.Errorf("%s", csv)
	}
}

func TestGaugePictures(t *testing.T) {
	f := market.Floor{Category: "writing", Unit: market.PerPiece, Least: 700_00}
	g := market.Guide{Category: "writing/local", Unit: market.PerPiece, N: 25, Low: 1_600_00, Median: 2_200_00, High: 2_800_00}
	at := func(pay int64, f market.Floor, g market.Guide) market.Gauge {
		return market.NewGauge(market.PerPiece, 10, yen.Of(pay), f, g)
	}
	for name, c := range map[string]struct {
		g     market.Gauge
		small []string
		words string
	}{
		"below the floor": {at(300, f, g), []string{`aria-label="下限 700円/件、中央値 2,200円/件、よくある範囲 1,600円/件から2,800円/件、この仕事 30円/件、下限より低い"`, `class="p w" x="1.8%"`, `class="lo" x="2.0%"`}, "「地域・暮らしの記事」のめやすは1件2,200円。この仕事は30円です。"},
		"far above":       {at(9_000_000, f, g), []string{"めやすより高い", `class="p" x="97.2%"`}, "この仕事は900,000円です。"},
		"no pay yet":      {at(0, f, g), []string{"中央値"}, "「地域・暮らしの記事」のめやすは1件2,200円です。"},
		"a floor alone":   {at(7_000, f, market.Guide{}), []string{`aria-label="下限 700円/件、この仕事 700円/件"`}, "まだ言えません"},
		"nothing":         {at(7_000, market.Floor{}, market.Guide{}), nil, "まだ言えません"},
	} {
		small, large := string(gaugeSmall(phrase.Ja, c.g)), string(gaugeLarge(phrase.Ja, c.g))
		if (small == "") != (c.small == nil) || (large == "") != (c.small == nil) {
			t.Errorf("%s: %q, %q", name, small, large)
		}
		for _, want := range c.small {
			if !strings.Contains(small, want) {
				t.Errorf("%s: no %s in %s", name, want, small)
			}
		}
		if got := gaugeWords(phrase.Ja, c.g); !strings.Contains(got, c.words) {
			t.Errorf("%s: %s", name, got)
		}
		if strings.Contains(large, "%!") || strings.Contains(small, "NaN") {
			t.Errorf("%s: %s", name, large)
		}
	}
}

func TestSpans(t *testing.T) {
	for d, want := range map[clock.Duration]string{3_600: "3.6秒", 45 * clock.Minute: "45分間", 90 * clock.Second: "1.5分間", 10 * clock.Hour: "10時間", 93*clock.Minute + 20*clock.Second: "93分間", 150 * clock.Minute: "2.5時間", 3000 * clock.Hour: "3,000時間"} {
		if got, err := spanOf(phrase.Ja, d); got != want || err != nil {
			t.Errorf("%d is %s, %v", d, got, err)
		}
	}
}

func BenchmarkGaugeSmall(b *testing.B) {
	g := market.NewGauge(market.PerPiece, 10, yen.Of(9_000), market.Floor{Unit: market.PerPiece, Least: 700_00}, market.Guide{Category: "writing", Unit: market.PerPiece, N: 25, Low: 1_600_00, Median: 2_200_00, High: 2_800_00})
	b.ReportAllocs()
	for b.Loop() {
		gaugeSmall(phrase.Ja, g)
	}
}
