package picture

import (
	"bytes"
	"flag"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

var (
	update = flag.Bool("update", false, "write testdata/lay.txt anew, to be read before it is committed")
	out    = flag.String("pictures", "", "a directory into which the test's pictures are written, to be looked at")
)

var cards = []struct {
	name string
	card Card
}{
	{"short", Card{"旅行記事の執筆", "記事・ブログ", Figure{"報酬（税込）", "40,000円"}, Figure{"手取り", "32,000円"}, ""}},
	{"usual", Card{"【初心者歓迎】北海道のローカル線と温泉をめぐる旅行記事の執筆（1本4,000字）", "旅行・観光の記事", Figure{"報酬（税込）", "15,000円"}, Figure{"手取り", "12,000円"}, ""}},
	{"long", Card{"ウェブメディアで公開するインタビュー動画12本の文字起こしと、見出しと要約をつけた記事の下書き、あわせて公開後の数字のまとめまでを毎月お願いできる方を探しています", "文字起こし", Figure{"報酬（税込）", "1,234,567円"}, Figure{"手取り", "987,653円"}, ""}},
	{"english", Card{"Translate a 12-page user manual for agricultural machinery from Japanese into English", "Translation", Figure{"Pay (tax included)", "¥120,000"}, Figure{"Net pay", "¥96,000"}, ""}},
	{"katakana", Card{"コンテンツマーケティングオートメーションプラットフォームコンサルティングサービス", "", Figure{"報酬（税込）", "999円"}, Figure{}, ""}},
	{"strange", Card{"𠮷野家🍚の\tメニュー\nを か\u3099いこく語に\u200b\U000e0100する", "翻訳", Figure{"報酬（税込）", "5,000円"}, Figure{"手取り", "4,000円"}, ""}},
	{"wall", Card{strings.Repeat("あ", 400), "記事", Figure{"報酬（税込）", "5,000円"}, Figure{"手取り", "4,000円"}, ""}},
	{"word", Card{strings.Repeat("donaudampfschiff", 20), "翻訳", Figure{"報酬（税込）", "5,000円"}, Figure{"手取り", "4,000円"}, ""}},
	{"site", Card{Title: "暮らす場所を変えずに、仕事のほうから来てもらう。", Foot: "仕事とお金のありかがいつも見える、クラウドソーシングの広場"}},
	{"empty", Card{}},
}

// TestLay compares where words stand with testdata/lay.txt, which people read.
func TestLay(t *testing.T) {
	var b strings.Builder
	for _, c := range cards {
		fmt.Fprintf(&b, "# %s\n", c.name)
		for _, l := range lay(c.card) {
			fmt.Fprintf(&b, "%4d,%-4d %2d  %s\n", l.x, l.base, l.size, l.text)
			if end := l.x + l.width(); l.x < edge || end > Width-edge {
				t.Errorf("%s: %q goes from %d to %d", c.name, l.text, l.x, end)
			}
			if !utf8.ValidString(l.text) || strings.ContainsAny(l.text, "\n\t") {
				t.Errorf("%s: %q", c.name, l.text)
			}
		}
	}
	const file = "testdata/lay.txt"
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("%s is otherwise (-update writes it anew):\n%s", file, b.String())
	}
}

func TestDraw(t *testing.T) {
	for _, c := range cards {
		var b bytes.Buffer
		if err := Draw(&b, c.card); err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(b.Bytes()))
		if err != nil || img.Bounds().Dx() != Width || img.Bounds().Dy() != Height {
			t.Errorf("%s: %v, %v", c.name, err, img.Bounds())
		}
		if b.Len() > 150<<10 {
			t.Errorf("%s weighs %d bytes", c.name, b.Len())
		}
		dark := 0 // letters stand where the title is
		for x := edge; x < Width-edge; x += 2 {
			for y := 150; y < ruleAt; y += 2 {
				if r, _, _, _ := img.At(x, y).RGBA(); r < 0x4000 {
					dark++
				}
			}
		}
		if (dark > 100) != (c.card.Title != "") {
			t.Errorf("%s: %d dark points in the title's place", c.name, dark)
		}
		if *out != "" {
			if err := os.WriteFile(filepath.Join(*out, c.name+".png"), b.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestSum(t *testing.T) {
	seen := map[string]string{}
	for _, c := range cards {
		if twin, ok := seen[c.card.Sum()]; ok {
			t.Errorf("%s and %s have one sum", c.name, twin)
		}
		seen[c.card.Sum()] = c.name
	}
	a, b := Card{Title: "一", Tag: "二三"}, Card{Title: "一二", Tag: "三"}
	if a.Sum() == b.Sum() {
		t.Error("a sum mixes fields up")
	}
}

// Whatever the text: every line fits, no line but a cut one loses a letter, no line begins or ends with what may not.
func FuzzFold(f *testing.F) {
	for _, c := range cards {
		f.Add(c.card.Title)
	}
	f.Add("「（「あ」）」。、。")
	f.Fuzz(func(t *testing.T, s string) {
		s = clean(s)
		m := &ruler{size: 64}
		lines, whole := fold(s, 64, 1056, 3)
		if len(lines) > 3 {
			t.Fatalf("%d lines of %q", len(lines), s)
		}
		for _, l := range lines {
			if m.of(l) > 1056 && utf8.RuneCountInString(l) > 1 {
				t.Errorf("%q is %d wide", l, m.of(l))
			}
		}
		if got, want := strings.ReplaceAll(strings.Join(lines, ""), " ", ""), strings.ReplaceAll(s, " ", ""); whole && got != want {
			t.Errorf("%q became %q", want, got)
		}
	})
}

func BenchmarkDraw(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		var out bytes.Buffer
		if err := Draw(&out, cards[1].card); err != nil {
			b.Fatal(err)
		}
	}
}
