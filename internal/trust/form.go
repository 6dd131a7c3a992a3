package trust

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A letters is a text in the form in which it is compared, and where each of its letters comes from: full and half
// width, upper and lower case, hiragana and katakana are the same; blanks, long-vowel marks and what can't be seen are
// left out; single Latin letters set apart (L I N E, L.I.N.E) are a word again.
type letters struct {
	text string   // one letter of source may be several of these, and the other way round
	from []source // of each letter of text
	at   []int    // where each letter of text begins, and its end
}

// source is where a letter stands in the original, in bytes, and whether a blank was left out before it.
type source struct {
	from, to int
	gap      bool
}

// form brings part of a text into the compared form; base is where the part begins in it.
func form(s string, base int) letters {
	var b strings.Builder
	b.Grow(len(s))
	l := letters{from: make([]source, 0, len(s)/2), at: make([]int, 0, len(s)/2)}
	gap := false
	add := func(r rune, from, to int) {
		switch {
		case unicode.IsSpace(r):
			gap = true
		case r == 'ー' || r == '*' || r == '`' || r == '\u034f' || r == '\u3164' || r == utf8.RuneError,
			unicode.IsControl(r), (r > 0x7f && r < 'ぁ' || r > 0x9fff) && (unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r)):
		default:
			l.at = append(l.at, b.Len())
			l.from = append(l.from, source{base + from, base + to, gap})
			b.WriteRune(fold(r))
			gap = false
		}
	}
	for i := 0; i < len(s); {
		r, size := plain(s[i:])
		if next, _ := plain(s[i+max(size, 1):]); size > 0 && (next != 0 || i+size == len(s)) {
			add(r, i, i+size)
			i += size
			continue
		}
		// up to two plain letters behind each other: between them nothing can be composed
		end := i + max(size, 1)
		for end < len(s) {
			_, one := plain(s[end:])
			if one > 0 {
				if _, two := plain(s[end+one:]); two > 0 || end+one == len(s) {
					break
				}
			}
			end += max(one, 1)
		}
		var it norm.Iter
		for it.InitString(norm.NFKC, s[i:end]); !it.Done(); {
			from := i + it.Pos()
			seg := it.Next()
			to := i + it.Pos()
			for len(seg) > 0 {
				r, size := utf8.DecodeRune(seg)
				seg = seg[size:]
				add(r, from, to)
			}
		}
		i = end
	}
	l.text, l.at = b.String(), append(l.at, b.Len())
	return l.joined()
}

// plain returns the letter at the beginning of a text in its compared width, if it is one that nothing in front of it changes
// (most are), and its size; 0 if it isn't. It saves the way through the tables of Unicode.
func plain(s string) (rune, int) {
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case r >= ' ' && r < 0x7f, r >= 'ぁ' && r <= 'ゖ', r >= 'ァ' && r <= 'ー', r >= 0x4e00 && r <= 0x9fff, r >= '、' && r <= '。', r == '「', r == '」':
		return r, size
	case r >= '！' && r <= '～':
		return r - '！' + '!', size
	}
	return 0, 0
}

// fold maps a letter to the one that it is compared as.
func fold(r rune) rune {
	if r >= 'ァ' && r <= 'ヶ' {
		return r - 'ァ' + 'ぁ'
	}
	if r >= 'ぁ' && r <= 0x9fff {
		return r
	}
	return unicode.ToLower(r)
}

// joined puts Latin letters together that stand alone with the same sign between each two: l.i.n.e, l i n e.
func (l letters) joined() letters {
	n := len(l.from)
	drop := make([]bool, n)
	found := false
	for i := 0; i < n; i++ {
		if !l.single(i) {
			continue
		}
		end := i // of the run
		step := 0
		for {
			next := l.after(end, step)
			if next == 0 || !l.single(next) {
				break
			}
			step, end = next-end, next
		}
		if (end-i)/max(1, step)+1 >= 3 {
			for k := i + 1; k <= end; k++ {
				l.from[k].gap = false
				drop[k] = step == 2 && (k-i)%2 == 1
			}
			found = true
		}
		i = end
	}
	if !found {
		return l
	}
	out := letters{}
	var b strings.Builder
	for i := range n {
		if !drop[i] {
			out.at, out.from = append(out.at, b.Len()), append(out.from, l.from[i])
			b.WriteString(l.letter(i))
		}
	}
	out.text, out.at = b.String(), append(out.at, b.Len())
	return out
}

// after is the letter that comes after i in a run of single letters, a blank or a sign between them; 0 when there is none.
// A step that is not 0 must be the one of the run so far.
func (l letters) after(i, step int) int {
	if step != 2 && i+1 < len(l.from) && l.latin(i+1) && l.from[i+1].gap {
		return i + 1
	}
	if step != 1 && i+2 < len(l.from) && slices.Contains([]string{".", "-", "_", "・", "/", "|", "●", "★"}, l.letter(i+1)) && l.latin(i+2) {
		return i + 2
	}
	return 0
}

// single reports whether a Latin letter has no Latin neighbour.
func (l letters) single(i int) bool {
	return l.latin(i) && (i == 0 || !l.latin(i-1) || l.from[i].gap) && (i+1 >= len(l.from) || !l.latin(i+1) || l.from[i+1].gap)
}

func (l letters) letter(i int) string { return l.text[l.at[i]:l.at[i+1]] }

// latin reports whether a letter is one of a word that is written with blanks around it.
func (l letters) latin(i int) bool {
	c := l.text[l.at[i]]
	return c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
}

// index is the number of the letter that begins at a byte of text.
func (l letters) index(at int) int {
	i, _ := slices.BinarySearch(l.at, at)
	return i
}

// wordEnds reports whether a word may begin and end at these letters: no Latin letter goes on beyond a Latin end.
func (l letters) wordEnds(from, to int) bool {
	if from > 0 && l.latin(from) && l.latin(from-1) && !l.from[from].gap {
		return false
	}
	return to >= len(l.from) || !l.latin(to-1) || !l.latin(to) || l.from[to].gap
}

// A sentence is a part of a text, in bytes, without the blanks and list marks around it.
type sentence struct{ from, to int }

// sentences splits a text at full stops, question and exclamation marks and line ends.
func sentences(s string) (out []sentence) {
	start := 0
	cut := func(end int) {
		from, to := start, end
		for from < to {
			r, size := utf8.DecodeRuneInString(s[from:to])
			if !unicode.IsSpace(r) && !strings.ContainsRune("#->・*●■◆※•", r) {
				break
			}
			from += size
		}
		for from < to {
			r, size := utf8.DecodeLastRuneInString(s[from:to])
			if !unicode.IsSpace(r) {
				break
			}
			to -= size
		}
		if from < to {
			out = append(out, sentence{from, to})
		}
		start = end
	}
	for i, r := range s {
		switch r {
		case '\n', '\r', '\u2028', '\u2029':
			cut(i)
		case '。', '！', '？', '!', '?', '｡':
			cut(i + utf8.RuneLen(r))
		case '.':
			if i+1 < len(s) && (s[i+1] == ' ' || s[i+1] == '\n') {
				// L. I. N. E. is a word and no four sentences
				if i > start+1 && s[i-1] > ' ' && s[i-2] > ' ' {
					cut(i + 1)
				}
			}
		}
	}
	cut(len(s))
	return out
}
