package place

import (
	"slices"
	"testing"
	"unicode/utf8"
)

func TestPrefectures(t *testing.T) {
	ps := Prefectures()
	if len(ps) != 47 || !slices.IsSorted(ps) || ps[0] != "01" || ps[46] != "47" {
		t.Fatal(ps)
	}
	for _, p := range ps {
		if !p.Valid() || p.Ja() == "" || p.En() == "" || len(Municipalities(p)) < 15 {
			t.Errorf("%s %q %q %d", p, p.Ja(), p.En(), len(Municipalities(p)))
		}
	}
	for p, want := range map[Prefecture][2]string{
		"01": {"北海道", "Hokkaido"}, "13": {"東京都", "Tokyo"}, "27": {"大阪府", "Osaka"}, "39": {"高知県", "Kochi"}, "47": {"沖縄県", "Okinawa"},
	} {
		if p.Ja() != want[0] || p.En() != want[1] {
			t.Errorf("%s is %q, %q", p, p.Ja(), p.En())
		}
	}
	for _, p := range []Prefecture{"", "00", "48", "1", "東京都"} {
		if p.Valid() || p.Ja() != "" || Municipalities(p) != nil {
			t.Errorf("%q is a prefecture", p)
		}
	}
}

func TestMunicipalities(t *testing.T) {
	n := 0
	for _, p := range Prefectures() {
		ms := Municipalities(p)
		n += len(ms)
		if !slices.IsSorted(ms) {
			t.Errorf("%s is not in order", p)
		}
		for _, m := range ms {
			if !m.Valid() || !m.WellFormed() || m.Prefecture() != p || utf8.RuneCountInString(m.Ja()) < 2 || m.Full() != p.Ja()+m.Ja() {
				t.Errorf("%s %q in %s", m, m.Ja(), p)
			}
		}
	}
	if n != 1747 || len(table().municipality) != n {
		t.Errorf("%d municipalities", n)
	}
	for m, want := range map[Municipality]string{
		"012092": "北海道夕張市", "011002": "北海道札幌市", "131016": "東京都千代田区", "473821": "沖縄県与那国町",
	} {
		if m.Full() != want {
			t.Errorf("%s is %q", m, m.Full())
		}
	}
	tokyo := Municipalities("13")
	if !slices.Contains(tokyo, "131237") || slices.Contains(Municipalities("01"), "011011") {
		t.Error("Tokyo's wards are in the list, Sapporo's are not")
	}
}

func TestCheckDigit(t *testing.T) {
	for _, m := range []Municipality{"", "012093", "01209", "0120922", "01209x", "x12092", "０１２０"} {
		if m.Valid() || m.WellFormed() || m.Full() != "" {
			t.Errorf("%q passed", m)
		}
	}
	if m := Municipality("011011"); m.Valid() || !m.WellFormed() {
		t.Error("a ward of Sapporo is well formed and not in the table")
	}
	for _, m := range Municipalities("20") {
		for d := byte('0'); d <= '9'; d++ {
			if w := m[:5] + Municipality(rune(d)); w != m && w.WellFormed() {
				t.Errorf("%s for %s", w, m)
			}
		}
	}
}
