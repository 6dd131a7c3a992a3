package search

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Version says how texts become tokens. An index of another version is rebuilt.
const Version = 1

// A Token is what a database looks up. A Prefix stands for all tokens that begin with it.
type Token struct {
	Text   string
	Prefix bool
}

// Tokens returns what stands in the index for a text, given in its loose form, each once: a Latin word or number as it is;
// of Japanese each pair of neighbours, the last letter of each run (so that a single letter is a prefix of something),
// and each run of katakana as a whole.
func Tokens(loose string) (out []string) {
	seen := map[string]bool{}
	add := func(s string) {
		if !seen[s] {
			seen[s] = true
			out = append(out, safe(s))
		}
	}
	runs(loose, func(run string, of class) {
		if of == word {
			add(run)
			return
		}
		pairs(run, add)
		_, last := utf8.DecodeLastRuneInString(run)
		add(run[len(run)-last:])
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

func wholeKatakana(run string, f func(string)) {
	for _, part := range strings.FieldsFunc(run, func(r rune) bool { return classOf(r) != katakana }) {
		if utf8.RuneCountInString(part) > 2 {
			f(part)
		}
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
