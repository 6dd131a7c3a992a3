package bulk_test

import (
	"slices"
	"strings"
	"testing"

	"nariwai/internal/bulk"
)

const (
	morning = "谷中の坂道をのぼると、夕焼けだんだんの先に小さな商店街が見えてきます。焼きたてのせんべいの香りと、猫の看板に誘われて、路地をもう一本。店の人は名前ではなく「おかえり」で迎えてくれます。朝の九時には豆腐屋の湯気が立ち、昼すぎには学校帰りの子どもが駄菓子屋に集まります。"
	orchard = "飯田のりんご並木は、中学生が植えて七十年守ってきた通りです。秋になると赤い実が並び、信号を待つ人がふと見上げます。市の中心なのに、土の匂いがする。並木の両側には喫茶店と古い書店があり、収穫の日には街じゅうがりんごのジャムの匂いになります。"
)

func TestFind(t *testing.T) {
	n := bulk.Letters(morning)
	own := bulk.Prints(morning)
	all := int64(len(own))
	strict := bulk.Checks{Tolerance: 10, Forbidden: "最高\n ＮＯ.１ \n\n", Similarity: 30}
	for name, c := range map[string]struct {
		checks bulk.Checks
		text   string
		asked  int64
		sample string
		likes  []bulk.Likeness
		want   bulk.Finding
	}{
		"nothing":          {strict, morning, n, orchard, nil, bulk.Finding{Chars: n}},
		"no checks at all": {bulk.Checks{}, morning + "最高", 10, morning, nil, bulk.Finding{Chars: n + 2}},
		"just long enough": {strict, morning, n * 110 / 100, "", nil, bulk.Finding{Chars: n}},
		"too short":        {strict, morning, n * 2, "", nil, bulk.Finding{Chars: n, Asked: n * 2}},
		"too long":         {strict, morning, n / 2, "", nil, bulk.Finding{Chars: n, Asked: n / 2}},
		"no length asked":  {strict, morning, 0, "", nil, bulk.Finding{Chars: n}},
		"words":            {strict, morning + "最 高 no.1", 0, "", nil, bulk.Finding{Chars: n + 6, Words: []string{"最高", "ＮＯ.１"}}},
		"like another":     {strict, morning, n, "", []bulk.Likeness{{N: 7, Shared: all / 2}, {N: 9, Shared: all}}, bulk.Finding{Chars: n, Similar: 100, Like: 9}},
		"a little like":    {strict, morning, n, "", []bulk.Likeness{{N: 7, Shared: all * 30 / 100}}, bulk.Finding{Chars: n}},
		"the sample":       {strict, morning, n, morning + orchard, nil, bulk.Finding{Chars: n, Similar: 100}},
		"too short to say": {strict, "谷中の坂道", 0, "谷中の坂道", nil, bulk.Finding{Chars: 5}},
	} {
		got := c.checks.Find(c.text, c.asked, c.sample, bulk.Prints(c.text), c.likes)
		if got.String() != c.want.String() {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		l := bulk.Line{Findings: got.String()}
		if back, ok := l.Found(); !ok || back.String() != got.String() || back.OK() != (back.Asked+back.Similar == 0 && len(back.Words) == 0) {
			t.Errorf("%s: read %s %v", name, back, ok)
		}
	}
	if _, ok := (&bulk.Line{}).Found(); ok {
		t.Error("found something where nothing was checked")
	}
}

// The sample of prints says about the same as all of them would, and punctuation and widths change nothing.
func TestPrints(t *testing.T) {
	part := func(text, of string) int {
		have, n := bulk.Prints(of), 0
		own := bulk.Prints(text)
		for _, p := range own {
			if slices.Contains(have, p) {
				n++
			}
		}
		return n * 100 / len(own)
	}
	if got := part(morning, orchard); got > 5 {
		t.Errorf("two texts on two towns are alike by %d%%", got)
	}
	if got := part(morning+orchard, orchard); got < 35 || got > 65 {
		t.Errorf("a text that is half another one is alike by %d%%", got)
	}
	if got := part(strings.ReplaceAll(morning, "、", " , "), morning); got != 100 {
		t.Errorf("commas make another text: %d%%", got)
	}
}

func TestLetters(t *testing.T) {
	for text, want := range map[string]int64{"": 0, "朝市": 2, "## 朝市\n\n- 一番\n> 二 番\r\n": 6, "\xff朝": 1, "　全角 の　空白": 5} {
		if got := bulk.Letters(text); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add(morning, orchard, "最高", int64(120))
	f.Add("\xff\x00", "", "\n", int64(-1))
	f.Fuzz(func(t *testing.T, text, sample, words string, asked int64) {
		if asked > bulk.MostChars || asked < 0 {
			asked = 0
		}
		c := bulk.Checks{Tolerance: 20, Forbidden: words, Similarity: 30}
		prints := bulk.Prints(text)
		if !slices.IsSorted(prints) || len(prints) > 0 && prints[0] < 0 {
			t.Fatal(prints)
		}
		got := c.Find(text, asked, sample, prints, nil)
		if got.Similar < 0 || got.Similar > 100 || got.Chars < 0 || int(got.Chars) > len(text) {
			t.Fatalf("%+v", got)
		}
		l := bulk.Line{Findings: got.String()}
		if _, ok := l.Found(); !ok {
			t.Fatalf("%q can't be read back", l.Findings)
		}
	})
}
