package search

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Version says how texts become tokens. An index of another version is rebuilt.
const Version = 3

// A Token is what a database looks up. A Prefix stands for all tokens that begin with it.
type Token struct {
	Text   string
	Prefix bool
}

// Tokens returns what stands in the index for a text, given in its exact form, each once, in loose form: a Latin word or
// number as it is; of Japanese each pair of neighbours, the last letter of each run (so that a single letter is a prefix of
// something), and each run of katakana as a whole.
func Tokens(exact string) (out []string) {
	seen := map[string]bool{}
	add := func(s string) {
		if !seen[s] {
			seen[s] = true
			out = append(out, safe(s))
		}
	}
	runs(exact, func(run string, of class) {
		if of == word {
			add(run)
			return
		}
		loose := Loose(run)
		pairs(loose, add)
		if _, size := utf8.DecodeLastRuneInString(loose); size > 0 {
			add(loose[len(loose)-size:])
		}
		wholeKatakana(run, add)
	})
	return out
}

// lookUp returns the tokens that every text has in which the loose form of a word stands.
func lookUp(loose string) (out []Token) {
	runs(loose, func(run string, of class) {
		if of == word {
			out = append(out, Token{Text: safe(run)})
			return
		}
		if utf8.RuneCountInString(run) == 1 {
			out = append(out, Token{safe(run), true})
			return
		}
		pairs(run, func(s string) { out = append(out, Token{Text: safe(s)}) })
	})
	return out
}

// pairs calls f for each two neighbours of a run.
func pairs(run string, f func(string)) {
	last := -1 // where the letter before begins
	for i, r := range run {
		if last >= 0 {
			f(run[last : i+utf8.RuneLen(r)])
		}
		last = i
	}
}

// wholeKatakana calls f with the loose form of each longest part of an exact run that is all katakana and more than a pair.
func wholeKatakana(run string, f func(string)) {
	for start := 0; start < len(run); {
		r, size := utf8.DecodeRuneInString(run[start:])
		end := start + size
		if classOf(r) == katakana {
			for end < len(run) {
				if r, size = utf8.DecodeRuneInString(run[end:]); classOf(r) != katakana {
					break
				}
				end += size
			}
			if part := Loose(run[start:end]); utf8.RuneCountInString(part) > 2 {
				f(part)
			}
		}
		start = end
	}
}

// safe writes letters that one of the databases might not know as such by their numbers.
func safe(s string) string {
	known := func(r rune) bool {
		return r <= 0xFFFF && (r < 0x250 || r >= 0x370 && r < 0x530 || r >= 0x3005 && r <= 0xD7A3)
	}
	for _, r := range s {
		if !known(r) {
			var b strings.Builder
			for _, r := range s {
				if known(r) {
					b.WriteRune(r)
				} else {
					b.WriteString("u" + strconv.FormatInt(int64(r), 16))
				}
			}
			return b.String()
		}
	}
	return s
}
