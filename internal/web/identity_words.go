package web

import (
	"html/template"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/identity"
	"nariwai/internal/phrase"
)

// identityFuncs are the functions of the templates that say what was checked.
func identityFuncs(lang phrase.Lang) template.FuncMap {
	return template.FuncMap{
		"month":        func(at clock.Instant) string { return phrase.Show(lang, calendar.MonthOf(calendar.On(at))) },
		"documentName": func(k identity.Kind) string { return phrase.T(lang, k.Name()) },
		"checkState":   func(s identity.State) Tag { return checkTag(lang, s) },
	}
}

// checkTag says where a look at a document stands.
func checkTag(lang phrase.Lang, s identity.State) Tag {
	say := func(text, class string) Tag { return Tag{phrase.T(lang, text), class} }
	switch s {
	case identity.Waiting:
		return say("確認を待っています", "m")
	case identity.Passed:
		return say("確認できました", "k")
	case identity.Refused:
		return say("確認できませんでした", "e")
	case identity.Withdrawn:
		return say("取り下げました", "g")
	}
	return say("30日たって消しました", "g")
}
