package web

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"

	"nariwai/internal/clock"
	"nariwai/internal/market"
	"nariwai/internal/phrase"
	"nariwai/internal/query"
	"nariwai/internal/yen"
)

// priceView is a look at a price as a page shows it.
type priceView struct {
	query.PriceLook
	Client bool // who writes the job looks, and not who would do it
}

// Percent is what an hour comes to, of the minimum wage.
func (v priceView) Percent() int64 {
	if v.Wage.Hour.Sign() <= 0 {
		return 0
	}
	return v.Hour.Int64() * 100 / v.Wage.Hour.Int64()
}

// spanOf is a length of time: 45分間, 10時間, 2.5時間, 3.6秒; from ten minutes on in whole ones.
func spanOf(lang phrase.Lang, v any) (string, error) {
	d, ok := v.(clock.Duration)
	if minutes, is := v.(int64); is {
		d, ok = clock.Duration(minutes)*clock.Minute, true
	}
	if !ok {
		return "", fmt.Errorf("span: %T", v)
	}
	tenths := func(unit clock.Duration) string {
		n := (int64(d)*10 + int64(unit)/2) / int64(unit)
		if n >= 100 && unit == clock.Minute {
			n = (n + 5) / 10 * 10
		}
		return strings.TrimSuffix(yen.Of(n/10).Digits()+"."+strconv.FormatInt(n%10, 10), ".0")
	}
	switch {
	case d < clock.Minute:
		return phrase.T(lang, "%s秒", tenths(clock.Second)), nil
	case d < 2*clock.Hour:
		return phrase.T(lang, "%s分間", tenths(clock.Minute)), nil
	}
	return phrase.T(lang, "%s時間", tenths(clock.Hour)), nil
}

// takesWords is how long work takes: 1件に45分間, 1,000字に60分間, 全部で10時間.
func takesWords(lang phrase.Lang, u market.Unit, one clock.Duration) string {
	switch u {
	case market.PerCharacter:
		span, _ := spanOf(lang, one*market.PaceCharacters)
		return phrase.T(lang, "1,000字に%s", span)
	case market.PerPiece:
		span, _ := spanOf(lang, one)
		return phrase.T(lang, "1件に%s", span)
	}
	span, _ := spanOf(lang, one)
	return phrase.T(lang, "全部で%s", span)
}

// hourBars shows what an hour comes to at this price and at others, beside the minimum wage. It is "" where nobody can say
// how long the work takes.
func hourBars(lang phrase.Lang, v priceView) template.HTML {
	if v.Time <= 0 || v.Wage.Hour.Sign() <= 0 {
		return ""
	}
	type bar struct {
		name, price, class string
		hour               yen.Yen
	}
	var bars []bar
	if v.Price > 0 {
		class := "f4"
		if !v.Reaches() {
			class = "fm"
		}
		bars = append(bars, bar{phrase.T(lang, "この募集"), senPrice(lang, v.Unit, v.Price), class, v.Hour})
	}
	for _, c := range v.Choices {
		name, class := "", ""
		switch c.Kind {
		case "floor":
			name, class = phrase.T(lang, "下限"), "f2"
		case "median":
			name, class = phrase.T(lang, "中央値"), "f3"
		default:
			name, class = phrase.T(lang, "最低賃金に届く"), "f4"
		}
		bars = append(bars, bar{name, senPrice(lang, v.Unit, c.Price), class, c.Hour})
	}
	const left, row, top = 290, 40, 22 // thousandths of the width; pixels
	most := v.Wage.Hour.Int64() * 116 / 100
	desc := []string{phrase.T(lang, "最低賃金 %s", v.Wage.Hour)}
	for _, r := range bars {
		most = max(most, r.hour.Int64()*115/100)
		desc = append(desc, phrase.T(lang, "%s（%s）1時間 %s", r.name, r.price, r.hour))
	}
	x := func(y yen.Yen) int64 { return left + (990-left)*y.Int64()/most }
	line, height := x(v.Wage.Hour), top+row*len(bars)+4
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="ch" width="100%%" height="%d" role="img" aria-labelledby="hb-t hb-d"><title id="hb-t">%s</title><desc id="hb-d">%s</desc>`, height,
		template.HTMLEscapeString(phrase.T(lang, "1時間あたりの報酬")), template.HTMLEscapeString(strings.Join(desc, comma(lang))))
	for i, r := range bars {
		y := top + row*i
		fmt.Fprintf(&b, `<text x="%[1]s" y="%[2]d" text-anchor="end">%[3]s</text><text class="t2" x="%[1]s" y="%[4]d" text-anchor="end">%[5]s</text><rect class="%[6]s" x="%[7]s" y="%[8]d" width="%[9]s" height="22" rx="1.5"/>`,
			mille(left-15), y+15, template.HTMLEscapeString(r.name), y+31, template.HTMLEscapeString(r.price), r.class, mille(left), y+8, mille(max(4, x(r.hour)-left)))
		at, anchor, class := x(r.hour)+10, "start", "tb"
		if r.hour.Int64()*10 > most*6 {
			at, anchor, class = x(r.hour)-12, "end", "tb on"
			if r.class == "fm" || r.class == "f2" {
				class = "tb"
			}
		}
		if over := x(r.hour) - line; anchor == "end" && over > 0 && over < 130 { // it would stand on the line
			at = line - 12
		}
		fmt.Fprintf(&b, `<text class="%s" x="%s" y="%d" text-anchor="%s">%s</text>`, class, mille(at), y+24, anchor, template.HTMLEscapeString(phrase.Show(lang, r.hour)))
	}
	fmt.Fprintf(&b, `<line class="mk" stroke-dasharray="3 3" x1="%[1]s" x2="%[1]s" y1="18" y2="%[2]d"/><text class="tb" x="%[3]s" y="12" text-anchor="end">%[4]s</text></svg>`,
		mille(line), height, mille(min(990, line+15)), template.HTMLEscapeString(phrase.T(lang, "最低賃金 %s", v.Wage.Hour)))
	return template.HTML(b.String())
}
