package people

import (
	"strings"

	"nariwai/internal/fault"
)

// TNumber is the registration number of an issuer of qualified invoices: T and 13 digits. The zero TNumber means "not registered".
type TNumber string

// ParseTNumber reads a registration number as people type it: full-width characters, spaces and hyphens are welcome,
// the T may be missing. "" is none. CheckDigit is a question of its own, because only companies' numbers surely have one.
func ParseTNumber(s string) (TNumber, error) {
	var digits []byte
	for i, r := range strings.ToUpper(strings.TrimSpace(s)) {
		if r >= '！' && r <= '～' {
			r -= '！' - '!'
		}
		switch {
		case r >= '0' && r <= '9':
			digits = append(digits, byte(r))
		case r == 'T' && i == 0:
		case strings.ContainsRune(" 　-‐−ー", r):
		default:
			return "", fault.New(fault.Invalid, "登録番号は、Tと13桁の数字で入れてください")
		}
	}
	switch {
	case s == "" || strings.TrimSpace(s) == "":
		return "", nil
	case len(digits) != 13 || digits[0] == '0':
		return "", fault.New(fault.Invalid, "登録番号は、Tと13桁の数字で入れてください")
	}
	return TNumber("T" + string(digits)), nil
}

// CheckDigit reports whether the first digit fits the other twelve as in a corporate number
// (財務省令: 9 − Σ PnQn mod 9, Pn the n-th digit from the right, Qn 1 for odd n and 2 for even n).
func (t TNumber) CheckDigit() bool {
	if len(t) != 14 {
		return false
	}
	sum := 0
	for n := 1; n <= 12; n++ {
		p := int(t[14-n] - '0')
		sum += p * (2 - n%2)
	}
	return int(t[1]-'0') == 9-sum%9
}

// CheckFor refuses a number whose check digit is wrong for a company; for an individual, whose numbers are made
// by a rule that is not published, it warns.
func (t TNumber) CheckFor(form LegalForm) (warning string, err error) {
	if t == "" || t.CheckDigit() {
		return "", nil
	}
	const say = "登録番号の検査数字が合いません。書き写しを確かめてください"
	if form == Company {
		return "", fault.New(fault.Invalid, say)
	}
	return say, nil
}
