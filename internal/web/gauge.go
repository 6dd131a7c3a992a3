package web

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"

	"nariwai/internal/clock"
	"nariwai/internal/market"
	"nariwai/internal/phrase"
	"nariwai/internal/yen"
)

// priceFuncs are the functions of the templates that speak of what work is worth.
func priceFuncs(lang phrase.Lang) template.FuncMap {
	return template.FuncMap{
		"gauge":      func(g market.Gauge) template.HTML { return gaugeSmall(lang, g) },
		"gaugeLarge": func(g market.Gauge) template.HTML { return gaugeLarge(lang, g) },
		"gaugeWords": func(g market.Gauge) string { return gaugeWords(lang, g) },
		"standing":   func(g market.Gauge) Tag { return standingTag(lang, g.Standing()) },
		"senPrice":   func(u market.Unit, p yen.Sen) string { return senPrice(lang, u, p) },
		"takesWords": func(u market.Unit, one clock.Duration) string { return takesWords(lang, u, one) },
		"unitWord":   func(u market.Unit) string { return phrase.T(lang, unitWord(u)) },
		"span":       func(d any) (string, error) { return spanOf(lang, d) },
		"hourBars":   func(l priceView) template.HTML { return hourBars(lang, l) },
		"wageIn":     func(w market.Wage) string { return phrase.Show(lang, w.Prefecture) },
	}
}

// senPrice is a unit price: 1.6円/字, 30円/件, or 40,000円 for a lump sum; "" for none.
func senPrice(lang phrase.Lang, u market.Unit, p yen.Sen) string {
	switch {
	case p <= 0:
		return ""
	case u == market.PerCharacter:
		return phrase.T(lang, "%s円/字", p)
	case u == market.PerPiece:
		return phrase.T(lang, "%s円/件", p)
	}
	return phrase.Show(lang, p.For(1))
}

// standingTag says where a price lies; "" where there is too little work to tell.
func standingTag(lang phrase.Lang, s market.Standing) Tag {
	switch s {
	case market.BelowFloor:
		return Tag{phrase.T(lang, "下限より低い"), "e"}
	case market.Lower:
		return Tag{phrase.T(lang, "めやすより低い"), "m"}
	case market.Usual:
		return Tag{phrase.T(lang, "めやすどおり"), "k"}
	case market.Higher:
		return Tag{phrase.T(lang, "めやすより高い"), "k"}
	}
	return Tag{}
}

// gaugeWords says in a sentence what a gauge shows.
func gaugeWords(lang phrase.Lang, g market.Gauge) string {
	if !g.Guide.Known() {
		return phrase.T(lang, "この分野と決め方のめやすは、まだ言えません。検収された仕事が%d件になると出ます。", market.GuideLeast)
	}
	field, median, price := categoryName(lang, g.Guide.Category), g.Guide.Median.String(), g.Price.String()
	switch {
	case g.Unit == market.PerCharacter && g.Price > 0:
		return phrase.T(lang, "「%s」のめやすは1文字%s円。この仕事は%s円です。", field, median, price)
	case g.Unit == market.PerCharacter:
		return phrase.T(lang, "「%s」のめやすは1文字%s円です。", field, median)
	case g.Unit == market.PerPiece && g.Price > 0:
		return phrase.T(lang, "「%s」のめやすは1件%s円。この仕事は%s円です。", field, median, price)
	case g.Unit == market.PerPiece:
		return phrase.T(lang, "「%s」のめやすは1件%s円です。", field, median)
	case g.Price > 0:
		return phrase.T(lang, "「%s」のめやすは全部で%s円。この仕事は%s円です。", field, median, price)
	}
	return phrase.T(lang, "「%s」のめやすは全部で%s円です。", field, median)
}

// A scale puts prices on a line, in thousandths of its width: from 20 for nothing to 980.
type scale struct{ top int64 }

// scaleOf leaves room beyond what is usual; a price that lies further out stands at the end. The zero scale is for a gauge
// that has nothing to show.
func scaleOf(g market.Gauge) scale {
	top := max(int64(g.Floor.Least)*3/2, int64(g.Guide.Median)*2, int64(g.Guide.High)*3/2)
	if !g.Guide.Known() {
		top = int64(g.Floor.Least) * 3
	}
	return scale{top}
}

func (s scale) at(p yen.Sen) int64 { return 20 + 960*min(max(0, int64(p)), s.top)/s.top }

// mille writes thousandths of the width: 123 is 12.3%.
func mille(n int64) string {
	return strconv.FormatInt(n/10, 10) + "." + strconv.FormatInt(n%10, 10) + "%"
}

// gaugeSmall is the gauge of a row of the list: the floor, what is usual with its middle, and the price. It is "" where
// there is neither a floor nor enough accepted work.
func gaugeSmall(lang phrase.Lang, g market.Gauge) template.HTML {
	s := scaleOf(g)
	if s.top <= 0 {
		return ""
	}
	var b strings.Builder
	b.Grow(640)
	b.WriteString(`<svg class="gauge" width="100%" height="16" role="img" aria-label="`)
	b.WriteString(template.HTMLEscapeString(gaugeDesc(lang, g)))
	b.WriteString(`"><rect class="bg" x="2%" y="6" width="96%" height="4"/>`)
	bar := func(class string, from, to int64) {
		b.WriteString(`<rect class="` + class + `" x="` + mille(from) + `" y="6" width="` + mille(max(0, to-from)) + `" height="4"/>`)
	}
	if g.Floor.Least > 0 {
		bar("lo", 20, s.at(g.Floor.Least))
	}
	if g.Guide.Known() {
		bar("ok", s.at(g.Guide.Low), s.at(g.Guide.High))
		x := mille(s.at(g.Guide.Median))
		b.WriteString(`<line class="t" x1="` + x + `" x2="` + x + `" y1="3" y2="13"/>`)
	}
	if g.Price > 0 {
		class := "p"
		if w := g.Standing(); w == market.BelowFloor || w == market.Lower {
			class = "p w"
		}
		b.WriteString(`<rect class="` + class + `" x="` + mille(s.at(g.Price)-8) + `" y="2" width="5" height="12" rx="1.5"/>`)
	}
	b.WriteString("</svg>")
	return template.HTML(b.String())
}

// comma stands between the parts of a list.
func comma(lang phrase.Lang) string { return between(lang, "、", ", ") }

// between is a mark between words, which no sentence of package phrase holds.
func between(lang phrase.Lang, ja, en string) string {
	if lang == phrase.En {
		return en
	}
	return ja
}

// gaugeDesc says what stands in a picture of a gauge.
func gaugeDesc(lang phrase.Lang, g market.Gauge) string {
	var parts []string
	if p := senPrice(lang, g.Unit, g.Floor.Least); p != "" {
		parts = append(parts, phrase.T(lang, "下限 %s", p))
	}
	if g.Guide.Known() {
		parts = append(parts, phrase.T(lang, "中央値 %s", senPrice(lang, g.Unit, g.Guide.Median)),
			phrase.T(lang, "よくある範囲 %sから%s", senPrice(lang, g.Unit, g.Guide.Low), senPrice(lang, g.Unit, g.Guide.High)))
	}
	if p := senPrice(lang, g.Unit, g.Price); p != "" {
		parts = append(parts, phrase.T(lang, "この仕事 %s", p))
	}
	if w := standingTag(lang, g.Standing()); w.Text != "" {
		parts = append(parts, w.Text)
	}
	return strings.Join(parts, comma(lang))
}

// gaugeLarge is the gauge of a form, with its words.
func gaugeLarge(lang phrase.Lang, g market.Gauge) template.HTML {
	s := scaleOf(g)
	if s.top <= 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="ch" width="100%%" height="92" role="img" aria-labelledby="ga-t ga-d"><title id="ga-t">%s</title><desc id="ga-d">%s</desc>`,
		template.HTMLEscapeString(phrase.T(lang, "報酬のめやす")), template.HTMLEscapeString(gaugeDesc(lang, g)))
	fmt.Fprintf(&b, `<rect class="f0" x="2%%" y="38" width="96%%" height="12" rx="2"/>`)
	floor, median := s.at(g.Floor.Least), s.at(g.Guide.Median)
	if g.Floor.Least > 0 {
		fmt.Fprintf(&b, `<rect class="fw" x="2%%" y="38" width="%s" height="12" rx="2"/>`, mille(floor-20))
	}
	if g.Guide.Known() {
		lo, hi := s.at(g.Guide.Low), s.at(g.Guide.High)
		fmt.Fprintf(&b, `<rect class="f2" x="%s" y="38" width="%s" height="12"/>`, mille(lo), mille(max(6, hi-lo)))
	}
	tick := func(x int64, name, price string, left bool) {
		anchor, shift := "start", -7
		if left {
			anchor, shift = "end", 7
		}
		fmt.Fprintf(&b, `<line class="mk" x1="%[1]s" x2="%[1]s" y1="34" y2="56"/><text x="%[2]s" y="71" text-anchor="%[3]s">%[4]s</text><text class="tb" x="%[2]s" y="87" text-anchor="%[3]s">%[5]s</text>`,
			mille(x), mille(x+int64(shift)), anchor, template.HTMLEscapeString(name), template.HTMLEscapeString(price))
	}
	floorLeft := floor > 180 && (!g.Guide.Known() || floor <= median)
	if g.Floor.Least > 0 {
		tick(floor, phrase.T(lang, "下限"), senPrice(lang, g.Unit, g.Floor.Least), floorLeft)
	}
	if g.Guide.Known() {
		tick(median, phrase.T(lang, "中央値"), senPrice(lang, g.Unit, g.Guide.Median), median > 780 || g.Floor.Least > 0 && floor > median)
	}
	if g.Price > 0 {
		x, class, anchor := s.at(g.Price), "f4", "middle"
		if w := g.Standing(); w == market.BelowFloor || w == market.Lower {
			class = "fm"
		}
		at := x
		switch {
		case x < 220:
			at, anchor = max(20, x-20), "start"
		case x > 780:
			at, anchor = min(980, x+20), "end"
		}
		fmt.Fprintf(&b, `<text class="tb" x="%s" y="12" text-anchor="%s">%s</text><line class="mk" x1="%[4]s" x2="%[4]s" y1="17" y2="34"/><circle class="%[5]s" cx="%[4]s" cy="44" r="10"/>`,
			mille(at), anchor, template.HTMLEscapeString(phrase.T(lang, "この仕事 %s", senPrice(lang, g.Unit, g.Price))), mille(x), class)
	}
	b.WriteString("</svg>")
	return template.HTML(b.String())
}
