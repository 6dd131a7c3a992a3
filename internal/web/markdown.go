package web

import (
	"bytes"
	"html/template"
	"strings"
	"sync"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"
	source "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Raw HTML is off in goldmark, and what it makes goes through an allow-list all the same: two locks on one door.
var markdown = sync.OnceValue(func() goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.NewLinkify(extension.WithLinkifyAllowedProtocols([]string{"http:", "https:"}))),
		goldmark.WithRendererOptions(html.WithHardWraps()),
	)
})

// allowed is the elements that Markdown makes, but for links.
func allowed() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "em", "strong", "del", "code", "pre", "blockquote", "ul", "ol", "li",
		"h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td")
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	return p
}

var sanitizer = sync.OnceValue(func() *bluemonday.Policy {
	p := allowed()
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("http", "https", "mailto")
	p.AllowRelativeURLs(false)
	p.RequireParseableURLs(true)
	p.RequireNoFollowOnLinks(true)
	p.RequireNoReferrerOnLinks(true)
	p.AddTargetBlankToFullyQualifiedLinks(false)
	return p
})

// Markdown turns what a person wrote into safe HTML. Headings sink by one level, because h1 is the page's;
// pictures are left out, because they would tell another site who reads.
func Markdown(written string) template.HTML {
	var b bytes.Buffer
	if err := markdown().Convert([]byte(written), &b); err != nil {
		return template.HTML("<p>" + template.HTMLEscapeString(written) + "</p>")
	}
	out := sanitizer().SanitizeBytes(sinkHeadings(b.Bytes()))
	return template.HTML(out)
}

// excerpt is a Markdown text without its marks, in one line.
func excerpt(body string) string {
	var b strings.Builder
	src := []byte(body)
	words := func(s []byte) {
		s = util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(s)))
		b.Write(s)
	}
	ast.Walk(markdown().Parser().Parse(source.NewReader(src)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.RawHTML, *ast.HTMLBlock, *ast.Image:
			return ast.WalkSkipChildren, nil
		case *ast.Text:
			if entering {
				words(n.Segment.Value(src))
				if n.SoftLineBreak() || n.HardLineBreak() {
					b.WriteByte(' ')
				}
			}
		case *ast.AutoLink:
			if entering {
				b.Write(n.Label(src))
			}
		case *ast.CodeBlock, *ast.FencedCodeBlock:
			if entering {
				b.Write(n.Lines().Value(src))
				b.WriteByte(' ')
			}
		default:
			if !entering && n.Type() == ast.TypeBlock {
				b.WriteByte(' ')
			}
		}
		return ast.WalkContinue, nil
	})
	return strings.Join(strings.Fields(b.String()), " ")
}

func sinkHeadings(b []byte) []byte {
	for level := byte('5'); level >= '1'; level-- {
		for _, mark := range []string{"<h", "</h"} {
			b = bytes.ReplaceAll(b, []byte(mark+string(level)+">"), []byte(mark+string(level+1)+">"))
		}
	}
	return b
}
