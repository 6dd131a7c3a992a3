package people

import (
	"encoding/hex"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// mostPrefix is how many letters of a name are looked at.
const mostPrefix = 24

// PrefixKey is a text by whose beginning names are found: widths, capitals and spaces don't matter. It is written in
// hexadecimal digits, because those stand in the same order on every engine and in every language that it was set up for.
func PrefixKey(s string) string {
	var b strings.Builder
	n := 0
	for _, r := range strings.ToLower(norm.NFKC.String(s)) {
		if unicode.IsSpace(r) {
			continue
		}
		if n++; n > mostPrefix {
			break
		}
		b.WriteRune(r)
	}
	return hex.EncodeToString([]byte(b.String()))
}

// PrefixRange is where the keys lie that begin like s: from ≤ key < to.
func PrefixRange(s string) (from, to string) {
	from = PrefixKey(s)
	return from, from + "g"
}
