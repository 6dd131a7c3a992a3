package web

import (
	"io"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func TestMarkdown(t *testing.T) {
	for in, want := range map[string]string{
		"# 題\n\n**太** *斜* `c`":         "<h2>題</h2>\n<p><strong>太</strong> <em>斜</em> <code>c</code></p>\n",
		"一行\n二行":                       "<p>一行<br>\n二行</p>\n",
		"###### 六":                     "<h6>六</h6>\n",
		"3. 三\n4. 四":                   "<ol start=\"3\">\n<li>三</li>\n<li>四</li>\n</ol>\n",
		"~~消~~":                        "<p><del>消</del></p>\n",
		"[x](https://example.jp/?a=1)": `<p><a href="https://example.jp/?a=1" rel="nofollow noreferrer">x</a></p>` + "\n",
		"|a|b|\n|-|-|\n|1|2|":          "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>\n",
	} {
		if got := strings.ReplaceAll(string(Markdown(in)), "<br/>", "<br>"); got != want {
			t.Errorf("%q:\n%s\nwant\n%s", in, got, want)
		}
	}
}

var attacks = []string{
	"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "![x](https://evil.example/p.png)", "[x](javascript:alert(1))",
	"[x](JaVaScRiPt:alert(1))", "[x](java\nscript:alert(1))", "[x](data:text/html,<script>alert(1)</script>)", "[x](vbscript:x)",
	"<a href=\"javascript:alert(1)\">x</a>", "<https://evil.example/\" onmouseover=\"alert(1)>", "[x](https://e.example \"t\\\" onclick=\\\"alert(1)\")",
	"<svg/onload=alert(1)>", "<iframe src=https://evil.example>", "<style>*{display:none}</style>", "<form action=/signin><input name=password>",
	"[x]: javascript:alert(1)\n[x]", "`<script>`", "```\n<script>alert(1)</script>\n```", "<p style=\"x\">", "<!-- x --><script>", "&#106;avascript:alert(1)",
	"[x](&#106;avascript:alert(1))", "[a](/signout)", "<base href=//evil.example>", "<meta http-equiv=refresh content=0>", "\x00<script>", "[x](\x01javascript:alert(1))",
	"<math><mtext></p><style><img src onerror=alert(1)>", "<table background=x>", "# <script>x", "www.evil.example", "<x@evil.example>", "ftp://evil.example",
}

var schemes = regexp.MustCompile(`^(?i)(https?|mailto):`)

// check reads what Markdown made as a browser does, and fails on anything that is not on the short list.
func check(t *testing.T, in, out string) {
	t.Helper()
	allowed := map[string]bool{}
	for _, e := range strings.Fields("p br hr em strong del code pre blockquote ul ol li h2 h3 h4 h5 h6 table thead tbody tr th td a") {
		allowed[e] = true
	}
	z := html.NewTokenizer(strings.NewReader(out))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if z.Err() != io.EOF {
				t.Errorf("%q: %v", in, z.Err())
			}
			return
		case html.CommentToken, html.DoctypeToken:
			t.Errorf("%q made %q", in, out)
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			tok := z.Token()
			if !allowed[tok.Data] {
				t.Errorf("%q made <%s>: %q", in, tok.Data, out)
			}
			for _, a := range tok.Attr {
				switch {
				case tok.Data == "a" && a.Key == "href" && schemes.MatchString(a.Val):
				case tok.Data == "a" && a.Key == "rel":
				case tok.Data == "ol" && a.Key == "start":
				default:
					t.Errorf("%q made <%s %s=%q>", in, tok.Data, a.Key, a.Val)
				}
			}
		}
	}
}

func TestMarkdownIsSafe(t *testing.T) {
	for _, in := range attacks {
		check(t, in, string(Markdown(in)))
	}
}

func FuzzMarkdown(f *testing.F) {
	for _, in := range attacks {
		f.Add(in)
	}
	f.Fuzz(func(t *testing.T, in string) { check(t, in, string(Markdown(in))) })
}

func BenchmarkExcerpt(b *testing.B) {
	body := strings.Repeat("- **夕張**の記事を3本お願いします。写真は[こちら](https://example.jp/a)です。\n\n", 4)
	for b.Loop() {
		excerpt(body)
	}
}
