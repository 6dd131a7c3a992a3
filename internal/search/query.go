package search

import (
	_ "embed"
	"strings"
)

// What a query may hold at most; the rest is left out.
const (
	MostLetters = 100
	MostWords   = 8
)

// A Word is looked for as it stands. Latin letters at its ends must be the ends of a word in the text, too.
type Word struct {
	Exact, Loose string
}

// A Query asks for texts that hold one word of each group of Must, and none of Not.
type Query struct {
	Must [][]Word // words that mean the same stand in one group; the first is what was typed
	Not  []Word
}

// Parse reads a query: words between blanks, of which all must be there; "…" and 「…」 around words that follow each other;
// a - before what must not be there. There is no query that can't be read.
func Parse(s string) (q Query) {
	s = Exact(cut(s, MostLetters*4))
	s = cut(s, MostLetters)
	words := 0
	for s != "" && words < MostWords {
		var text string
		not, quoted := false, false
		s = strings.TrimLeft(s, " ")
		if rest, ok := strings.CutPrefix(s, "-"); ok && rest != "" && rest[0] != ' ' {
			s, not = rest, true
		}
		if text, s, quoted = quote(s); !quoted {
			text, s, _ = strings.Cut(s, " ")
		}
		w := Word{strings.TrimSpace(text), Loose(strings.TrimSpace(text))}
		if len(lookUp(w.Loose)) == 0 { // nothing that a text could be found by
			continue
		}
		words++
		switch {
		case not:
			q.Not = append(q.Not, w)
		case quoted:
			q.Must = append(q.Must, []Word{w})
		default:
			q.Must = append(q.Must, withSynonyms(w))
		}
	}
	return q
}

// Empty reports whether the query asks for nothing.
func (q Query) Empty() bool { return len(q.Must) == 0 && len(q.Not) == 0 }

// Tokens returns what the index is asked for: of each group of Must the tokens of each of its words.
func (q Query) Tokens() (groups [][][]Token) {
	for _, g := range q.Must {
		var words [][]Token
		for _, w := range g {
			words = append(words, lookUp(w.Loose))
		}
		groups = append(groups, words)
	}
	return groups
}

func quote(s string) (text, rest string, ok bool) {
	for _, marks := range [][2]string{{`"`, `"`}, {"「", "」"}, {"“", "”"}} {
		if inner, found := strings.CutPrefix(s, marks[0]); found {
			if text, rest, ok = strings.Cut(inner, marks[1]); ok {
				return text, rest, true
			}
			return inner, "", true // a quotation that is not closed goes to the end
		}
	}
	return "", s, false
}

func cut(s string, letters int) string {
	for i := range s {
		if letters--; letters < 0 {
			return s[:i]
		}
	}
	return s
}

//go:embed synonyms.tsv
var synonymsText string

// synonyms maps an exact form to its group, itself left out.
var synonyms = readSynonyms(synonymsText)

func readSynonyms(text string) map[string][]Word {
	out := map[string][]Word{}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		group := strings.Split(line, "\t")
		for i, a := range group {
			for k, b := range group {
				if i != k {
					out[Exact(a)] = append(out[Exact(a)], Word{Exact(b), Loose(Exact(b))})
				}
			}
		}
	}
	return out
}

func withSynonyms(w Word) []Word { return append([]Word{w}, synonyms[w.Exact]...) }
