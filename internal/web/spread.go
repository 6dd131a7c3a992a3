package web

import (
	"fmt"
	"html/template"
	"strings"

	"nariwai/internal/phrase"
	"nariwai/internal/query"
	"nariwai/internal/yen"
)

// spreadChart draws the prices of a job's proposals as dots on a line, own larger than the others, and the floor as an
// upright one: across in per cent, down in pixels, so that its text keeps its size at any width.
func spreadChart(lang phrase.Lang, s query.Spread, own yen.Yen) template.HTML {
	if len(s.Prices) == 0 {
		return ""
	}
	const (
		step   = 14 // between dots at one price
		radius = 6
		most   = 8 // dots above each other; more stay at that height
	)
	lo, hi := s.Prices[0].Int64(), s.Prices[len(s.Prices)-1].Int64()
	floor := s.Floor.Total
	if floor.Sign() > 0 {
		lo, hi = min(lo, floor.Int64()), max(hi, floor.Int64())
	}
	ticks := niceTicks(lo, hi)
	lo, hi = ticks[0], ticks[len(ticks)-1]
	x := func(n int64) float64 { return 6 + 88*float64(n-lo)/float64(hi-lo) }

	// Prices that would touch stand in one column.
	column, height := map[int]int{}, 1
	place := func(n int64) (cx float64, row int) {
		c := int(x(n) / 1.8)
		row = min(column[c], most-1)
		column[c]++
		height = max(height, row+1)
		return x(n), row
	}
	type dot struct {
		cx  float64
		row int
		own bool
	}
	var dots []dot
	marked := false
	for _, p := range s.Prices {
		cx, row := place(p.Int64())
		mine := !marked && !own.IsZero() && p == own
		marked = marked || mine
		dots = append(dots, dot{cx, row, mine})
	}
	top := 0.0
	if floor.Sign() > 0 {
		top = 20 // for its name
	}
	base := top + float64(height*step+6)
	title := phrase.T(lang, "これまでの提案金額の散らばり")
	desc := phrase.T(lang, "%d件の提案は%sから%s。まん中は%s。", s.Count, s.Prices[0], s.Prices[len(s.Prices)-1], s.Middle)
	if floor.Sign() > 0 {
		desc += " " + phrase.T(lang, "この分野のめやすの下限は%s。", floor)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="ch" width="100%%" height="%g" role="img" aria-labelledby="sp-t sp-d"><title id="sp-t">%s</title><desc id="sp-d">%s</desc>`,
		base+26, template.HTMLEscapeString(title), template.HTMLEscapeString(desc))
	fmt.Fprintf(&b, `<line class="ax" x1="2%%" x2="98%%" y1="%g" y2="%g"/>`, base, base)
	if floor.Sign() > 0 {
		at, anchor, shift := x(floor.Int64()), "start", 4
		if at > 50 {
			anchor, shift = "end", -4
		}
		fmt.Fprintf(&b, `<line class="mk" x1="%.1f%%" x2="%.1f%%" y1="2" y2="%g"/><text x="%.1f%%" dx="%d" y="13" text-anchor="%s">%s</text>`,
			at, at, base, at, shift, anchor, template.HTMLEscapeString(phrase.T(lang, "下限 %s", floor)))
	}
	for _, d := range dots {
		class, r := "f3", radius
		if d.own {
			class, r = "fm", radius+1
		}
		fmt.Fprintf(&b, `<circle class="%s" cx="%.1f%%" cy="%g" r="%d"/>`, class, d.cx, base-9-float64(d.row*step), r)
	}
	for _, n := range ticks {
		fmt.Fprintf(&b, `<line class="ax" x1="%.1f%%" x2="%.1f%%" y1="%g" y2="%g"/><text x="%.1f%%" y="%g" text-anchor="middle">%s</text>`,
			x(n), x(n), base, base+6, x(n), base+21, template.HTMLEscapeString(phrase.Show(lang, yen.Of(n))))
	}
	b.WriteString("</svg>")
	return template.HTML(b.String())
}

// niceTicks are a few round numbers, the first below lo and the last above hi.
func niceTicks(lo, hi int64) (ticks []int64) {
	step := int64(10)
	for next := []int64{2, 5, 10}; (hi-lo)/step > 3 || step < hi/20; {
		base := int64(1)
		for base*10 <= step {
			base *= 10
		}
		for _, f := range next {
			if base*f > step {
				step = base * f
				break
			}
		}
	}
	for n := (lo - 1) / step * step; ; n += step {
		ticks = append(ticks, n)
		if n > hi {
			return ticks
		}
	}
}
