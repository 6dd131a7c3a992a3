package web

import (
	"fmt"
	"strings"
	"testing"

	"nariwai/internal/phrase"
	"nariwai/internal/query"
	"nariwai/internal/yen"
)

func TestSpread(t *testing.T) {
	for _, c := range []struct {
		lo, hi int64
		want   []int64
	}{
		{32_000, 52_000, []int64{30_000, 40_000, 50_000, 60_000}},
		{40_000, 40_000, []int64{38_000, 40_000, 42_000}},
		{900, 5_000, []int64{0, 2_000, 4_000, 6_000}},
		{1, 1, []int64{0, 10}},
		{1, 100_000_000_000, []int64{0, 50_000_000_000, 100_000_000_000, 150_000_000_000}},
	} {
		if got := niceTicks(c.lo, c.hi); fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%d to %d: %v, want %v", c.lo, c.hi, got, c.want)
		}
	}
	s := query.Spread{Count: 5, Middle: yen.Of(3), Prices: []yen.Yen{yen.Of(1), yen.Of(2), yen.Of(3), yen.Of(3), yen.Of(9)}}
	if svg := string(spreadChart(phrase.Ja, s, yen.Of(3))); strings.Count(svg, "<circle") != 5 || strings.Count(svg, `class="fm"`) != 1 {
		t.Error(svg)
	}
	if spreadChart(phrase.Ja, query.Spread{Count: 4}, yen.Yen{}) != "" {
		t.Error("four prices are drawn")
	}
}

func TestExcerptAndCounts(t *testing.T) {
	for in, want := range map[string]string{
		"# 見出し\n\n**太字**と[リンク](https://example.jp)": "見出し 太字とリンク",
		"<b>そのまま</b> & \"引用\"":                      "そのまま & \"引用\"",
		"途中で切れた **太":                                "途中で切れた **太",
		"":                                          "",
		"- 一つ\n- 二つ\n\n1行め\n2行め":                    "一つ 二つ 1行め 2行め",
		"|列|数|\n|-|-|\n|字|3|\n\n`a_b` \\*星 &amp; ~~消~~":                         "列 数 字 3 a_b *星 & 消",
		"見る https://example.jp/a ![絵](https://example.jp/b.png)\n\n```\n型\n```": "見る https://example.jp/a 型",
	} {
		if got := excerpt(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]int64{"30": 30, "３０": 30, "1,500": 1500, "0": 0, " 7 ": 7, "": -1, "-1": -1, "1.5": -1, "九": -1, "99999999999999999999": -1} {
		got, err := count(in)
		if (err != nil) != (want < 0) || err == nil && got != want {
			t.Errorf("%q: %d, %v", in, got, err)
		}
	}
}
