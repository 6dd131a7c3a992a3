// Package trust reads postings against rules that anybody can read: what would lure workers into paying before they
// work, working without pay, being contacted outside, or worse. It finds sentences by their words and points at them; it
// understands nothing, so people decide, and it forbids nothing by itself. What the desk makes of a mark, and what people
// report, are kept here too. What people write to each other before a contract is read in the same way, for ways out of this
// place, and only the two who write see what is found.
package trust

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Text is one field of a posting.
type Text struct {
	Field string // the form field's name
	Body  string
}

// A Finding is a sentence that a rule points at. From and To are where it stands in its field, in bytes, and
// Mark its words within the sentence.
type Finding struct {
	Rule     string
	Field    string
	Sentence string
	From, To int
	Mark     [2]int
}

// Parts is the sentence before, in and after the words that were found.
func (f Finding) Parts() [3]string {
	a, b := f.Mark[0], f.Mark[1]
	if a < 0 || b < a || b > len(f.Sentence) {
		return [3]string{f.Sentence}
	}
	return [3]string{f.Sentence[:a], f.Sentence[a:b], f.Sentence[b:]}
}

// Find reads texts against the rules that are on: at most one finding of a rule in a sentence, in the order of the texts.
func (l List) Find(texts []Text, on func(Rule) bool) (out []Finding) {
	for _, t := range texts {
		parts := sentences(t.Body)
		forms := make([]letters, len(parts)+1)
		for i, s := range parts {
			forms[i] = form(t.Body[s.from:s.to], s.from)
		}
		for i, s := range parts {
			begun := l.begun(forms[i])
			for _, r := range l.Rules {
				if !begun[r.ID] || !on(r) {
					continue
				}
				if m, ok := l.match(r, forms[i]); ok && !slices.ContainsFunc(r.next, forms[i+1].holds) {
					out = append(out, forms[i].finding(r.ID, t, s, m))
				}
			}
		}
	}
	return out
}

// begun is the rules of which the first word of a pattern stands in a sentence.
func (l List) begun(f letters) map[string]bool {
	out := map[string]bool{}
	for _, b := range l.begins['{'] {
		if kinds[b.word].in(f.text) != nil {
			out[b.rule] = true
		}
	}
	for i, r := range f.text {
		for _, b := range l.begins[r] {
			if strings.HasPrefix(f.text[i:], b.word) {
				out[b.rule] = true
			}
		}
	}
	return out
}

// span is from one letter to before another.
type span struct{ from, to int }

func (l letters) finding(rule string, t Text, s sentence, m span) Finding {
	a, b := l.from[m.from].from, l.from[m.to-1].to
	return Finding{Rule: rule, Field: t.Field, Sentence: t.Body[s.from:s.to], From: s.from, To: s.to, Mark: [2]int{a - s.from, b - s.from}}
}

// match returns the first match of a rule in a sentence that nothing excuses.
func (l List) match(r Rule, f letters) (m span, ok bool) {
	if slices.ContainsFunc(l.topics, f.holds) || slices.ContainsFunc(r.topics, f.holds) {
		return m, false
	}
	var hidden []span
	for _, w := range l.whole {
		hidden = append(hidden, f.all(w, nil)...)
	}
	for _, p := range r.finds {
		for _, m := range f.matches(p, hidden) {
			if p.always || !l.excuses(r, f, m) {
				return m, true
			}
		}
	}
	return m, false
}

// matches is where a pattern stands: one match for each place of its first group.
func (f letters) matches(p pattern, hidden []span) (out []span) {
	groups := make([][]span, len(p.groups))
	for i, words := range p.groups {
		if groups[i] = f.any(words, hidden); len(groups[i]) == 0 {
			return nil
		}
	}
	for _, first := range groups[0] {
		if m, ok := follow(groups[1:], p.near, first); ok {
			out = append(out, m)
		}
	}
	return out
}

// follow looks for what comes behind what was found of a pattern.
func follow(groups [][]span, near []int, m span) (span, bool) {
	if len(groups) == 0 {
		return m, true
	}
	for _, next := range groups[0] {
		if next.from < m.to {
			continue
		}
		if next.from > m.to+near[0] {
			break
		}
		if whole, ok := follow(groups[1:], near[1:], span{m.from, next.to}); ok {
			return whole, true
		}
	}
	return m, false
}

// excuses reports whether a word stands in a match, or closely behind it in the same clause, that turns it round.
func (l List) excuses(r Rule, f letters, m span) bool {
	end := min(m.to+behind, len(f.from))
	tail := f.text[f.at[m.to]:f.at[end]]
	for _, c := range l.clauses {
		if i := strings.Index(tail, c); i >= 0 {
			tail = tail[:i]
		}
	}
	part := letters{text: f.text[f.at[m.from]:f.at[m.to]] + tail}
	return slices.ContainsFunc(r.no, part.holds)
}

// holds reports whether a word stands anywhere, as part of another one too.
func (f letters) holds(w string) bool {
	if kind, ok := kinds[w]; ok {
		return kind.in(f.text) != nil
	}
	return strings.Contains(f.text, w)
}

// any is all places of all words, in the order in which they stand.
func (f letters) any(words []string, hidden []span) (out []span) {
	for _, w := range words {
		out = append(out, f.all(w, hidden)...)
	}
	slices.SortFunc(out, func(a, b span) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	return out
}

// all is where a word stands, or what a {kind} means; not inside of hidden words.
func (f letters) all(w string, hidden []span) (out []span) {
	add := func(from, to int) {
		m := span{f.index(from), f.index(to)}
		if !slices.ContainsFunc(hidden, func(h span) bool { return h.from <= m.from && m.to <= h.to }) {
			out = append(out, m)
		}
	}
	if kind, ok := kinds[w]; ok {
		for _, at := range kind.in(f.text) {
			add(at[0], at[1])
		}
		return out
	}
	for from := 0; ; {
		i := strings.Index(f.text[from:], w)
		if i < 0 || w == "" {
			return out
		}
		i += from
		if f.wordEnds(f.index(i), f.index(i+len(w))) {
			add(i, i+len(w))
		}
		_, size := utf8.DecodeRuneInString(f.text[i:])
		from = i + size
	}
}

// A kind is what stands for itself in a pattern; only where one of its signs stands is it looked for.
type kind struct {
	signs []string
	form  *regexp.Regexp // what is found is its first group
}

// kinds are in the compared form; what is written out (アット, ドット, 〇 for 0) is found too.
var kinds = map[string]kind{
	"{mail}": {[]string{"@", "[at]", "(at)", "<at>", "あっと", "★"},
		regexp.MustCompile(`([a-z0-9][a-z0-9._%+-]*(?:@|\[at\]|\(at\)|<at>|あっとまあく|あっとまく|あっと|★)[a-z0-9-]+(?:(?:\.|\[dot\]|\(dot\)|どっと|・)[a-z0-9-]+)+)`)},
	"{phone}": {[]string{"0", "〇", "○", "◯", "零"},
		regexp.MustCompile(`(?:^|[^0-9])([0〇○◯零](?:[-‐‑–—−()・.]?[0-9〇○◯零一二三四五六七八九]){9,10})(?:$|[^0-9])`)},
	"{handle}": {[]string{"@"}, regexp.MustCompile(`(?:^|[^a-z0-9._%+-])(@[a-z0-9_.]{3,})`)},
	"{yen}":    {[]string{"円", "万"}, regexp.MustCompile(`([0-9][0-9,.]*[千万]?円|[0-9]+万|[一二三四五六七八九十百千万]+円)`)},
	"{zero}":   {[]string{"0円"}, regexp.MustCompile(`(?:^|[^0-9,.])(0円)`)},
	// somebody's name in an app, and an account's number
	"{appid}": {[]string{"id", "@", ":", "は", "→", "=", "で", "「", "(", "あかうんと", "あいで", "ゆざ"}, regexp.MustCompile(
		`((?:の|で)?(?:id|あかうんと名?|あいでぃ|あいで|ゆざ名|ゆざねむ)(?:は|が|を|も|で|:|→|=|「|\()*@?[a-z0-9][a-z0-9._-]{2,}[a-z0-9]` +
			`|(?:は|:|→|=|「|\()?@[a-z0-9_.-]{3,}` +
			`|(?:は|:|→|=|で|「|\()[a-z0-9][a-z]*[0-9_.-][a-z0-9._-]*[a-z0-9])`)},
	"{account}": {digitSigns, regexp.MustCompile(`(?:^|[^0-9])([0-9]{7,8})(?:$|[^0-9])`)},
	"{five}":    {digitSigns, regexp.MustCompile(`(?:^|[^0-9])([0-9]{5})(?:$|[^0-9])`)},
}

var digitSigns = []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}

// in is where a kind stands in a text, in bytes.
func (k kind) in(text string) (out [][2]int) {
	if !slices.ContainsFunc(k.signs, func(s string) bool { return strings.Contains(text, s) }) {
		return nil
	}
	for _, at := range k.form.FindAllStringSubmatchIndex(text, -1) {
		out = append(out, [2]int{at[2], at[3]})
	}
	return out
}
