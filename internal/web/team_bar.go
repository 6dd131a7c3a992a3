package web

import (
	"fmt"
	"html/template"
	"strings"

	"nariwai/internal/phrase"
	"nariwai/internal/query"
	"nariwai/internal/yen"
)

// teamFuncs are the functions of the templates of teams.
func teamFuncs(lang phrase.Lang) template.FuncMap {
	return template.FuncMap{
		"shareBar": func(j query.TeamJob) template.HTML {
			var parts []barPart
			for _, s := range j.Shares {
				parts = append(parts, barPart{s.Name, s.Pay})
			}
			return splitBar(lang, string(j.Contract), j.Title, parts)
		},
		"partBar": func(it query.PartsItem) template.HTML {
			var parts []barPart
			add := func(name string, y yen.Yen) {
				for i := range parts {
					if parts[i].name == name {
						parts[i].pay = parts[i].pay.Add(y)
						return
					}
				}
				if y.Sign() > 0 {
					parts = append(parts, barPart{name, y})
				}
			}
			for _, p := range it.Parts {
				add(p.MemberName, p.Pay)
				add(p.MentorName, p.MentorPay)
			}
			return splitBar(lang, string(it.ID), it.Title, parts)
		},
	}
}

type barPart struct {
	name string
	pay  yen.Yen
}

// splitBar draws how a pay is split, with the figures below.
func splitBar(lang phrase.Lang, key, title string, parts []barPart) template.HTML {
	var sum yen.Yen
	for _, p := range parts {
		sum = sum.Add(p.pay)
	}
	if sum.IsZero() {
		return ""
	}
	esc := template.HTMLEscapeString
	var b, legend strings.Builder
	said := make([]string, len(parts))
	at := yen.Yen{}
	percent := func(y yen.Yen) float64 { return float64(y.Int64()) / float64(sum.Int64()) * 100 }
	for i, p := range parts {
		said[i] = p.name + " " + phrase.Show(lang, p.pay)
		tone := 4 - i%5
		fmt.Fprintf(&b, `<rect class="f%d" x="%.2f%%" y="1" width="%.2f%%" height="28"><title>%s</title></rect>`, tone, percent(at), percent(p.pay), esc(said[i]))
		fmt.Fprintf(&legend, `<span><i class="c%d"></i>%s</span>`, tone, esc(said[i]))
		at = at.Add(p.pay)
	}
	return template.HTML(fmt.Sprintf(`<div class="mt2"><svg class="ch" width="100%%" height="30" role="img" aria-labelledby="b-%[1]s-t b-%[1]s-d"><title id="b-%[1]s-t">%[2]s</title><desc id="b-%[1]s-d">%[3]s</desc>%[4]s</svg></div><div class="lg mt2">%[5]s</div>`,
		esc(key), esc(phrase.T(lang, "「%s」の分け方", title)), esc(strings.Join(said, "、")), b.String(), legend.String()))
}
