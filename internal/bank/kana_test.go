package bank

import (
	"strings"
	"testing"

	"nariwai/internal/fault"
)

func TestPayeeName(t *testing.T) {
	for in, want := range map[string]string{
		"タナカ　ハナコ":         "ﾀﾅｶ ﾊﾅｺ",
		"ﾀﾅｶ ﾊﾅｺ":         "ﾀﾅｶ ﾊﾅｺ",
		"たなか はなこ":         "ﾀﾅｶ ﾊﾅｺ",
		"ガギグゲゴ パピプ ヴ":     "ｶﾞｷﾞｸﾞｹﾞｺﾞ ﾊﾟﾋﾟﾌﾟ ｳﾞ",
		"ガ":               "ｶﾞ", // a combining sound mark
		"キャッチ ァィゥェォ ャュョヮ": "ｷﾔﾂﾁ ｱｲｳｴｵ ﾔﾕﾖﾜ",
		"サーバー‐−－ｰ":        "ｻ-ﾊﾞ-----",
		"ヲ":               "ｵ",
		"ｶ)ｷﾀﾐﾁ":          "ｶ)ｷﾀﾐﾁ",
		"カ）キタ・ミチ":         "ｶ)ｷﾀ.ﾐﾁ",
		"abc Ａｂｃ 123 １２３": "ABC ABC 123 123",
		"旭ヶ丘":             "",
		"アサヒガオカ ケヶ":       "ｱｻﾋｶﾞｵｶ ｹｹ",
		"  タナカ \t ハナコ ":   "ﾀﾅｶ ﾊﾅｺ",
		"A/B.C-D(E)":      "A/B.C-D(E)",
		"ﾀﾅｶ｢":            "", "タナカ」": "", "タナカ、": "", "A\\B": "", "A,B": "", "A&B": "", "田中": "", "㈱キタ": "", "A+B": "", "ヱビス": "", "ｶ゜": "", "🙂": "",
		"": "", "  ": "", "123": "", "-": "", "A\x00B": "",
		strings.Repeat("ア", 30): strings.Repeat("ｱ", 30),
		strings.Repeat("ア", 31): "",
		strings.Repeat("ガ", 15): strings.Repeat("ｶﾞ", 15),
		strings.Repeat("ガ", 16): "",
	} {
		got, err := PayeeName(in)
		if got != want || (err == nil) != (want != "") || err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("PayeeName(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
	if _, err := PayeeName("株式会社キタミチ"); err == nil || !strings.Contains(err.Error(), "「株」") {
		t.Errorf("the character is not named: %v", err)
	}
}

func FuzzPayeeName(f *testing.F) {
	for _, s := range []string{"タナカ　ハナコ", "ｶ)ｷﾀﾐﾁ", "ガ", "㈱ヴァー・‐", "ｦﾞ", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		half, err := PayeeName(s)
		if err != nil {
			if half != "" || !fault.Is(err, fault.Invalid) {
				t.Errorf("%q: %q, %v", s, half, err)
			}
			return
		}
		if again, err := PayeeName(half); err != nil || again != half {
			t.Errorf("%q → %q → %q, %v", s, half, again, err)
		}
		if !isText(half, maxPayee) {
			t.Errorf("%q → %q does not fit a file", s, half)
		}
		for _, r := range half {
			if !(r >= 'ｱ' && r <= 'ﾟ' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || strings.ContainsRune(" ()-./", r)) {
				t.Errorf("%q → %q holds %q", s, half, r)
			}
		}
	})
}
