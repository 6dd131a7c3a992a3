package bulk_test

import (
	"fmt"
	"testing"

	"nariwai/internal/bulk"
	"nariwai/internal/calendar"
)

var today = calendar.Of(2026, 11, 20)

func TestHowPeopleWriteDates(t *testing.T) {
	for s, want := range map[string]calendar.Date{
		"2026/12/5": 20261205, "2026-12-05": 20261205, "２０２６年１２月５日（土）": 20261205, "2026.12.5": 20261205, "12/5": 20261205, "1/10": 20270110,
		"20261205": 20261205, "46361": 20261205, "46361.5": 20261205, "R8.12.5": 20261205, "令和8年12月5日": 20261205, "2026/12/5 0:00": 20261205,
		"2026-12-05T00:00:00": 20261205, "26/12/5": 20261205,
		"2026/2/31": 0, "あした": 0, "12": 0, "2026/13/1": 0, "NaN": 0, "5.5.5.5": 0, "-3": 0,
	} {
		got, err := bulk.Read([][]string{{"題", "報酬", "納期"}, {"一番街", "800", s}}, false, today)
		switch {
		case err != nil:
			t.Error(s, err)
		case want == 0 && len(got.Bad) != 1:
			t.Errorf("%s: %v", s, got.Asks)
		case want != 0 && (len(got.Asks) != 1 || got.Asks[0].DueOn != want):
			t.Errorf("%s: %v %v", s, got.Asks, got.Bad)
		}
	}
	if got, _ := bulk.Read([][]string{{"題", "報酬", "納期"}, {"一番街", "800", "44899"}}, true, today); len(got.Asks) != 1 || got.Asks[0].DueOn != 20261205 {
		t.Error("1904:", got)
	}
}

func TestHowPeopleWriteNumbers(t *testing.T) {
	for s, want := range map[string]int64{"800": 800, "８００円": 800, "1,200": 1200, "¥1,200": 1200, "1200.0": 1200, "１，２００": 1200, "800.5": -1, "1,20": -1, "八百": -1, "": -1, "-5": -1, "99999999999999999999": -1} {
		got, err := bulk.Read([][]string{{"一番街", "", "400字", s, "2026/12/5", ""}}, false, today)
		if err != nil || (want < 0) != (len(got.Bad) == 1) || want > 0 && (got.Asks[0].Price.Int64() != want || got.Asks[0].Chars != 400) {
			t.Errorf("%s: %+v %v", s, got, err)
		}
	}
}

// Heads in any order and language; every bad row is named with its number and its reasons, and the good ones are read all the same.
func TestATable(t *testing.T) {
	got, err := bulk.Read([][]string{
		{"No.", "納期", "文字数（目安）", "Title", "報酬 (円)", "担当"},
		{"1", "2026/12/5", "400", "一番街", "800", "A"},
		{},
		{"2", "2026/11/1", "", "", "0", ""},
		{"3", "", "四百", "七日町", "800"},
		{"4", "2026/12/6", "420", "小野川", "900"},
	}, false, today)
	if err != nil || len(got.Asks) != 2 || got.Rows[1] != 6 || got.Asks[1].Chars != 420 || fmt.Sprint(got.Unknown) != "[No. 担当]" {
		t.Fatalf("%+v %v", got, err)
	}
	var bad []string
	for _, b := range got.Bad {
		bad = append(bad, fmt.Sprint(b.Row, b.Column))
	}
	if fmt.Sprint(bad) != "[4title 4price 4due_on 5chars 5due_on]" {
		t.Error(bad)
	}
	if _, err := bulk.Read([][]string{{"題", "報酬"}, {"一番街", "800"}}, false, today); err == nil {
		t.Error("a table without due dates was read")
	}
}

func FuzzRead(f *testing.F) {
	f.Add("題", "800", "2026/12/5", "４００字", false)
	f.Add("x", "1,2,3", "R8.1.1", "-", true)
	f.Fuzz(func(t *testing.T, a, b, c, d string, since bool) {
		s, err := bulk.Read([][]string{{a, b, c, d}, {d, "", b, b, c, a}}, since, today)
		if err != nil {
			return
		}
		for _, x := range s.Asks {
			if err := x.Check(today); err != nil {
				t.Error(x, err)
			}
		}
	})
}
