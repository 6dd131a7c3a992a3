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
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	source "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"nariwai/internal/trust"
)

// talkMarkdown is markdown for words before a contract: addresses stay text, and some of it is marked.
var talkMarkdown = sync.OnceValue(func() goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(extension.Table, extension.Strikethrough),
		goldmark.WithRendererOptions(html.WithHardWraps(), renderer.WithNodeRenderers(util.Prioritized(markRenderer{}, 500))),
	)
})

// A marked is a part of a text in which something was found.
type marked struct{ ast.BaseInline }

var markedKind = ast.NewNodeKind("Marked")

func (*marked) Kind() ast.NodeKind           { return markedKind }
func (n *marked) Dump(src []byte, level int) { ast.DumpHelper(n, src, level, nil, nil) }

type markRenderer struct{}

func (markRenderer) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(markedKind, func(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			_, _ = w.WriteString("<mark>")
		} else {
			_, _ = w.WriteString("</mark>")
		}
		return ast.WalkContinue, nil
	})
	r.Register(ast.KindCodeBlock, renderCode)
	r.Register(ast.KindFencedCodeBlock, renderCode)
}

// renderCode writes a block of code, which holds lines and no texts, with its spots marked.
func renderCode(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	found, _ := n.AttributeString("spots")
	spots, _ := found.([]trust.Spot)
	_, _ = w.WriteString("<pre><code>")
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		at := line.Start
		for _, s := range spots {
			from, to := max(s.From, at), min(s.To, line.Stop)
			if from >= to {
				continue
			}
			_, _ = w.Write(util.EscapeHTML(src[at:from]))
			_, _ = w.WriteString("<mark>")
			_, _ = w.Write(util.EscapeHTML(src[from:to]))
			_, _ = w.WriteString("</mark>")
			at = to
		}
		_, _ = w.Write(util.EscapeHTML(src[at:line.Stop]))
	}
	_, _ = w.WriteString("</code></pre>\n")
	return ast.WalkSkipChildren, nil
}

// MarkdownShut is Markdown whose links don't open (they show where they would lead), with spots of what was written marked.
func MarkdownShut(written string, spots []trust.Spot) template.HTML {
	src := []byte(written)
	doc := talkMarkdown().Parser().Parse(source.NewReader(src))
	var links []ast.Node
	var texts []*ast.Text
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Link, *ast.AutoLink:
			if entering {
				links = append(links, n)
			}
		case *ast.Text:
			if entering {
				texts = append(texts, n)
			}
		case *ast.CodeBlock, *ast.FencedCodeBlock:
			n.SetAttributeString("spots", spots)
		}
		return ast.WalkContinue, nil
	})
	for _, t := range texts {
		markText(t, spots)
	}
	for _, l := range links {
		openUp(l, src, len(spots) > 0)
	}
	var b bytes.Buffer
	if err := talkMarkdown().Renderer().Render(&b, src, doc); err != nil {
		return template.HTML("<p>" + template.HTMLEscapeString(written) + "</p>")
	}
	return template.HTML(shutSanitizer().SanitizeBytes(sinkHeadings(b.Bytes())))
}

// markText splits a text at the borders of spots, and wraps what lies in one.
func markText(t *ast.Text, spots []trust.Spot) {
	parent, at := t.Parent(), t.Segment.Start
	part := func(from, to int) *ast.Text {
		return ast.NewTextSegment(source.NewSegment(from, to))
	}
	for _, s := range spots {
		from, to := max(s.From, at), min(s.To, t.Segment.Stop)
		if from >= to {
			continue
		}
		if _, ok := parent.(*ast.CodeSpan); ok { // holds nothing but text, so all of it is marked
			m := &marked{}
			if above := parent.Parent(); above.Kind() != markedKind {
				above.ReplaceChild(above, parent, m)
				m.AppendChild(m, parent)
			}
			return
		}
		if from > at {
			parent.InsertBefore(parent, t, part(at, from))
		}
		m := &marked{}
		m.AppendChild(m, part(from, to))
		parent.InsertBefore(parent, t, m)
		at = to
	}
	t.Segment = t.Segment.WithStart(at) // keeps its line break
}

// openUp puts the words of a link in its place, and where it leads behind them.
func openUp(l ast.Node, src []byte, mark bool) {
	parent := l.Parent()
	var where string
	switch l := l.(type) {
	case *ast.AutoLink:
		where = string(l.Label(src))
	case *ast.Link:
		where = string(l.Destination)
		for c := l.FirstChild(); c != nil; {
			next := c.NextSibling()
			parent.InsertBefore(parent, l, c)
			c = next
		}
		where = " (" + where + ")"
	}
	var n ast.Node = ast.NewString([]byte(strings.ToValidUTF8(where, "")))
	if mark {
		m := &marked{}
		m.AppendChild(m, n)
		n = m
	}
	parent.ReplaceChild(parent, l, n)
}

// shutSanitizer allows no links at all.
var shutSanitizer = sync.OnceValue(func() *bluemonday.Policy {
	p := allowed()
	p.AllowElements("mark")
	return p
})
