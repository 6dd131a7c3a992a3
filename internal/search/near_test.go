package search

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestLog2(t *testing.T) {
	for x := int64(unit); x < 1<<40; x += x/7 + 1 {
		if got, want := float64(log2(x))/unit, math.Log2(float64(x)/unit); math.Abs(got-want) > 2.0/unit {
			t.Errorf("log2(%d) = %f, want %f", x, got, want)
		}
	}
}

// The integers follow BM25 as it is written in the books.
func TestBM25(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		worth, tf := rapid.Int64Range(0, 20*unit).Draw(t, "worth"), rapid.Int64Range(0, 500).Draw(t, "tf")
		length, usual := rapid.Int64Range(0, 20_000).Draw(t, "length"), rapid.Int64Range(1, 5_000).Draw(t, "usual")
		want := float64(worth) * float64(tf) * 2.2 / (float64(tf) + 1.2*(0.25+0.75*float64(length)/float64(usual)))
		if got := bm25(worth, tf, length, usual); math.Abs(float64(got)-want) > 1 {
			t.Errorf("%d, want %f", got, want)
		}
	})
}

// askAll answers a Near as an index would that is small enough to read as a whole.
func askAll(n *Near, jobs []Job) []Job {
	have := make([]int64, len(n.Asked))
	for _, j := range jobs {
		text := Tokens(j.Title + " " + j.Body)
		for i, a := range n.Asked {
			if slices.ContainsFunc(text, func(t string) bool { return t == a.Text || a.Prefix && strings.HasPrefix(t, a.Text) }) {
				have[i]++
			}
		}
	}
	n.Learn(have, int64(len(jobs)), 1000)
	return n.Rank(jobs)
}

func TestNear(t *testing.T) {
	var jobs []Job
	for i, title := range []string{
		"旅の記事", "旅の話を聞いて書く仕事", "データの整理", "翻訳の仕事", "英語の翻訳と字幕", "テストの監督", "コンテストの作品募集", "似顔絵", "ライティングの仕事", "倉庫の仕事", "店番の仕事",
	} {
		jobs = append(jobs, Job{N: int64(i + 1), Text: Text{Title: title, Body: "はじめての方にもお願いします。"}})
	}
	for _, c := range []struct{ q, want string }{
		{"英語の記事", "旅の記事, 英語の翻訳と字幕"},
		{"旅 翻訳 字幕", "英語の翻訳と字幕, 旅の記事, 翻訳の仕事, 旅の話を聞いて書く仕事"},
		{"旅 翻訳 -字幕", "旅の記事, 翻訳の仕事, 旅の話を聞いて書く仕事"},
		{"テスト 監督", "テストの監督, コンテストの作品募集"},
		{"絵 量子力学", "似顔絵"},
		{"ライター 量子力学", "ライティングの仕事"},
		{"量子力学の仕事", ""}, // 仕事 stands in many, so it is little of this
		{"-旅", ""},
	} {
		var got []string
		if n := Parse(c.q).Near(); len(n.Asked) > 0 {
			for _, j := range askAll(n, jobs) {
				got = append(got, j.Title)
			}
		}
		if s := strings.Join(got, ", "); s != c.want {
			t.Errorf("%q: %s\nwant %s", c.q, s, c.want)
		}
	}
}
