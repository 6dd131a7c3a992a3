package bank

import (
	"slices"
	"strings"
	"testing"

	"nariwai/internal/fault"
)

func TestDirectory(t *testing.T) {
	d := directory()
	n := 0
	if len(d.banks) != 1146 || !slices.IsSortedFunc(d.banks, func(a, b Bank) int { return strings.Compare(a.Code, b.Code) }) {
		t.Errorf("%d banks", len(d.banks))
	}
	for _, b := range d.banks {
		branches := Branches(b.Code, "")
		n += len(branches)
		if len(b.Code) != 4 || !isDigits(b.Code) || b.Name == "" || !isText(b.ZenginKana(), 15) || len(branches) == 0 {
			t.Errorf("%+v with %d branches", b, len(branches))
		}
		if !slices.IsSortedFunc(branches, func(a, b Branch) int { return strings.Compare(a.Code, b.Code) }) {
			t.Errorf("%s: not in order", b.Name)
		}
		for _, br := range branches {
			if br.Bank != b.Code || len(br.Code) != 3 || !isDigits(br.Code) || br.Name == "" || !isText(br.ZenginKana(), 15) {
				t.Errorf("%+v", br)
			}
		}
	}
	if n != 28944 || len(Branches(JapanPostBank, "")) != 94 {
		t.Errorf("%d branches", n)
	}
}

func TestFindBankAndBranch(t *testing.T) {
	b, ok := FindBank("0001")
	if !ok || b.Name != "みずほ" || b.Kana != "ミズホ" || b.ZenginKana() != "ﾐｽﾞﾎ" {
		t.Error(b, ok)
	}
	br, ok := FindBranch("0001", "001")
	if !ok || br.Name != "東京営業部" || br.ZenginKana() != "ﾄｳｷﾖｳ" {
		t.Error(br, ok)
	}
	for _, code := range []string{"", "0000", "9999", "001", "みずほ"} {
		if _, ok := FindBank(code); ok {
			t.Errorf("bank %q", code)
		}
		if _, ok := FindBranch(code, "001"); ok {
			t.Errorf("branch of %q", code)
		}
	}
	if _, ok := FindBranch("0001", "002"); ok {
		t.Error("a branch that is not")
	}
}

func TestSearch(t *testing.T) {
	for query, want := range map[string]string{
		"みずほ": "0001", "ミズホ": "0001", "ﾐｽﾞﾎ": "0001", "みずほ銀行": "0001", "0001": "0001", "mizuho": "",
		"ゆうちょ": "9900", "ユウチヨ": "9900", "９９００": "9900", "ゆうちょ銀行": "9900", "ゆうちょぎんこう": "9900", "存在しない": "",
	} {
		found := Banks(query)
		if want == "" && len(found) > 0 || want != "" && (len(found) == 0 || found[0].Code != want) {
			t.Errorf("%q finds %v", query, found)
		}
	}
	if len(Banks("")) != 1146 {
		t.Error("an empty query finds all")
	}
	if f := Branches("0001", "丸の内"); len(f) == 0 || f[0].Code != "004" {
		t.Error(f)
	}
	if f := Branches("0001", "まるのうちちゅうおう支店"); len(f) != 1 || f[0].Code != "004" {
		t.Error(f)
	}
	if f := Branches("0000", ""); len(f) != 0 {
		t.Error(f)
	}
}

func TestJapanPost(t *testing.T) {
	for _, c := range [][5]string{
		{"10530", "12345671", "058", "1", "1234567"},
		{"１０５３０", "1234-5671", "058", "1", "1234567"},
		{"00530", "123456", "059", "2", "0123456"},
		{"10180", "11", "018", "1", "0000001"},
	} {
		branch, accountType, account, err := JapanPost(c[0], c[1])
		if err != nil || branch != c[2] || accountType != c[3] || account != c[4] {
			t.Errorf("%v: %s %s %s %v", c, branch, accountType, account, err)
		}
	}
	for _, c := range [][2]string{
		{"", ""}, {"1053", "12345671"}, {"20530", "12345671"}, {"10530", "12345672"}, {"10530", "1"}, {"10530", "123456781"},
		{"10530", ""}, {"00530", "12345678"}, {"00530", ""}, {"00530", "x"}, {"1x530", "12345671"}, {"16990", "12345671"},
	} {
		if _, _, _, err := JapanPost(c[0], c[1]); !fault.Is(err, fault.Invalid) {
			t.Errorf("%v: %v", c, err)
		}
	}
}

func TestReference(t *testing.T) {
	if r := NewReference(234_567); r != "12345674" {
		t.Error(r)
	}
	seen := map[string]bool{}
	for _, n := range []int64{0, 1, 2, 9, 10, 8_999_999, 9_000_000, 123_456_789} {
		r := NewReference(n)
		if !ValidReference(r) || seen[r] || len(r) < 8 {
			t.Errorf("%d: %s", n, r)
		}
		seen[r] = true
		for i := range len(r) { // every wrong digit shows
			for d := byte('0'); d <= '9'; d++ {
				b := []byte(r)
				if b[i] != d {
					if b[i] = d; ValidReference(string(b)) {
						t.Errorf("%s passes for %s", b, r)
					}
				}
			}
			if i > 0 && r[i] != r[i-1] && r[i-1:i+1] != "09" && r[i-1:i+1] != "90" {
				b := []byte(r)
				if b[i], b[i-1] = b[i-1], b[i]; ValidReference(string(b)) {
					t.Errorf("%s passes for %s", b, r)
				}
			}
		}
	}
	for payer, want := range map[string]string{
		"12345674 ｶ)ｷﾀﾐﾁ": "12345674", "１２３４５６７４　カ）キタミチ": "12345674", "12345674ｶ)ｷﾀﾐﾁ": "12345674", "12345674": "12345674",
		" 12345674-ﾀﾅｶ": "12345674", "振込　１２３４５６７４　タナカ": "12345674", "振込＊12345674": "12345674", "ﾌﾘｺﾐ 12345674 ﾀﾅｶ": "12345674",
		"": "", "ｶ)ｷﾀﾐﾁ": "", "ｶ)ｷﾀﾐﾁ 12345674": "", "12345675 ﾀﾅｶ": "", "1234567 ﾀﾅｶ": "", "123456740 ﾀﾅｶ": "", "00000000 ﾀﾅｶ": "", "0312345678": "",
	} {
		if got, ok := Reference(payer); got != want || ok != (want != "") {
			t.Errorf("Reference(%q) = %q, %v", payer, got, ok)
		}
	}
}
