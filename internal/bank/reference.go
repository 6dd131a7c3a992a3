package bank

import (
	"fmt"
	"strings"

	"golang.org/x/text/unicode/norm"
)

const (
	referenceBase = 1_000_000 // so that no reference begins with a zero, which payers drop
	minReference  = 8
	maxReference  = 12
)

// NewReference is the number that a payer puts before the name so that a deposit is known by it: eight digits, the
// last of them a check digit (nine or more after the first nine million). n counts the funding requests and isn't negative.
//
// The check digit is Luhn's. It finds every single wrong digit and all swaps of neighbours but 09 and 90, and
// unlike one modulo 11 there is one for every number, so that none must be left out. The amount is looked at as well.
func NewReference(n int64) string {
	if n < 0 {
		panic("bank: NewReference of a negative number") // a programmer's mistake: the number is counted, not typed
	}
	s := fmt.Sprint(referenceBase + n)
	return s + string('0'+byte((10-luhn(s+"0"))%10))
}

// ValidReference reports whether s could come from NewReference.
func ValidReference(s string) bool {
	return len(s) >= minReference && len(s) <= maxReference && isDigits(s) && s[0] != '0' && luhn(s) == 0
}

// luhn sums the digits of s with every second from the right doubled, modulo 10.
func luhn(s string) int {
	sum := 0
	for i := range len(s) {
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum % 10
}

// Reference finds the reference before a payer's name, as the bank's list shows it: "12345674 ｶ)ｷﾀﾐﾁ", in full width too,
// also after the bank's own word for a transfer. It is not ok when there is none or its check digit is wrong.
func Reference(payer string) (ref string, ok bool) {
	s := strings.TrimSpace(norm.NFKC.String(payer))
	for _, word := range []string{"総合振込", "振込", "フリコミ"} {
		if rest, found := strings.CutPrefix(s, word); found {
			s = strings.TrimLeft(rest, " *:")
			break
		}
	}
	end := 0
	for end < len(s) && s[end] >= '0' && s[end] <= '9' {
		end++
	}
	if !ValidReference(s[:end]) {
		return "", false
	}
	return s[:end], true
}
