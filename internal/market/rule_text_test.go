package market_test

import (
	"fmt"
	"testing"

	"nariwai/internal/market"
	"nariwai/internal/yen"
)

func TestTablesAreReadAsTheyAreWritten(t *testing.T) {
	w := market.DefaultWages()
	if back := market.ParseWages(w.Text()); fmt.Sprint(back) != fmt.Sprint(w.Sorted()) {
		t.Errorf("wages: %v", back)
	}
	p := market.DefaultPaces()
	if back := market.ParsePaces(p.Text()); fmt.Sprint(back) != fmt.Sprint(p.Rows) {
		t.Errorf("paces: %v", back)
	}
}

func TestTablesAsPeopleTypeThem(t *testing.T) {
	rows := market.ParseWages("東京　２０２６／１０／１　１，２９０円\n\nHokkaido\t2026年10月4日\t1,140\n京都府 2026-10-04 1200\n？ 2026-10-01 1200\n北海道 1200\n")
	want := []market.Wage{{Prefecture: "13", From: 20261001, Hour: yen.Of(1290)}, {Prefecture: "01", From: 20261004, Hour: yen.Of(1140)}, {Prefecture: "26", From: 20261004, Hour: yen.Of(1200)}, {From: 20261001, Hour: yen.Of(1200)}, {}}
	if fmt.Sprint(rows) != fmt.Sprint(want) {
		t.Errorf("%v", rows)
	}
	paces := market.ParsePaces("データ入力 １，０００字 ２０分\nwriting/seo 1件 60\nなにか 1件 60\n翻訳・通訳 1語 3")
	if want := []market.Pace{{Category: "data/entry", Unit: market.PerCharacter, Minutes: 20}, {Category: "writing/seo", Unit: market.PerPiece, Minutes: 60}, {Unit: market.PerPiece, Minutes: 60}, {Category: "translation", Minutes: 3}}; fmt.Sprint(paces) != fmt.Sprint(want) {
		t.Errorf("%v", paces)
	}
}

func FuzzRuleTexts(f *testing.F) {
	f.Add("北海道 2025-10-04 1,075")
	f.Add("データ入力 1,000字 20")
	f.Fuzz(func(t *testing.T, text string) {
		w := market.Wages{Source: "x", Rows: market.ParseWages(text)}
		if w.Validate() == nil && fmt.Sprint(market.ParseWages(w.Text())) != fmt.Sprint(w.Sorted()) {
			t.Errorf("wages: %q", text)
		}
		p := market.Paces{Rows: market.ParsePaces(text)}
		if p.Validate() == nil && fmt.Sprint(market.ParsePaces(p.Text())) != fmt.Sprint(p.Rows) {
			t.Errorf("paces: %q", text)
		}
	})
}
