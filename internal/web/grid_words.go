package web

import (
	"html/template"
	"strconv"
	"strings"

	"nariwai/internal/bulk"
	"nariwai/internal/phrase"
	"nariwai/internal/query"
	"nariwai/internal/yen"
)

// gridFuncs are the functions of the templates of bulk orders that are written.
func gridFuncs(lang phrase.Lang) template.FuncMap {
	return template.FuncMap{
		"step":     func(s query.Step) Tag { return stepTag(lang, s) },
		"stepCell": stepCell,
		"found":    func(l query.GridLine) []string { return foundWords(lang, l) },
		"lineChars": func(l query.GridLine) string {
			if f, ok := l.Found(); ok {
				return strconv.FormatInt(f.Chars, 10)
			}
			return "—"
		},
		"gridBar":   func(g query.Grid) template.HTML { return gridBar(lang, g) },
		"gridMoney": func(g query.Grid) template.HTML { return gridMoney(lang, g) },
	}
}

func stepTag(lang phrase.Lang, s query.Step) Tag {
	say := func(text, class string) Tag { return Tag{phrase.T(lang, text), class} }
	switch s {
	case query.StepOpen:
		return say("未割り当て", "g")
	case query.StepWriting:
		return say("執筆中", "g")
	case query.StepCheck:
		return say("確認待ち", "m")
	case query.StepPassed:
		return say("検収待ち", "m")
	case query.StepFixing:
		return say("直し", "e")
	case query.StepDispute:
		return say("相談中", "e")
	case query.StepAccepted:
		return say("検収済み", "k")
	}
	return say("終了", "g")
}

// stepCell is the class of a cell in the map of lines, which gives it a colour and a letter.
func stepCell(s query.Step) string {
	switch s {
	case query.StepAccepted:
		return "s-a"
	case query.StepCheck:
		return "s-k"
	case query.StepPassed:
		return "s-p"
	case query.StepFixing, query.StepDispute:
		return "s-f"
	case query.StepWriting:
		return "s-w"
	}
	return "s-n"
}

// foundWords says what the checks found in a line's last delivery.
func foundWords(lang phrase.Lang, l query.GridLine) (out []string) {
	f, ok := l.Found()
	if !ok {
		return nil
	}
	switch {
	case f.Asked == 0:
	case f.Short():
		out = append(out, phrase.T(lang, "%d字より短い（%d字）", f.Asked, f.Chars))
	default:
		out = append(out, phrase.T(lang, "%d字より長い（%d字）", f.Asked, f.Chars))
	}
	if len(f.Words) > 0 {
		out = append(out, phrase.T(lang, "使わない言葉：%s", strings.Join(f.Words, phrase.T(lang, "、"))))
	}
	switch {
	case f.Similar == 0:
	case f.Like == 0:
		out = append(out, phrase.T(lang, "見本と%d%%同じ", f.Similar))
	default:
		out = append(out, phrase.T(lang, "%d番と%d%%同じ", f.Like, f.Similar))
	}
	return out
}

type stepPart struct {
	class, name string
	query.Sum
}

// gridParts are the parts of the bars, from what is done to what nobody has taken.
func gridParts(lang phrase.Lang, g query.Grid) []stepPart {
	of := func(class, name string, steps ...query.Step) stepPart {
		p := stepPart{class: class, name: phrase.T(lang, name)}
		for _, st := range steps {
			p.N += g.Steps[st].N
			p.Pay = p.Pay.Add(g.Steps[st].Pay)
		}
		return p
	}
	return []stepPart{of("4", "検収済み", query.StepAccepted), of("3", "検収待ち", query.StepPassed), of("2", "確認待ち", query.StepCheck),
		of("m", "直し", query.StepFixing, query.StepDispute), of("1", "執筆中", query.StepWriting), of("0", "未割り当て", query.StepOpen)}
}

// stacked is one bar of parts with its legend.
func stacked(lang phrase.Lang, id, title string, parts []stepPart, size func(stepPart) int64, say func(stepPart) string) template.HTML {
	var all int64
	var words []string
	for _, p := range parts {
		all += size(p)
		words = append(words, p.name+" "+say(p))
	}
	c := newChart(26, id, title, strings.Join(words, phrase.T(lang, "、"))+phrase.T(lang, "。"))
	at := 0.0
	for _, p := range parts {
		if size(p) > 0 {
			wide := 100 * float64(size(p)) / float64(all)
			c.draw(`<rect class="f%s" x="%.2f%%" y="1" width="%.2f%%" height="24"/>`, p.class, at, wide)
			at += wide
		}
	}
	out := c.html() + `<div class="lg">`
	for _, p := range parts {
		if size(p) > 0 {
			out += template.HTML(`<span><i class="c` + p.class + `"></i>` + escaped(p.name+" "+say(p)) + `</span>`)
		}
	}
	return out + `</div>`
}

func gridBar(lang phrase.Lang, g query.Grid) template.HTML {
	return stacked(lang, "gb", phrase.T(lang, "%d本の進みぐあい", g.All().N), gridParts(lang, g), func(p stepPart) int64 { return p.N },
		func(p stepPart) string { return strconv.FormatInt(p.N, 10) })
}

func gridMoney(lang phrase.Lang, g query.Grid) template.HTML {
	return stacked(lang, "gm", phrase.T(lang, "報酬の内訳"), gridParts(lang, g), func(p stepPart) int64 { return p.Pay.Int64() },
		func(p stepPart) string { return phrase.Show(lang, p.Pay) })
}

// checkWords says in a line what an order's checks are.
func checkWords(q *Request, c bulk.Checks) (out []string) {
	if c.Tolerance > 0 {
		out = append(out, q.T("字数は±%d%%まで", c.Tolerance))
	}
	if n := len(c.Words()); n > 0 {
		out = append(out, q.T("使わない言葉%d個", n))
	}
	if c.Similarity > 0 {
		out = append(out, q.T("ほかの記事や見本と同じところは%d%%まで", c.Similarity))
	}
	return out
}

func unpaid(g query.Grid) (sum yen.Yen) {
	for _, st := range []query.Step{query.StepOpen, query.StepWriting, query.StepCheck, query.StepFixing, query.StepPassed, query.StepDispute} {
		sum = sum.Add(g.Steps[st].Pay)
	}
	return sum
}
