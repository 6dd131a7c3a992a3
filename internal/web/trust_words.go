package web

import (
	"html/template"
	"strings"

	"nariwai/internal/phrase"
	"nariwai/internal/query"
	"nariwai/internal/trust"
)

// trustFuncs are the functions of the pages about the safety of postings.
func trustFuncs(lang phrase.Lang) template.FuncMap {
	return template.FuncMap{
		"words":      func(w trust.Words) string { return w.In(lang) },
		"lureField":  func(l query.Lure) string { return phrase.T(lang, l.Label()) },
		"reasonWord": func(r trust.Reason) string { return phrase.T(lang, r.Word()) },
		"reportReasons": func() (out []Option) {
			for i, r := range trust.Reasons {
				out = append(out, Option{Value: string(r), Label: phrase.T(lang, r.Word()), Chosen: i == 0})
			}
			return out
		},
		"talkReasons": func() (out []Option) {
			for i, r := range trust.TalkReasons {
				out = append(out, Option{Value: string(r), Label: phrase.T(lang, r.Word()), Chosen: i == 0})
			}
			return out
		},
		"ruleNames": func(rules []trust.Rule) string {
			var names []string
			for _, r := range rules {
				names = append(names, r.Name.In(lang))
			}
			return listed(lang, names)
		},
		"wordList":    func(words []string) string { return listed(lang, words) },
		"marked":      func(body string, spots []trust.Spot) template.HTML { return MarkdownShut(body, spots) },
		"lureRules":   func() []trust.Rule { return trust.Lures.Rules },
		"lureVersion": func() int64 { return trust.Lures.Version },
		"markState":   func(s trust.MarkState) Tag { return markTag(lang, s) },
	}
}

// listed puts names into one sentence.
func listed(lang phrase.Lang, names []string) string {
	if lang == phrase.En {
		return strings.Join(names, ", ")
	}
	return strings.Join(names, "・")
}

func markTag(lang phrase.Lang, s trust.MarkState) Tag {
	switch s {
	case trust.MarkRight:
		return Tag{phrase.T(lang, "直しを求めました"), "m"}
	case trust.MarkWrong:
		return Tag{phrase.T(lang, "問題なし"), "k"}
	case trust.MarkMended:
		return Tag{phrase.T(lang, "直りました"), "k"}
	}
	return Tag{phrase.T(lang, "確かめる前"), "g"}
}

// actionWord says what happens when a rule finds something.
func actionWord(lang phrase.Lang, a trust.Action) string {
	switch a {
	case trust.Hold:
		return phrase.T(lang, "運営が確かめてから公開する")
	case trust.Warn:
		return phrase.T(lang, "依頼主と運営に知らせる")
	}
	return phrase.T(lang, "この決まりを使わない")
}
