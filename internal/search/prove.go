package search

import "unicode/utf8"

// Proven reports whether a text that has the query's tokens surely matches, unless it is Odd: then it need not be read.
// So it is for one or two kanji, and for a Latin word.
func (q Query) Proven() bool {
	if len(q.Not) > 0 {
		return false
	}
	for _, g := range q.Must {
		for _, w := range g {
			if !w.proven() {
				return false
			}
		}
	}
	return true
}

func (w Word) proven() (yes bool) {
	if w.Exact != w.Loose {
		return false
	}
	runs(w.Loose, func(run string, of class) {
		yes = run == w.Loose && (of == word && isPlain(run) || isKanji(run) && utf8.RuneCountInString(run) <= 2)
	})
	return yes
}

// isPlain reports whether no other letters have the same token, see safe.
func isPlain(s string) bool {
	return utf8.RuneCountInString(s) == len(s) && (len(s) < 2 || s[0] != 'u' || s[1] > 'f')
}

func isKanji(s string) bool {
	for _, r := range s {
		if r < 0x4E00 || r > 0x9FA5 {
			return false
		}
	}
	return true
}
