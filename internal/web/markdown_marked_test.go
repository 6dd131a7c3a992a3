package web

import (
	"strings"
	"testing"

	"nariwai/internal/trust"
)

func TestMarkdownShut(t *testing.T) {
	for in, want := range map[string]string{
		"番号は 090-1234-5678 です。":                 "<p>番号は <mark>090-1234-5678</mark> です。</p>",
		"**090**-1234-5678\nつぎの行":               "<p><strong><mark>090</mark></strong><mark>-1234-5678</mark><br>\nつぎの行</p>",
		"https://example.com/a?b=c&d を":         "<p><mark>https://example.com/a?b=c&amp;d</mark> を</p>",
		"<https://example.com/a>":               "<p><mark>https://example.com/a</mark></p>",
		"[見本](https://example.com/a)":           "<p>見本<mark> (https://example.com/a)</mark></p>",
		"[**見本**](javascript:alert(1))":         "<p><strong>見本</strong> (javascript:alert(1))</p>",
		"<script>alert(1)</script>":             "",
		"`sakura@example.com`":                  "<p><mark><code>sakura@example.com</code></mark></p>",
		"- LINEを追加してください\n- ほか":                 "<ul>\n<li><mark>LINEを追加</mark>してください</li>\n<li>ほか</li>\n</ul>",
		"```\n<b>\n電話 090-1234-5678 へ\n```":     "<pre><code>&lt;b&gt;\n電話 <mark>090-1234-5678</mark> へ\n</code></pre>",
		"何もありません":                               "<p>何もありません</p>",
		"![図](https://example.com/a.png)":       "<p></p>",
		"[a](https://x.example.com \"<mark>\")": "<p>a<mark> (https://x.example.com)</mark></p>",
	} {
		got := strings.TrimSpace(strings.ReplaceAll(string(MarkdownShut(in, trust.Contacts.Find(in))), "<br/>", "<br>"))
		if got != want {
			t.Errorf("%s:\n got %s\nwant %s", in, got, want)
		}
	}
}

func FuzzMarkdownShut(f *testing.F) {
	for _, s := range []string{"090-1234-5678", "[a](b)", "a@b.com **a@b.com**", "<a href=x>", "| a | b@c.com |\n|--|--|\n| https://a.jp | |", "```\n090-1234-5678\n```", "[![a](b)](c)", "[a\n\nb](c)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if out := string(MarkdownShut(s, trust.Contacts.Find(s))); strings.Contains(out, "<a") || strings.Contains(out, "<script") {
			t.Fatalf("%q became %q", s, out)
		}
	})
}
