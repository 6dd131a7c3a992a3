package web

import (
	"html/template"

	"nariwai/internal/calendar"
	"nariwai/internal/people"
	"nariwai/internal/phrase"
	"nariwai/internal/query"
	"nariwai/internal/yen"
)

// talentFuncs are the functions of the templates of workers.
func talentFuncs(lang phrase.Lang) template.FuncMap {
	return template.FuncMap{
		"priceRange": func(r people.PriceRange) template.HTML { return priceRange(lang, r) },
		"freeFrom": func(l query.TalentLine, today calendar.Date) string {
			if l.FreeFrom <= today {
				return phrase.T(lang, "今すぐ")
			}
			return phrase.T(lang, "%sから", day(lang, l.FreeFrom))
		},
		"placeOf": func(l query.TalentLine) string {
			if lang == phrase.Ja && l.Municipality != "" {
				return l.Municipality.Full()
			}
			return phrase.Show(lang, l.Prefecture)
		},
	}
}

func priceUnitWord(u people.PriceUnit) string {
	switch u {
	case people.PerHour:
		return "1時間いくら"
	case people.PerCharacter:
		return "1文字いくら"
	}
	return "1件いくら"
}

// priceRange is 3.2〜6円/字, 1,500円/時から; "" for nothing said.
func priceRange(lang phrase.Lang, r people.PriceRange) template.HTML {
	words, ok := map[people.PriceUnit][3]string{
		people.PerHour:      {"円/時", "円/時から", "円/時まで"},
		people.PerCharacter: {"円/字", "円/字から", "円/字まで"},
		people.PerPiece:     {"円/件", "円/件から", "円/件まで"},
	}[r.Unit]
	if !ok {
		return ""
	}
	amount, unit := r.Low.String(), words[0]
	switch {
	case r.High == 0:
		unit = words[1]
	case r.Low == 0:
		amount, unit = r.High.String(), words[2]
	case r.Low != r.High:
		between := "〜"
		if lang == phrase.En {
			between = "–"
		}
		amount += between + r.High.String()
	}
	return template.HTML(`<span class="yen">` + template.HTMLEscapeString(amount) + `<i>` + template.HTMLEscapeString(phrase.T(lang, unit)) + `</i></span>`)
}

// priceBandText names a band of prices: 〜1,000円, 1,000〜1,500円, 4,000円〜.
func priceBandText(lang phrase.Lang, from, below yen.Sen) string {
	switch {
	case from == 0:
		return phrase.T(lang, "%s円より下", below.String())
	case below == 0:
		return phrase.T(lang, "%s円から", from.String())
	}
	return phrase.T(lang, "%s〜%s円", from.String(), below.String())
}
