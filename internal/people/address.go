package people

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"golang.org/x/text/unicode/norm"

	"nariwai/internal/place"
)

// AddressKey is the same for an address however it is written: with or without prefecture, 1丁目2番3号 or 1-2-3, full-width
// or half-width, with or without the name of the building. What remains is the text before the first number and all numbers,
// hashed. It is "" for an address without numbers, which is not exact enough to mean one place.
func AddressKey(address string) string {
	s := strings.TrimSpace(strings.ToLower(norm.NFKC.String(address)))
	s = strings.TrimLeft(strings.TrimPrefix(s, "〒"), "0123456789-‐−ー ") // a postal code says the same once more
	for _, p := range place.Prefectures() {
		if after, ok := strings.CutPrefix(s, p.Ja()); ok {
			s = after
			break
		}
	}
	s = blockNumbers(s)
	at := strings.IndexFunc(s, digit)
	if at < 0 {
		return ""
	}
	town := strings.NewReplacer("大字", "", "字", "", " ", "", "\t", "").Replace(s[:at])
	numbers := strings.Join(strings.FieldsFunc(s[at:], func(r rune) bool { return !digit(r) }), "-")
	sum := sha256.Sum256([]byte(town + " " + numbers))
	return hex.EncodeToString(sum[:16])
}

func digit(r rune) bool { return '0' <= r && r <= '9' }

// blockNumbers writes the number of a 丁目 in digits.
func blockNumbers(s string) string {
	before, after, ok := strings.Cut(s, "丁目")
	if !ok {
		return s
	}
	r := []rune(before)
	at := len(r)
	for at > 0 && strings.ContainsRune("一二三四五六七八九十", r[at-1]) {
		at--
	}
	if at == len(r) {
		return s
	}
	n, ones := 0, 0
	for _, k := range r[at:] {
		if k == '十' {
			n, ones = n+10*max(1, ones), 0
			continue
		}
		ones = strings.Index("一二三四五六七八九", string(k))/len("一") + 1
	}
	n += ones
	digits := ""
	for ; n > 0; n /= 10 {
		digits = string(rune('0'+n%10)) + digits
	}
	return string(r[:at]) + digits + "丁目" + after
}
