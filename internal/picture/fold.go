package picture

import (
	"strings"
	"unicode"
)

// What may not begin a line and what may not end one (JIS X 4051, 6.1).
const (
	neverFirst = "、。，．・：；？！ー」』）】］｝〕〉》’”々ゝゞぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ,.:;?!)]}%％‐〜～…‥°℃円"
	neverLast  = "「『（【［｛〔〈《‘“([{￥¥＃№"
)

// fold breaks a text into at most most lines of at most width pixels. What does not fit ends in an ellipsis, and whole is
// false. Lines that fit are made about equally long.
func fold(s string, size, width, most int) (lines []string, whole bool) {
	m := &ruler{size: size}
	parts := pieces(s, phrase)
	lines = fill(m, parts, width)
	if len(lines) > most {
		parts = pieces(s, together)
		lines = fill(m, parts, width)
	}
	if len(lines) > most {
		lines = lines[:most]
		lines[most-1] = cut(m, lines[most-1], width)
		return lines, false
	}
	narrow, wide := width*2/5, width // of these widths the smallest that needs no more lines
	for n := len(lines); n > 1 && wide-narrow > size/8; {
		if mid := (narrow + wide) / 2; len(fill(m, parts, mid)) <= n {
			wide = mid
		} else {
			narrow = mid
		}
	}
	return fill(m, parts, wide), true
}

// fill puts as many pieces as fit on each line.
func fill(m *ruler, parts []string, width int) (lines []string) {
	line := ""
	for _, p := range parts {
		if line != "" && m.of(strings.TrimRight(line+p, " ")) > width {
			lines = append(lines, strings.TrimRight(line, " "))
			line = ""
		}
		for line == "" && m.of(p) > width { // a word longer than a line
			head := within(m, p, width)
			lines = append(lines, head)
			p = p[len(head):]
		}
		line += p
	}
	if line = strings.TrimRight(line, " "); line != "" {
		lines = append(lines, line)
	}
	return lines
}

// within is how much of s fits, at least one character.
func within(m *ruler, s string, width int) string {
	for i := range s {
		if i > 0 && m.of(s[:i]) > width {
			_, before := lastRune(s[:i])
			return s[:max(before, len(firstRune(s)))]
		}
	}
	if m.of(s) > width {
		if _, before := lastRune(s); before > 0 {
			return s[:before]
		}
	}
	return s
}

// cut ends a line in an ellipsis.
func cut(m *ruler, s string, width int) string {
	for m.of(s+"…") > width {
		_, before := lastRune(s)
		s = s[:before]
	}
	return strings.TrimRight(s, " 、。・，．") + "…"
}

// pieces are the parts of a text between which a line may end, as together says of two neighbours.
func pieces(s string, together func(a, b rune) bool) (parts []string) {
	var last rune
	for _, r := range s {
		if n := len(parts); n > 0 && together(last, r) {
			parts[n-1] += string(r)
		} else {
			parts = append(parts, string(r))
		}
		last = r
	}
	return parts
}

// together holds Latin words and numbers together with the blank behind them, katakana words, and what may not stand at
// the end of a line or at its beginning.
func together(a, b rune) bool {
	switch {
	case a == ' ':
		return false
	case b == ' ', strings.ContainsRune(neverFirst, b), strings.ContainsRune(neverLast, a):
		return true
	}
	return latin(a) && latin(b) || kana(a) && kana(b)
}

// phrase ends a line only where Japanese begins a new phrase: behind hiragana, and where a bracket opens or has closed.
// Titles are easier to read so, as long as there is room.
func phrase(a, b rune) bool {
	switch {
	case together(a, b):
		return true
	case a == ' ', strings.ContainsRune(neverFirst, a) && a != 'ー', strings.ContainsRune(neverLast, b):
		return false
	}
	return unicode.Is(unicode.Hiragana, b) || !unicode.Is(unicode.Hiragana, a)
}

// latin is a letter of a word that stays together.
func latin(r rune) bool {
	return r < 0x250 && !unicode.IsSpace(r) || unicode.IsDigit(r)
}

// kana is katakana: a word of it is hard to read in two pieces.
func kana(r rune) bool { return unicode.Is(unicode.Katakana, r) || r == 'ー' }

func lastRune(s string) (r rune, at int) {
	for i, x := range s {
		r, at = x, i
	}
	return r, at
}

func firstRune(s string) string {
	for i := range s {
		if i > 0 {
			return s[:i]
		}
	}
	return s
}
