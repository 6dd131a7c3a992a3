package trust

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Spot is a part of a text, in bytes, in which a rule has found something.
type Spot struct {
	Rule     string
	From, To int
}

// Find returns what a text holds, in the order in which it stands, without overlaps.
func (c ContactList) Find(body string) (out []Spot) {
	start := 0
	for line := range strings.Lines(body) {
		f := form(strings.TrimRight(line, "\r\n"), start)
		out = c.inLine(out, body, f, start, start+len(line))
		start += len(line)
	}
	slices.SortStableFunc(out, func(a, b Spot) int { return cmp.Compare(a.From, b.From) })
	return out
}

func (c ContactList) inLine(out []Spot, body string, f letters, from, to int) []Spot {
	begin := len(out)
	note := func(s Spot) {
		if !slices.ContainsFunc(out[begin:], func(o Spot) bool { return s.From < o.To && o.From < s.To }) {
			out = append(out, s)
		}
	}
	add := func(rule string, spots []span) {
		for _, m := range spots {
			note(Spot{rule, f.from[m.from].from, f.from[m.to-1].to})
		}
	}
	add(ContactMail, c.mails(f))
	if strings.Contains(f.text, "dot") {
		for _, at := range plainMail.FindAllStringIndex(body[from:to], -1) {
			note(Spot{ContactMail, from + at[0], from + at[1]})
		}
	}
	add(ContactURL, c.links(f))
	add(ContactPhone, c.phones(f))
	if len(c.begun(f)) == 0 {
		return out
	}
	for _, s := range sentences(body[from:to]) {
		for _, s := range s.pieces(body[from:to]) {
			part := form(body[from+s.from:from+s.to], from+s.from)
			begun := c.begun(part)
			for _, r := range c.Rules {
				if begun[r.ID] {
					f = part
					add(r.ID, c.words(r, part))
				}
			}
		}
	}
	return out
}

// What is read of a sentence at once, in bytes, and how much of it twice: a text without an end is not compared with itself.
const (
	piece   = 600
	overlap = 180
)

// pieces cuts an endless sentence.
func (s sentence) pieces(body string) (out []sentence) {
	for s.to-s.from > piece {
		cut := s.from + piece
		for !utf8.RuneStart(body[cut]) {
			cut--
		}
		out = append(out, sentence{s.from, cut})
		for s.from = cut - overlap; !utf8.RuneStart(body[s.from]); s.from++ {
		}
	}
	return append(out, s)
}

// "name at example dot com" needs its blanks, so it is looked for as it was written.
var plainMail = regexp.MustCompile(`(?i)\b[a-z0-9._%+-]+ +(?:at|\[at\]|\(at\)) +[a-z0-9-]+(?: +(?:dot|\[dot\]|\(dot\)) +[a-z0-9-]+)* +(?:dot|\[dot\]|\(dot\)) +[a-z]{2,}\b`)

// words returns the matches of a rule's patterns in a sentence that nothing excuses. Patterns marked with ! are never excused.
func (c ContactList) words(r Rule, f letters) (out []span) {
	topic := slices.ContainsFunc(c.topics, f.holds) || slices.ContainsFunc(r.topics, f.holds)
	var hidden []span
	for _, w := range c.whole {
		hidden = append(hidden, f.all(w, nil)...)
	}
	for _, p := range r.finds {
		if topic && !p.always {
			continue
		}
		for _, m := range f.matches(p, hidden) {
			if p.always || !c.excuses(r, f, m) {
				out = append(out, f.within(m))
			}
		}
	}
	// the longest of those that begin at the same letter
	slices.SortFunc(out, func(a, b span) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to)) })
	return out
}

// within ends a match of Latin letters where a second blank parts them: an id goes not on in the next English words.
func (f letters) within(m span) span {
	blanks := 0
	for i := m.from + 1; i < m.to; i++ {
		if f.from[i].gap && f.latin(i) && f.latin(i-1) {
			if blanks++; blanks > 2 {
				return span{m.from, i}
			}
		}
	}
	return m
}

// links returns addresses of pages: what begins like one, and names that end like one.
func (c ContactList) links(f letters) (out []span) {
	for at := 0; at < len(f.text); {
		i := strings.Index(f.text[at:], "://")
		if i < 0 {
			break
		}
		from, to := f.index(at+i), f.index(at+i+3)
		for from > 0 && f.latin(from-1) && f.letter(from-1) >= "a" && !f.from[from].gap {
			from--
		}
		end := f.urlEnd(to)
		if at = f.at[end]; end > to+2 && f.at[to]-f.at[from] >= 5 {
			out = append(out, span{from, end})
		}
		at = max(at, f.at[to])
	}
	done := 0
	for i := 1; i+1 < len(f.from); i++ {
		if i < done || !f.nameSign(i-1) {
			continue
		}
		dot, ok := c.dots.at(f.text[f.at[i]:])
		if !ok {
			continue
		}
		if m, ok := c.name(f, i, dot); ok && !slices.ContainsFunc(out, func(o span) bool { return m.from < o.to && o.from < m.to }) {
			out = append(out, m)
			done = m.to
		}
	}
	return out
}

// name returns the Internet name whose last or last but one dot is the ith letter.
func (c ContactList) name(f letters, i int, dot spelling) (m span, ok bool) {
	right := f.index(f.at[i] + len(dot.word))
	if right >= len(f.from) || f.from[right].gap && !f.from[i].gap {
		return m, false // a sentence ends here
	}
	end := right
	for end < len(f.from) && f.nameSign(end) && (end == right || !f.from[end].gap) {
		end++
	}
	label := f.text[f.at[right]:f.at[end]]
	if end == right { // ドットコム
		if end = c.spelledEnd(f, right); end == right {
			return m, false
		}
	} else if !slices.Contains(c.tlds, label) {
		return m, false
	} else if dot.word != "." && !f.latin(i-1) {
		return m, false
	}
	from := i
	for from > 0 && (f.nameSign(from-1) || f.letter(from-1) == "." || f.letter(from-1) == "・") && !(from < i && f.from[from].gap) {
		from--
	}
	for from < i && !f.latin(from) {
		from++
	}
	if from == i || i-from == 1 && f.letter(from) < "a" {
		return m, false // 3.to
	}
	if end+1 < len(f.from) && (f.letter(end) == "." || f.letter(end) == "/" || f.letter(end) == ":" || f.letter(end) == "?") && !f.from[end].gap && f.urlSign(end+1) && !f.from[end+1].gap {
		end = f.urlEnd(end)
	}
	whole := f.text[f.at[from]:f.at[end]]
	if slices.Contains(c.sites, whole) {
		return m, false
	}
	return span{from, end}, true
}

// spelledEnd is where a last label that is written out in kana ends.
func (c ContactList) spelledEnd(f letters, from int) int {
	for _, t := range c.tlds {
		if t[0] > 0x7f && strings.HasPrefix(f.text[f.at[from]:], t) {
			return f.index(f.at[from] + len(t))
		}
	}
	return from
}

// nameSign reports whether a letter may stand in an Internet name.
func (f letters) nameSign(i int) bool { return f.latin(i) || f.text[f.at[i]] == '-' }

// urlSign reports whether a letter may stand in an address.
func (f letters) urlSign(i int) bool {
	c := f.text[f.at[i]]
	return c > ' ' && c < 0x7f && !strings.ContainsRune("<>\"{}|\\^", rune(c))
}

// urlEnd is where an address that begins before from ends: at a blank, or at what is no sign of an address.
func (f letters) urlEnd(from int) int {
	end := from
	for end < len(f.from) && f.urlSign(end) && (end == from || !f.from[end].gap) {
		end++
	}
	for end > from && strings.ContainsAny(f.letter(end-1), ".,:;!?)]'") {
		end--
	}
	return end
}

// mails returns mail addresses, also with @ and dots written out.
func (c ContactList) mails(f letters) (out []span) {
	done := 0
	for i := 1; i+1 < len(f.from); i++ {
		if i < done || !f.latin(i-1) {
			continue
		}
		at, ok := c.ats.at(f.text[f.at[i]:])
		if !ok {
			continue
		}
		from := i
		for from > 0 && (f.latin(from-1) || strings.Contains("._%+-", f.letter(from-1))) && !(from < i && f.from[from].gap) {
			from--
		}
		end, dotted := f.index(f.at[i]+len(at.word)), false
		for end < len(f.from) {
			if f.nameSign(end) && !(dotted && f.from[end].gap && f.latin(end-1)) {
				end++
				continue
			}
			dot, ok := c.dots.at(f.text[f.at[end]:])
			next := f.index(f.at[end] + len(dot.word))
			if !ok || next >= len(f.from) {
				break
			}
			if !f.latin(next) {
				if tail := c.spelledEnd(f, next); tail > next {
					end, dotted = tail, true
				}
				break
			}
			if f.from[next].gap && !f.from[end].gap {
				break // the sentence ends
			}
			end, dotted = next, true
		}
		if dotted && f.latinSomewhere(from, i) && strings.ContainsFunc(f.text[f.at[i]+len(at.word):f.at[end]], isLetter) {
			out = append(out, span{from, end})
			done = end
		}
	}
	return out
}

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' || r > 0x7f }

func (f letters) latinSomewhere(from, to int) bool {
	for i := from; i < to; i++ {
		if f.latin(i) {
			return true
		}
	}
	return false
}
