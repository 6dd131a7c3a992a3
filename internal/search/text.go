// Package search says which texts answer a query and how well, by rules that are the same on every database and that
// anybody can read: how a text is written before it is compared, which tokens stand for it in the index, what a query
// means, and what a result is worth. The index only finds candidates; whether one answers is decided here, on its text.
package search

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Exact is s as it is compared: in Unicode's compatible form (NFKC: full-width and half-width letters are the same),
// in lower case, without control characters, each run of white space one blank.
func Exact(s string) string {
	s = strings.ToLower(norm.NFKC.String(strings.ToValidUTF8(s, " ")))
	var b strings.Builder
	b.Grow(len(s))
	blank := true // none at the beginning
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			if !blank {
				b.WriteByte(' ')
			}
			blank = true
		case unicode.IsControl(r):
		default:
			b.WriteRune(r)
			blank = false
		}
	}
	return strings.TrimSuffix(b.String(), " ")
}

// Loose is an exact form in which spellings meet that people mix up: hiragana and katakana, small and large kana,
// vowels long and short (サーバー, サーバ). It maps or drops each letter by itself; so what stands in a text exactly
// stands in its loose form too, and one index serves both.
func Loose(exact string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'ぁ' && r <= 'ゖ' {
			r += 'ァ' - 'ぁ'
		}
		switch r {
		case 'ー':
			return -1
		case 'ァ', 'ィ', 'ゥ', 'ェ', 'ォ', 'ッ', 'ャ', 'ュ', 'ョ', 'ヮ':
			return r + 1
		case 'ヵ':
			return 'カ'
		case 'ヶ':
			return 'ケ'
		case 'ヂ':
			return 'ジ'
		case 'ヅ':
			return 'ズ'
		}
		return r
	}, exact)
}

// Odd reports whether the loose form of a text joins letters that stand apart in it, as 東京ー大阪. In all others a pair of
// kanji stands exactly where it stands loosely.
func Odd(exact string) bool {
	last := ' '
	for _, r := range exact {
		if r == 'ー' && last != 'ー' && classOf(last) != katakana && !(last >= 'ぁ' && last <= 'ゖ') {
			return true
		}
		last = r
	}
	return false
}

// class is the kind of a letter, as far as it matters where a word ends.
type class int

const (
	gap      class = iota // between words
	word                  // Latin and other letters that are written with blanks between words, digits
	katakana              // runs of it are mostly words
	cjk                   // kanji, hiragana, hangul: no telling where a word ends
)

func classOf(r rune) class {
	switch {
	case r < 0x80:
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '+' || r == '#' { // c++, c#
			return word
		}
		return gap
	case r >= '一' && r <= '鿿' || r >= 'ぁ' && r <= 'ゖ': // nearly all letters there are, so asked first
		return cjk
	case r >= 'ァ' && r <= 'ヺ' || r == 'ー' || r == 'ヽ' || r == 'ヾ':
		return katakana
	case r == '々' || r == '〆' || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul):
		return cjk
	case unicode.IsLetter(r) || unicode.IsNumber(r):
		return word
	}
	return gap
}

// runs calls f for each longest part of s that tokens are made of: letters with blanks between words, or all others.
func runs(s string, f func(run string, of class)) {
	start, of := 0, gap
	for i, r := range s {
		c := classOf(r)
		if c == katakana {
			c = cjk
		}
		if c == of {
			continue
		}
		if of != gap {
			f(s[start:i], of)
		}
		start, of = i, c
	}
	if of != gap {
		f(s[start:], of)
	}
}
