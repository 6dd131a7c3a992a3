package search

import (
	"strings"
	"unicode/utf8"
)

// A Text is what is searched, in exact form.
type Text struct {
	Title, Body string
}

// loose returns the text in its loose form.
func (t Text) loose() Text { return Text{Loose(t.Title), Loose(t.Body)} }

// Matches reports whether a text answers the query as it was typed.
func (q Query) Matches(t Text) bool {
	return q.matches(t, func(w Word) string { return w.Exact })
}

// MatchesLoosely reports whether a text answers the query when spellings are mixed up.
func (q Query) MatchesLoosely(t Text) bool {
	return q.matches(t.loose(), func(w Word) string { return w.Loose })
}

func (q Query) matches(t Text, form func(Word) string) bool {
	stands := func(w Word) bool { return place(t.Title, form(w)) > nowhere || place(t.Body, form(w)) > nowhere }
	for _, w := range q.Not {
		if stands(w) {
			return false
		}
	}
	for _, group := range q.Must {
		some := false
		for _, w := range group {
			if some = stands(w); some {
				break
			}
		}
		if !some {
			return false
		}
	}
	return true
}

// standing is how a word stands in a text, at best.
type standing int

const (
	nowhere standing = iota
	inside           // of a longer run of katakana: テスト in コンテスト
	begins           // such a run
	whole            // a run of its own, or a word in kanji or hiragana, of which nobody can tell
)

// place says how word stands in text at its best place. Latin letters at an end of the word must be the end of a word in
// the text: "ok" does not stand in "tokyo".
func place(text, word string) (best standing) {
	first, _ := utf8.DecodeRuneInString(word)
	last, _ := utf8.DecodeLastRuneInString(word)
	for from := 0; best < whole; {
		i := index(text[from:], word)
		if i < 0 || word == "" {
			break
		}
		i += from
		end := i + len(word)
		_, size := utf8.DecodeRuneInString(text[i:])
		from = i + size
		left, right := touches(before(text, i), first), touches(after(text, end), last)
		switch {
		case left == latin || right == latin:
		case left == kana:
			best = max(best, inside)
		case right == kana:
			best = max(best, begins)
		default:
			best = whole
		}
	}
	return best
}

// index is strings.Index for Japanese: nearly every third byte there is that of the first of most words, so that looking for the
// word's beginning stops all the time. A byte that ends a kanji is rare.
func index(text, word string) int {
	rare := len(word) - 1
	for i := 2; i < len(word); i++ {
		if word[i-2] >= 0xE4 && word[i-2] <= 0xE9 {
			rare = i
			break
		}
	}
	if rare < 2 || word[rare] < utf8.RuneSelf {
		return strings.Index(text, word)
	}
	for from := rare; from < len(text); {
		i := strings.IndexByte(text[from:], word[rare])
		if i < 0 {
			return -1
		}
		at := from + i - rare
		if at+len(word) <= len(text) && text[at:at+len(word)] == word {
			return at
		}
		from += i + 1
	}
	return -1
}

// touch is how a word's end goes on in the text.
type touch int

const (
	free  touch = iota
	kana        // katakana on both sides of the end
	latin       // letters of one Latin word on both sides
)

func touches(neighbour, end rune) touch {
	switch a, b := classOf(neighbour), classOf(end); {
	case a != b:
		return free
	case a == katakana:
		return kana
	case a == word:
		return latin
	}
	return free
}

// before is the letter that ends at i; a blank at the beginning.
func before(text string, i int) rune {
	if i == 0 {
		return ' '
	}
	r, _ := utf8.DecodeLastRuneInString(text[:i])
	return r
}

// after is the letter that begins at i; a blank at the end.
func after(text string, i int) rune {
	if i == len(text) {
		return ' '
	}
	r, _ := utf8.DecodeRuneInString(text[i:])
	return r
}
