package web

import (
	"fmt"
	"html/template"
	"strings"

	"nariwai/internal/calendar"
	"nariwai/internal/phrase"
	"nariwai/internal/query"
	"nariwai/internal/yen"
)

// chart is an SVG that is drawn across in per cent and down in pixels, without a viewBox, so that its text keeps its size
// at any width. Colours are classes, and so follow the theme and the printer.
type chart struct{ strings.Builder }

func newChart(height int, id, title, desc string) *chart {
	c := &chart{}
	fmt.Fprintf(c, `<svg class="ch" width="100%%" height="%d" role="img" aria-labelledby="%s-t %s-d"><title id="%s-t">%s</title><desc id="%s-d">%s</desc>`,
		height, id, id, id, template.HTMLEscapeString(title), id, template.HTMLEscapeString(desc))
	return c
}

func (c *chart) draw(format string, args ...any) { fmt.Fprintf(c, format, args...) }

func (c *chart) html() template.HTML { return template.HTML(c.String() + "</svg>") }

func escaped(s string) string { return template.HTMLEscapeString(s) }

// goalChart is this month's money against the goal, stacked by how sure it is. Without a goal the bar has no mark.
func goalChart(lang phrase.Lang, m query.MonthMoney, goal yen.Yen, today calendar.Date) template.HTML {
	top := max(goal.Int64()*6/5, m.Total().Int64()*21/20, 1)
	x := func(y yen.Yen) float64 { return 100 * float64(y.Int64()) / float64(top) }
	desc := phrase.T(lang, "検収済み%s、検収待ち%s、進行中%s。", m.Accepted, m.Waiting, m.InProgress)
	height, bar := 30, 0
	if goal.Sign() > 0 {
		desc += phrase.T(lang, "目標は%s。", goal)
		height, bar = 78, 24
	}
	c := newChart(height, "goal", phrase.T(lang, "今月の報酬と目標"), desc)
	c.draw(`<rect class="f0" y="%d" width="100%%" height="28" rx="3"/>`, bar)
	at := 0.0
	for _, part := range []struct {
		class string
		y     yen.Yen
	}{{"f4", m.Accepted}, {"f2", m.Waiting}, {"f1", m.InProgress}} {
		if part.y.Sign() > 0 {
			c.draw(`<rect class="%s" x="%.2f%%" y="%d" width="%.2f%%" height="28"/>`, part.class, at, bar, x(part.y))
			at += x(part.y)
		}
	}
	if goal.Sign() <= 0 {
		return c.html()
	}
	c.draw(`<line class="mk" x1="%.2f%%" x2="%.2f%%" y1="18" y2="58"/><text class="tb" x="%.2f%%" y="12" text-anchor="%s">%s</text>`,
		x(goal), x(goal), x(goal), anchor(x(goal)), escaped(phrase.T(lang, "目標 %s", goal)))
	last := calendar.MonthOf(today).Last()
	pace := x(goal) * float64(today.Day()) / float64(last.Day())
	c.draw(`<line class="mk" stroke-dasharray="3 3" x1="%.2f%%" x2="%.2f%%" y1="20" y2="58"/><text x="%.2f%%" y="73" text-anchor="%s">%s</text>`,
		pace, pace, pace, anchor(pace), escaped(phrase.T(lang, "今日までのめやす")))
	return c.html()
}

// anchor keeps a text at x per cent inside of the picture.
func anchor(x float64) string {
	switch {
	case x < 20:
		return "start"
	case x > 80:
		return "end"
	}
	return "middle"
}

// yearChart is a worker's twelve months with a line for the goal.
func yearChart(lang phrase.Lang, year []query.MonthSum, goal yen.Yen) template.HTML {
	return columns(lang, "year", phrase.T(lang, "12か月の報酬"),
		"手取り。%sから%sまでの合計は%s、いちばん多い月は%s。", year, goal)
}

// monthsChart is twelve months of other amounts.
func monthsChart(lang phrase.Lang, id, title string, year []query.MonthSum) template.HTML {
	return columns(lang, id, title, "%sから%sまでの合計は%s、いちばん多い月は%s。", year, yen.Yen{})
}

// columns is one column for each month, this month's in another colour, with a line for the goal. says is the sentence for
// who can't see it: first month, last month, sum, most.
func columns(lang phrase.Lang, id, title, says string, year []query.MonthSum, goal yen.Yen) template.HTML {
	const (
		height, head, foot = 210, 16, 24
		left               = 14.0 // per cent, for the scale
		lines              = 3
	)
	most := goal.Int64()
	var sum yen.Yen
	for _, m := range year {
		most = max(most, m.Net.Int64())
		sum = sum.Add(m.Net)
	}
	step := roundUp(max((most+lines-1)/lines, 10_000)) // a year without pay has a scale of yen that somebody may earn
	top := step * lines
	y := func(n int64) float64 { return head + float64(height-head-foot)*(1-float64(n)/float64(top)) }

	desc := phrase.T(lang, says, year[0].Month, year[len(year)-1].Month, sum, yen.Of(mostOf(year)))
	c := newChart(height, id, title, desc)
	for i := range int64(lines + 1) {
		n := i * step
		c.draw(`<line class="gr" x1="%g%%" x2="100%%" y1="%.1f" y2="%.1f"/><text class="t2" x="%g%%" y="%.1f" text-anchor="end">%s</text>`,
			left, y(n), y(n), left-1.5, y(n)+4, escaped(roughly(lang, n)))
	}
	width := (100 - left) / float64(len(year))
	for i, m := range year {
		class, last := "f3", i == len(year)-1
		if last {
			class = "fm"
		}
		at, n := left+width*float64(i), m.Net.Int64()
		c.draw(`<rect class="%s" x="%.2f%%" y="%.1f" width="%.2f%%" height="%.1f" rx="1.5"><title>%s %s</title></rect>`,
			class, at+width*.18, y(n), width*.64, float64(height-foot)-y(n), escaped(phrase.Show(lang, m.Month)), escaped(phrase.Show(lang, m.Net)))
		if last || (len(year)-1-i)%3 == 0 {
			c.draw(`<text x="%.2f%%" y="%d" text-anchor="middle">%s</text>`, at+width/2, height-6, escaped(monthName(lang, m.Month)))
		}
	}
	if goal.Sign() > 0 {
		c.draw(`<line class="dash" x1="%g%%" x2="100%%" y1="%.1f" y2="%.1f"/><text class="tb" x="%g%%" y="%.1f">%s</text>`,
			left, y(goal.Int64()), y(goal.Int64()), left+1, y(goal.Int64())-6, escaped(phrase.T(lang, "目標 %s", goal)))
	}
	return c.html()
}

func mostOf(year []query.MonthSum) (most int64) {
	for _, m := range year {
		most = max(most, m.Net.Int64())
	}
	return most
}

// roundUp is the next of 1, 2, 4, 5, 8 times a power of ten, so that a scale reads well.
func roundUp(n int64) int64 {
	for base := int64(1); ; base *= 10 {
		for _, f := range []int64{1, 2, 4, 5, 8} {
			if f*base >= n {
				return f * base
			}
		}
	}
}

// roughly writes an amount on a scale: 8万, 2,500, ¥80k.
func roughly(lang phrase.Lang, n int64) string {
	switch {
	case n == 0:
		return "0"
	case lang == phrase.En && n%1000 == 0:
		return "¥" + yen.Of(n/1000).Digits() + "k"
	case lang == phrase.En:
		return "¥" + yen.Of(n).Digits()
	case n%10_000 == 0:
		return phrase.T(lang, "%s万", yen.Of(n/10_000).Digits())
	}
	return yen.Of(n).Digits()
}

// monthName is a month without its year.
func monthName(lang phrase.Lang, m calendar.Month) string {
	if lang == phrase.En {
		return m.First().Start().Time().Format("Jan")
	}
	return phrase.T(lang, "%d月", int64(m.First().Month()))
}
