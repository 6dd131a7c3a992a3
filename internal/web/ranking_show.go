package web

import (
	"html/template"
	"net/http"
	"slices"
	"strconv"

	"nariwai/internal/calendar"
	"nariwai/internal/fault"
	"nariwai/internal/market"
	"nariwai/internal/phrase"
	"nariwai/internal/query"
	"nariwai/internal/ranking"
	rank "nariwai/internal/usecase/ranking"
	"nariwai/internal/yen"
)

// rankingRoutes: the lists of the month.
var rankingRoutes = []Route{
	{Pattern: "GET /ranking", Who: Anyone, do: (*Server).rankingLatest},
	{Pattern: "GET /ranking/{field}/{month}", Who: Anyone, do: (*Server).rankingShow},
	{Pattern: "POST /settings/ranking", Who: SignedIn, do: (*Server).settingsRanking},
}

const rankingOnAPage = 20

// rankingPage is the data of templates/ranking.html.
type rankingPage struct {
	query.RankingPage
	Name   string
	Shown  []query.RankingLine
	Parts  []Link
	Fields []Option
	Months []Option
	Lists  []Link // the other fields of this month
	None   bool   // there is no list at all yet
}

// rankingLatest leads to the newest month; the forms of the page come here too, with the field and month that were chosen.
func (s *Server) rankingLatest(w http.ResponseWriter, q *Request) error {
	m, err := query.LatestRanking(q.Context(), s.DB.Snapshot())
	if err != nil {
		return err
	}
	if chosen, err := calendar.ParseMonth(q.Form("month")); err == nil {
		m = chosen
	}
	if m.IsZero() {
		return s.show(w, q, "ranking", rankingPage{None: true})
	}
	field := q.Form("field")
	if c, ok := market.Categories.Find(field); !ok || c.Parent != "" {
		field = ranking.All
	}
	return q.Redirect(w, rank.Path(field, m))
}

func (s *Server) rankingShow(w http.ResponseWriter, q *Request) error {
	m, err := calendar.ParseMonth(q.PathValue("month"))
	field := q.PathValue("field")
	if err != nil || field == "" {
		return fault.New(fault.NotFound, "見つかりませんでした")
	}
	if field == "all" {
		field = ranking.All
	} else if c, ok := market.Categories.Find(field); !ok || c.Parent != "" {
		return fault.New(fault.NotFound, "見つかりませんでした")
	}
	p := rankingPage{Name: phrase.Show(q.Lang, market.Field(field))}
	if p.RankingPage, err = query.Ranking(q.Context(), s.DB.Snapshot(), field, m, q.Viewer.Party); err != nil {
		return err
	}
	p.page(q)
	for _, x := range append(market.CategoryList{{}}, market.Categories.Children("")...) {
		if slices.Contains(p.RankingPage.Fields, x.Code) {
			code := x.Code
			if code == ranking.All {
				code = "all"
			}
			p.Fields = append(p.Fields, Option{Value: code, Label: phrase.Show(q.Lang, market.Field(x.Code)), Chosen: x.Code == field})
			p.Lists = append(p.Lists, Link{Href: rank.Path(x.Code, m), Label: phrase.Show(q.Lang, market.Field(x.Code)), Current: x.Code == field})
		}
	}
	for _, x := range p.RankingPage.Months {
		p.Months = append(p.Months, Option{Value: x.String(), Label: phrase.Show(q.Lang, x), Chosen: x == m})
	}
	return s.show(w, q, "ranking", p)
}

// page chooses the twenty lines that are asked for.
func (p *rankingPage) page(q *Request) {
	to := "〜"
	if q.Lang == phrase.En {
		to = "–"
	}
	from, _ := strconv.Atoi(q.Form("from"))
	from = max(0, min(from, len(p.Lines)-1)) / rankingOnAPage * rankingOnAPage
	for i := 0; i < len(p.Lines); i += rankingOnAPage {
		end := min(i+rankingOnAPage, len(p.Lines))
		p.Parts = append(p.Parts, Link{Href: rank.Path(p.Field, p.Month.Month) + "?from=" + strconv.Itoa(i), Label: strconv.Itoa(i+1) + to + strconv.Itoa(end), Current: i == from})
		if i == from {
			p.Shown = p.Lines[i:end]
		}
	}
}

// settingsRanking sets whether the worker's name stands in the lists.
func (s *Server) settingsRanking(w http.ResponseWriter, q *Request) error {
	on := q.Form("named") == "on"
	if err := rank.SetConsent(q.Context(), s.DB, q.Actor(), on); err != nil {
		return s.settings(w, q, err)
	}
	if on {
		return s.done(w, q, "/settings#ranking", "順位に名前を出すことにしました。いつでもやめられます")
	}
	return s.done(w, q, "/settings#ranking", "順位に名前を出しません。これまでの月からも消えました")
}

// bandWords says a band: 30万円以上, 20〜30万円, 1万円未満.
func bandWords(lang phrase.Lang, b ranking.Band) string {
	ten := func(n int64) string {
		if lang == phrase.En {
			return phrase.Show(lang, yen.Of(n))
		}
		return strconv.FormatInt(n/10_000, 10)
	}
	switch {
	case b.To == 0 && b.From == 0:
		return phrase.T(lang, "すべての額")
	case b.To == 0:
		return phrase.T(lang, "%s万円以上", ten(b.From))
	case b.From == 0:
		return phrase.T(lang, "%s万円未満", ten(b.To))
	}
	return phrase.T(lang, "%s〜%s万円", ten(b.From), ten(b.To))
}

// bandChart draws how many people each band holds.
func bandChart(lang phrase.Lang, bands ranking.Bands) template.HTML {
	if len(bands) == 0 {
		return ""
	}
	most := int64(1)
	words := ""
	for _, b := range bands {
		most = max(most, b.People)
		words += bandWords(lang, b) + " " + phrase.T(lang, "%d人", b.People) + " "
	}
	esc := template.HTMLEscapeString
	out := `<svg class="ch" width="100%" height="` + strconv.Itoa(len(bands)*28) + `" role="img" aria-labelledby="bd-t bd-d"><title id="bd-t">` + esc(phrase.T(lang, "報酬の段ごとの人数")) + `</title><desc id="bd-d">` + esc(words) + `</desc>`
	for i, b := range bands {
		y := i * 28
		width := strconv.FormatFloat(float64(b.People)*48/float64(most), 'f', 1, 64)
		at := strconv.FormatFloat(36+float64(b.People)*48/float64(most), 'f', 1, 64)
		out += `<text x="34%" y="` + strconv.Itoa(y+18) + `" text-anchor="end">` + esc(bandWords(lang, b)) + `</text><rect class="f3" x="35.5%" y="` + strconv.Itoa(y+4) + `" width="` + width + `%" height="18" rx="1.5"/><text class="tb" x="` + at + `%" y="` + strconv.Itoa(y+18) + `">` + esc(phrase.T(lang, "%d人", b.People)) + `</text>`
	}
	return template.HTML(out + `</svg>`)
}

// rankingFuncs are the functions of templates about the lists.
func rankingFuncs(lang phrase.Lang) template.FuncMap {
	return template.FuncMap{
		"band":      func(b ranking.Band) string { return bandWords(lang, b) },
		"bandChart": func(b ranking.Bands) template.HTML { return bandChart(lang, b) },
	}
}
