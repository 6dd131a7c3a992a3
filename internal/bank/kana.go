package bank

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"nariwai/internal/fault"
)

// maxPayee is the length of a payee's name in a transfer file, in half-width characters of one byte each.
const maxPayee = 30

// PayeeName turns an account holder's name into the half-width letters of a transfer file: ガ becomes ｶﾞ in two bytes,
// small kana become large, long marks become hyphens, ヲ becomes ｵ, small letters become capitals; hiragana is read
// as katakana. Any other character is refused by name, as is a name longer than 30 bytes. What is allowed is what
// every bank takes: 0-9 A-Z ｱ-ﾝ ﾞ ﾟ space ( ) - . / — the characters ｢ ｣ \ , are taken by some banks only.
func PayeeName(s string) (string, error) {
	half, bad := halfWidth(s)
	switch {
	case bad != 0:
		return "", fault.New(fault.Invalid, "口座名義に「%s」は使えません。通帳にあるカナで入れてください", string(bad))
	case half == "":
		return "", fault.New(fault.Invalid, "口座名義を入れてください")
	case !strings.ContainsFunc(half, func(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'ｱ' && r <= 'ﾝ' }):
		return "", fault.New(fault.Invalid, "口座名義は通帳にあるカナで入れてください")
	case halfLen(half) > maxPayee:
		return "", fault.New(fault.Invalid, "口座名義が長すぎます。半角カナで%d文字まで（濁点も1文字）にしてください", maxPayee)
	}
	return half, nil
}

// halfWidth returns s in the letters of a transfer file, or the first character that has none.
func halfWidth(s string) (half string, bad rune) {
	var b strings.Builder
	for _, r := range norm.NFKC.String(s) {
		r = katakana(r)
		if large, ok := largeKana[r]; ok {
			r = large
		}
		switch {
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case strings.ContainsRune(longMarks, r):
			b.WriteByte('-')
		case r == '・' || r == '·':
			b.WriteByte('.')
		case r >= 'a' && r <= 'z':
			b.WriteRune(r - 'a' + 'A')
		case isZenginASCII(r):
			b.WriteRune(r)
		default:
			h, ok := halfKana[r]
			if !ok {
				return "", r
			}
			b.WriteString(h)
		}
	}
	return strings.Join(strings.Fields(b.String()), " "), 0
}

// longMarks are the signs that people and keyboards use for a long vowel or a hyphen.
const longMarks = "-ー‐‑‒–—―−"

func isZenginASCII(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || strings.ContainsRune(" ()-./", r)
}

// katakana reads hiragana as katakana.
func katakana(r rune) rune {
	if r >= 'ぁ' && r <= 'ゖ' {
		return r - 'ぁ' + 'ァ'
	}
	return r
}

var largeKana = map[rune]rune{
	'ァ': 'ア', 'ィ': 'イ', 'ゥ': 'ウ', 'ェ': 'エ', 'ォ': 'オ', 'ヵ': 'カ', 'ヶ': 'ケ',
	'ッ': 'ツ', 'ャ': 'ヤ', 'ュ': 'ユ', 'ョ': 'ヨ', 'ヮ': 'ワ', 'ヲ': 'オ',
}

// halfKana maps large full-width katakana to half width; a sound mark is a character of its own.
var halfKana = func() map[rune]string {
	full := []rune("アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン")
	m := map[rune]string{}
	for i, r := range full {
		m[r] = string('ｱ' + rune(i))
	}
	for voiced, plain := range map[string]string{
		"ガギグゲゴ": "カキクケコ", "ザジズゼゾ": "サシスセソ", "ダヂヅデド": "タチツテト", "バビブベボ": "ハヒフヘホ", "ヴ": "ウ",
	} {
		p := []rune(plain)
		for i, r := range []rune(voiced) {
			m[r] = m[p[i]] + "ﾞ"
		}
	}
	p := []rune("ハヒフヘホ")
	for i, r := range []rune("パピプペポ") {
		m[r] = m[p[i]] + "ﾟ"
	}
	return m
}()

// halfLen is the length of half-width text in bytes of JIS X 0201.
func halfLen(half string) int { return len([]rune(half)) }
