// Package place holds the prefectures and municipalities of Japan by their official codes.
package place

import (
	_ "embed"
	"strings"
	"sync"
)

// A Prefecture is a code of JIS X 0401, "01" to "47". The zero Prefecture means "not said".
type Prefecture string

// A Municipality is a code of JIS X 0402 with its check digit, such as "012092" for Yubari: a city, town or village,
// or one of Tokyo's 23 wards. The wards of other large cities are not kept apart: a profile needs no finer place,
// and they are redrawn too often. The zero Municipality means "not said".
type Municipality string

//go:embed places.txt
var placesText string

type names struct{ ja, en string }

type tables struct {
	prefectures    []Prefecture
	prefecture     map[Prefecture]names
	municipalities map[Prefecture][]Municipality
	municipality   map[Municipality]string
}

var table = sync.OnceValue(func() tables {
	t := tables{
		prefecture:     map[Prefecture]names{},
		municipalities: map[Prefecture][]Municipality{},
		municipality:   map[Municipality]string{},
	}
	var p Prefecture
	for line := range strings.Lines(placesText) {
		switch line[0] {
		case '#':
		case '=':
			f := strings.Fields(line[1:])
			p = Prefecture(f[0])
			t.prefectures = append(t.prefectures, p)
			t.prefecture[p] = names{ja: f[1], en: f[2]}
		default:
			for s := range strings.FieldsSeq(line) {
				m := Municipality(s[:6])
				t.municipalities[p] = append(t.municipalities[p], m)
				t.municipality[m] = s[6:]
			}
		}
	}
	return t
})

// Prefectures lists all 47 in the official order, north to south. The caller must not change the list.
func Prefectures() []Prefecture { return table().prefectures }

// Valid reports whether there is such a prefecture.
func (p Prefecture) Valid() bool {
	_, ok := table().prefecture[p]
	return ok
}

// Ja is the Japanese name with its suffix, such as 青森県, or "" for no prefecture.
func (p Prefecture) Ja() string { return table().prefecture[p].ja }

// En is the English name without suffix, such as Aomori, or "" for no prefecture.
func (p Prefecture) En() string { return table().prefecture[p].en }

// Municipalities lists those of p by code. The caller must not change the list.
func Municipalities(p Prefecture) []Municipality { return table().municipalities[p] }

// Valid reports whether there is such a municipality.
func (m Municipality) Valid() bool {
	_, ok := table().municipality[m]
	return ok
}

// Ja is the Japanese name without its prefecture, such as 夕張市, or "" for no municipality.
func (m Municipality) Ja() string { return table().municipality[m] }

// En is the name for English pages. The table has no reading in Latin letters, and rules for
// making one from kana go wrong too often (Toyooka, Matsuura), so it is the Japanese name.
func (m Municipality) En() string { return m.Ja() }

// Full is the Japanese name after its prefecture's, such as 北海道夕張市, or "" for no municipality.
func (m Municipality) Full() string {
	if !m.Valid() {
		return ""
	}
	return m.Prefecture().Ja() + m.Ja()
}

// Prefecture returns the prefecture that m lies in.
func (m Municipality) Prefecture() Prefecture {
	if len(m) < 2 {
		return ""
	}
	return Prefecture(m[:2])
}

// WellFormed reports whether m is six digits of which the last is the check digit of the first five (JIS X 0402).
// It tells a mistyped code from one that is newer than the table.
func (m Municipality) WellFormed() bool {
	if len(m) != 6 {
		return false
	}
	sum := 0
	for i := range 5 {
		if m[i] < '0' || m[i] > '9' {
			return false
		}
		sum += int(m[i]-'0') * (6 - i)
	}
	return int(m[5]-'0') == (11-sum%11)%10
}
