package search

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestForms(t *testing.T) {
	for _, c := range []struct{ in, exact, loose string }{
		{"  ＳＥＯ　記事\n10本 ", "seo 記事 10本", "seo 記事 10本"},
		{"ｻｰﾊﾞｰ管理", "サーバー管理", "サバ管理"},
		{"ソフトウェア", "ソフトウェア", "ソフトウエア"},
		{"らいたー", "らいたー", "ライタ"},
		{"a\x00b\xffc", "ab c", "ab c"},
		{"Ⅳ㍿", "iv株式会社", "iv株式会社"},
	} {
		if got := Exact(c.in); got != c.exact {
			t.Errorf("Exact(%q) = %q, want %q", c.in, got, c.exact)
		}
		if got := Loose(Exact(c.in)); got != c.loose {
			t.Errorf("Loose(%q) = %q, want %q", c.in, got, c.loose)
		}
	}
}

func TestTokens(t *testing.T) {
	for in, want := range map[string]string{
		"記事":           "記事 事",
		"絵":            "絵",
		"seo記事を書く":     "seo 記事 事ヲ ヲ書 書ク ク",
		"コンテスト":        "コン ンテ テス スト ト コンテスト",
		"サーバー・テストをします": "サバ バ テス スト トヲ ヲシ シマ マス ス テスト",
		"ー":            "",
		"c++とc#, go":   "c++ ト c# go",
		"!?()":         "",
		"𠮟る":           "u20b9fル ル",
	} {
		if got := strings.Join(Tokens(in), " "); got != want {
			t.Errorf("Tokens(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestQuery(t *testing.T) {
	text := func(title, body string) Text { return Text{Exact(title), Exact(body)} }
	for _, c := range []struct {
		q              string
		text           Text
		exactly, about bool
	}{
		{"記事", text("旅の記事10本", ""), true, true},
		{"旅　記事", text("旅の記事10本", ""), true, true},
		{"記事 翻訳", text("旅の記事10本", "英語の翻訳"), true, true},
		{"記事 -翻訳", text("旅の記事10本", "英語の翻訳"), false, false},
		{"「旅の記事」", text("旅の記事10本", ""), true, true},
		{`"記事 翻訳"`, text("記事の翻訳", ""), false, false},
		{"絵", text("似顔絵", ""), true, true},
		{"ok", text("tokyo", ""), false, false},
		{"OK", text("tokyo ok", ""), true, true},
		{"サーバ", text("サーバー管理", ""), true, true},
		{"サーバー", text("サーバ管理", ""), false, true},
		{"らいたー", text("ライター募集", ""), false, true},
		{"ｗｅｂ", text("ウェブの仕事", ""), true, true},
		{"c++", text("C++の開発", ""), true, true},
		{"()", text("何でも", ""), true, true},
		{"-", text("何でも", ""), true, true},
		{`"`, text("何でも", ""), true, true},
	} {
		q := Parse(c.q)
		if got := q.Matches(c.text); got != c.exactly {
			t.Errorf("%q matches %q: %v", c.q, c.text, got)
		}
		if got := q.MatchesLoosely(c.text); got != c.about {
			t.Errorf("%q loosely matches %q: %v", c.q, c.text, got)
		}
	}
}

func TestPlace(t *testing.T) {
	for _, c := range []struct {
		text, word string
		want       standing
	}{
		{"コンテスト", "テスト", inside}, {"テストコース", "テスト", begins}, {"コンテストとテスト", "テスト", whole},
		{"記事作成", "記事", whole}, {"tokyo", "ok", nowhere}, {"it is ok", "ok", whole}, {"seo記事", "seo", whole}, {"seo2", "seo", nowhere},
	} {
		if got := place(c.text, c.word); got != c.want {
			t.Errorf("%q stands in %q as %d, want %d", c.word, c.text, got, c.want)
		}
	}
}

// Whatever stands in a text as it is typed is found by the index's tokens, and whatever matches exactly matches loosely.
func FuzzFound(f *testing.F) {
	for _, s := range []string{"旅の記事を10本|記事", "サーバー管理|ー管", "コンテスト|テスト", "C++ と Go|c++", "絵|絵", "𠮟る|る"} {
		text, word, _ := strings.Cut(s, "|")
		f.Add(text, word)
	}
	f.Fuzz(func(t *testing.T, s, typed string) {
		text, q := Text{Title: Exact(s)}, Parse(typed)
		for _, g := range q.Must {
			for _, w := range g {
				if !utf8.ValidString(w.Exact) || utf8.RuneCountInString(w.Exact) > MostLetters*20 {
					t.Fatalf("%q became %q", typed, w.Exact)
				}
			}
		}
		if !q.Matches(text) {
			return
		}
		if !q.MatchesLoosely(text) {
			t.Errorf("%q matches %q exactly and not loosely", typed, s)
		}
		have := Tokens(text.Title)
		for _, group := range q.Tokens() {
			if !slices.ContainsFunc(group, func(word []Token) bool { return all(have, word) }) {
				t.Errorf("%q matches %q, whose tokens %v don't show it", typed, s, have)
			}
		}
	})
}

func all(have []string, want []Token) bool {
	for _, w := range want {
		if !slices.ContainsFunc(have, func(h string) bool { return h == w.Text || w.Prefix && strings.HasPrefix(h, w.Text) }) {
			return false
		}
	}
	return true
}

func TestPack(t *testing.T) {
	for _, f := range []Facets{
		{},
		{Kind: "project", Unit: "lump", AI: "free", Band: 5, Team: true, Certified: true},
		{Certified: true, Odd: true},
		{Kind: "package", Unit: "character", AI: "none", Band: 1, Beginners: true, Unregistered: true, Record: true},
	} {
		if got := UnpackFacets(f.Pack()); got != f {
			t.Errorf("%+v came back as %+v", f, got)
		}
	}
	for _, c := range []struct {
		unit   string
		tenths int64
		want   int
	}{{"piece", 300, 1}, {"piece", 4_999, 1}, {"piece", 5_000, 2}, {"piece", 1_000_000, 5}, {"character", 4, 1}, {"character", 50, 5}, {"hour", 9, 0}} {
		if got := BandOf(c.unit, c.tenths); got != c.want || got > Bands(c.unit) || From(c.unit, got) > c.tenths {
			t.Errorf("%d tenths a %s are in band %d, want %d", c.tenths, c.unit, got, c.want)
		}
	}
}

func TestIndex(t *testing.T) {
	texts := []string{"", "a", "あ", "北海道の道の駅で道を聞く", "コンテストのテスト", "ok tokyo 東京ok", "\xe4\xb8", "乀乀乁"}
	words := []string{"a", "あ", "道", "道の", "道の駅", "テスト", "ok", "東京", "京ok", "の", "乁", "海道の道", "い道を"}
	for _, text := range texts {
		for _, word := range words {
			if got, want := index(text, word), strings.Index(text, word); got != want {
				t.Errorf("index(%q, %q) = %d, want %d", text, word, got, want)
			}
		}
	}
}
