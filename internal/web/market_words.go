package web

import (
	"html/template"
	"strconv"
	"strings"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/market"
	"nariwai/internal/phrase"
	"nariwai/internal/query"
	"nariwai/internal/yen"
)

// Tag is a short state with its colour: k good, m waiting, g neutral, e bad.
type Tag struct{ Text, Class string }

// marketFuncs are the functions of the templates of jobs and proposals.
func marketFuncs(lang phrase.Lang) template.FuncMap {
	return template.FuncMap{
		"category":      func(code string) string { return categoryName(lang, code) },
		"jobState":      func(s market.JobState, o market.Outcome) Tag { return jobTag(lang, s, o) },
		"proposalState": func(s market.ProposalState) Tag { return proposalTag(lang, s) },
		"rights":        func(r market.Rights) string { return phrase.T(lang, r.Word()) },
		"aiPolicy":      func(p market.AIPolicy) string { return phrase.T(lang, p.Word()) },
		"amount":        func(u market.Unit, n int64) string { return amountOf(lang, u, n) },
		"unitPrice":     func(u market.Unit, tenths int64) string { return unitPrice(lang, u, tenths) },
		"tenths":        tenths,
		"floorPrice":    func(f market.Floor) string { return floorPrice(lang, f) },
		"excerpt":       excerpt,
		"shorten":       shorten,
		"edited":        func(e market.Edit, text string) string { return editedValue(lang, e, text) },
		"editLabel":     func(e market.Edit) string { return phrase.T(lang, e.Label()) },
		"add":           func(a, b int64) int64 { return a + b },
		"inc":           func(i int) int { return i + 1 },
		"lastDay":       func(end clock.Instant) calendar.Date { return calendar.On(end).AddDays(-1) },
		"roleName":      roleName,
		"initial":       func(name string) string { return Viewer{Name: name}.Initial() },
		"spread":        func(s query.Spread, own yen.Yen) template.HTML { return spreadChart(lang, s, own) },
	}
}

func categoryName(lang phrase.Lang, code string) string {
	c, ok := market.Categories.Find(code)
	switch {
	case !ok:
		return ""
	case lang == phrase.En:
		return c.En
	}
	return c.Ja
}

func jobTag(lang phrase.Lang, s market.JobState, o market.Outcome) Tag {
	say := func(text, class string) Tag { return Tag{phrase.T(lang, text), class} }
	switch s {
	case market.JobDraft:
		return say("下書き", "g")
	case market.JobReview:
		return say("運営が確かめています", "m")
	case market.JobRefused:
		return say("直しが必要です", "e")
	case market.JobOpen:
		return say("募集中", "k")
	case market.JobDeciding:
		return say("選んでいます", "m")
	}
	switch o {
	case market.Filled:
		return say("採用が決まりました", "g")
	case market.Undecided:
		return say("期限までに決まりませんでした", "g")
	}
	return say("募集を終えました", "g")
}

func proposalTag(lang phrase.Lang, s market.ProposalState) Tag {
	say := func(text, class string) Tag { return Tag{phrase.T(lang, text), class} }
	switch s {
	case market.Sent:
		return say("返事待ち", "m")
	case market.Withdrawn:
		return say("取り下げました", "g")
	case market.Declined:
		return say("見送り", "g")
	case market.Awarded:
		return say("採用", "k")
	}
	return say("ほかの方に決まりました", "g")
}

// amountOf is how much work it is: 15,000字.
func amountOf(lang phrase.Lang, u market.Unit, n int64) string {
	count := yen.Of(n).Digits()
	switch u {
	case market.PerCharacter:
		return phrase.T(lang, "%s字", count)
	case market.PerPiece:
		return phrase.T(lang, "%s件", count)
	}
	return phrase.T(lang, "一式")
}

// tenths writes a number of tenths: 26 is 2.6.
func tenths(n int64) string {
	return yen.Of(n/10).Digits() + "." + strconv.FormatInt(n%10, 10)
}

// unitPrice is 2.6円/字; "" for a lump sum.
func unitPrice(lang phrase.Lang, u market.Unit, n int64) string {
	switch {
	case n <= 0:
		return ""
	case u == market.PerCharacter:
		return phrase.T(lang, "%s円/字", tenths(n))
	case u == market.PerPiece:
		return phrase.T(lang, "%s円/件", strings.TrimSuffix(tenths(n), ".0"))
	}
	return ""
}

// floorPrice is 2.8円/字, 500円/件, or the whole of a lump sum; "" for no floor.
func floorPrice(lang phrase.Lang, f market.Floor) string {
	switch {
	case f.Least <= 0:
		return ""
	case f.Unit == market.PerCharacter:
		return phrase.T(lang, "%s円/字", f.Least)
	case f.Unit == market.PerPiece:
		return phrase.T(lang, "%s円/件", f.Least)
	}
	return phrase.T(lang, "全部で%s円", f.Least)
}

// shorten cuts a text to most characters.
func shorten(most int, s string) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// editedValue says one side of an edit, which is kept as the program writes it.
func editedValue(lang phrase.Lang, e market.Edit, text string) string {
	switch e.Field {
	case "rights":
		return phrase.T(lang, market.Rights(text).Word())
	case "ai_policy":
		return phrase.T(lang, market.AIPolicy(text).Word())
	case "category":
		return categoryName(lang, text)
	case "certified_only":
		if text == "true" {
			return phrase.T(lang, "認定ワーカーだけ")
		}
		return phrase.T(lang, "指定なし")
	case "beginners", "unregistered", "teams":
		if text == "true" {
			return phrase.T(lang, "歓迎します")
		}
		return phrase.T(lang, "指定なし")
	case "pay":
		if y, err := yen.Parse(text); err == nil {
			return phrase.Show(lang, y)
		}
	case "closes_on", "due_on":
		if d, err := calendar.Parse(text); err == nil {
			return phrase.Show(lang, d)
		}
	case "place":
		if text == "" {
			return phrase.T(lang, "どこでも（オンライン）")
		}
	}
	return text
}
