package bank

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"

	"nariwai/internal/calendar"
	"nariwai/internal/fault"
	"nariwai/internal/yen"
)

const listJa = "日付,金額,振込人,残高\r\n" +
	"2026-11-02,\"40,000\",12345674 ｶ)ｷﾀﾐﾁ,\"1,040,000\"\r\n" +
	"２０２６／１１／２,３９，９９９円,１２３４５６７４　タナカ　ハナコ,\"￥1,079,999\"\r\n" +
	"\r\n" +
	"20261104,-110,振込手数料,1079889\r\n"

func wantJa() List {
	return List{
		Opening: yen.Of(1_000_000), Closing: yen.Of(1_079_889),
		Lines: []Line{
			{On: 20261102, Amount: yen.Of(40_000), Payer: "12345674 ｶ)ｷﾀﾐﾁ", Balance: yen.Of(1_040_000), Row: 2},
			{On: 20261102, Amount: yen.Of(39_999), Payer: "１２３４５６７４　タナカ　ハナコ", Balance: yen.Of(1_079_999), Row: 3},
			{On: 20261104, Amount: yen.Of(-110), Payer: "振込手数料", Balance: yen.Of(1_079_889), Row: 5},
		},
	}
}

func TestParseDeposits(t *testing.T) {
	// A full-width comma in a number is no separator of CSV, so the cell needs no quotes.
	cp932, err := japanese.ShiftJIS.NewEncoder().String(listJa)
	if err != nil {
		t.Fatal(err)
	}
	inOut := "お取引日,お引出金額（円）,お預入金額(円),お取引内容,差引残高,メモ\n2026/11/2,,40000,12345674 ｶ)ｷﾀﾐﾁ,1040000,x\n" +
		"2026年11月2日,0,39999,１２３４５６７４　タナカ　ハナコ,1079999,\n\n2026-11-4,110,,振込手数料,1079889\n"
	english := "Date,Amount,Payer,Balance\n2026-11-02,40000,12345674 ｶ)ｷﾀﾐﾁ,1040000\n2026-11-02,+39999,１２３４５６７４　タナカ　ハナコ,1079999\n\n2026-11-04,▲110,振込手数料,1079889\n"
	for name, in := range map[string]string{
		"UTF-8": listJa, "with a mark": "\uFEFF" + listJa, "CP932": cp932, "bare newlines": strings.ReplaceAll(listJa, "\r\n", "\n"),
		"no last newline": strings.TrimSuffix(listJa, "\r\n"), "two columns": inOut, "English": english,
	} {
		got, err := ParseDeposits(strings.NewReader(in))
		if err != nil || fmt.Sprint(got) != fmt.Sprint(wantJa()) {
			t.Errorf("%s:\ngot  %v, %v\nwant %v", name, got, err, wantJa())
		}
	}
	if ref, ok := Reference(wantJa().Lines[1].Payer); !ok || ref != "12345674" {
		t.Error(ref)
	}
	overdrawn, err := ParseDeposits(strings.NewReader("日付,金額,摘要,残高\n2026-11-02,100,A,−900\n2026-11-02,1000,A,100\n"))
	if err != nil || overdrawn.Opening != yen.Of(-1000) || overdrawn.Closing != yen.Of(100) {
		t.Error(overdrawn, err)
	}
	// CP932 has letters that plain Shift_JIS lacks.
	extended, _ := japanese.ShiftJIS.NewEncoder().String("日付,金額,摘要,残高\n2026-11-02,100,㈱髙﨑①,100\n")
	if l, err := ParseDeposits(strings.NewReader(extended)); err != nil || l.Lines[0].Payer != "㈱髙﨑①" {
		t.Error(l, err)
	}
}

func TestParseDepositsRefuses(t *testing.T) {
	const head = "日付,金額,振込人,残高\n"
	for in, says := range map[string]string{
		"":            "ファイルが空です",
		head:          "明細が1行もありません",
		"日付,金額,残高\n":  "「振込人」の列がありません",
		"金額,振込人,残高\n": "「日付」の列がありません",
		"日付,振込人,残高\n": "「金額」の列がありません",
		"日付,金額,振込人\n": "「残高」の列がありません",
		"日付,金額,摘要,振込人,残高\n":                                            "同じ意味の列が2つ",
		"日付,金額,出金,振込人,残高\n":                                            "入金と出金の2つ",
		"2026-11-02,100,A,100\n":                                       "列がありません",
		head + "2026-11-02,100,A,100\n2026-11-02,100,A,300\n":          "3行目：残高が前の行とつながりません（計算では200円、ファイルでは300円）",
		head + "2026-11-02,100,A,100\n2026-11-01,100,A,200\n":          "3行目：日付が前の行より前です",
		head + "2026-11-31,100,A,100\n":                                "2行目：日付を読めません：2026-11-31",
		head + ",100,A,100\n":                                          "2行目：日付を読めません：: ",
		head + "2026-11-02,1.5,A,100\n":                                "2行目：金額を読めません：1.5",
		head + "2026-11-02,,A,100\n":                                   "2行目：金額を読めません",
		head + "2026-11-02,0,A,100\n":                                  "2行目：金額が0円です",
		head + "2026-11-02,--1,A,100\n":                                "2行目：金額を読めません",
		head + "2026-11-02,1000000000000,A,100\n":                      "2行目：金額を読めません",
		head + "2026-11-02,100,A\n":                                    "2行目：残高を読めません",
		head + "2026-11-02,100,A,x" + strings.Repeat("9", 50) + "\n":   "2行目：残高を読めません：x9999999999999999999…",
		head + "2026-11-02,100,A\x00,100\n":                            "2行目：振込人が長すぎるか",
		head + "2026-11-02,100," + strings.Repeat("A", 201) + ",100\n": "2行目：振込人が長すぎるか",
		head + "2026-11-02,100,\"A,100\n":                              "CSVとして読めません",
		head + "2026-11-02,100,A\"B,100\n":                             "2行目：CSVとして読めません",
		"日付,入金,出金,摘要,残高\n2026-11-02,100,100,A,100\n":                   "入金と出金の両方に",
		"日付,入金,出金,摘要,残高\n2026-11-02,,-100,A,100\n":                     "出金の列に負の",
		"\x93\xFA\x95\x74,\xFF\xFF":                                    "文字コードを読めません",
		"\xFF\xFEd\x00a\x00":                                           "文字コードを読めません",
		strings.Repeat("x", maxList+1):                                 "ファイルが大きすぎます",
	} {
		l, err := ParseDeposits(strings.NewReader(in))
		if !fault.Is(err, fault.Invalid) || len(l.Lines) > 0 || !strings.Contains(err.Error(), says) {
			t.Errorf("%.80q: %v, %v; want %s", in, l, err, says)
		}
	}
	// All bad rows are told at once, and no more than twenty.
	var b strings.Builder
	b.WriteString(head)
	for range 30 {
		b.WriteString("x,100,A,100\n")
	}
	b.WriteString("2026-11-02,100,A,100\n")
	_, err := ParseDeposits(strings.NewReader(b.String()))
	if fs := fault.Of(err).Fields; len(fs) != maxFaults+1 || !strings.Contains(err.Error(), "ほかにも10行") || !strings.Contains(err.Error(), "21行目") {
		t.Error(err)
	}
	// A row after a bad one isn't blamed for a chain that the bad one broke.
	_, err = ParseDeposits(strings.NewReader(head + "2026-11-02,100,A,100\n2026-11-02,x,A,200\n2026-11-02,100,A,300\n2026-11-02,100,A,500\n"))
	if fs := fault.Of(err).Fields; len(fs) != 2 {
		t.Error(err)
	}
	broken := errors.New("connection lost")
	if _, err := ParseDeposits(brokenReader{broken}); !errors.Is(err, broken) {
		t.Error(err)
	}
}

type brokenReader struct{ err error }

func (b brokenReader) Read([]byte) (int, error) { return 0, b.err }

func FuzzParseDeposits(f *testing.F) {
	f.Add([]byte(listJa))
	cp932, _ := japanese.ShiftJIS.NewEncoder().Bytes([]byte(listJa))
	f.Add(cp932)
	f.Add([]byte("date,deposit,withdrawal,payer,balance\n2026-1-5,1,,a,1\n2026-1-5,,1,\"b\n\",0\n"))
	f.Fuzz(func(t *testing.T, in []byte) {
		l, err := ParseDeposits(bytes.NewReader(in))
		if err != nil {
			if !fault.Is(err, fault.Invalid) || len(l.Lines) > 0 {
				t.Errorf("%v, %v", l, err)
			}
			return
		}
		balance, day := l.Opening, calendar.Date(0)
		for _, x := range l.Lines {
			balance = balance.Add(x.Amount)
			if x.Balance != balance || x.On.Before(day) || x.Amount.IsZero() || x.Row < 2 {
				t.Errorf("%+v after %s", x, balance)
			}
			day = x.On
		}
		if balance != l.Closing || len(l.Lines) == 0 {
			t.Errorf("%s is not %s", balance, l.Closing)
		}
	})
}
