package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"nariwai/internal/calendar"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/policy"
	"nariwai/internal/query"
	"nariwai/internal/yen"
)

// floorLine is a category's floors, one for each of market.Units; "" for none.
type floorLine struct {
	Name   string
	Whole  bool // the whole field of work
	Prices []string
}

// floorTable are the categories that have a floor of their own, in the order in which categories are shown.
func floorTable(q *Request, f market.Floors) (lines []floorLine) {
	for _, c := range market.Categories {
		l := floorLine{Name: categoryName(q.Lang, c.Code), Whole: c.Parent == ""}
		has := false
		for _, u := range market.Units {
			price := ""
			if row := f.Of(c.Code, u); row.Category == c.Code {
				price, has = floorPrice(q.Lang, row), true
			}
			l.Prices = append(l.Prices, price)
		}
		if has {
			lines = append(lines, l)
		}
	}
	return lines
}

// floorVersion is one version of the floors.
type floorVersion struct {
	From   calendar.Date
	State  string // "now", "later", ""
	Action market.FloorAction
	Lines  []floorLine
}

// pricesPage is the data of templates/prices.html.
type pricesPage struct {
	Now    floorVersion
	Others []floorVersion // to come and past, newest first
	Guides market.Guides
	Paces  query.RuleVersion[market.Paces]
	Wages  []wageLine
	Source string // of the wages
	Old    bool   // a newer table of wages must have been published
}

// wageLine is a prefecture's minimum wage, with the one to come if it is known.
type wageLine struct{ Now, Before, Next market.Wage }

// pricesShow says what accepted work was paid, what pay the operator holds to be fair at the least, and what it said before.
func (s *Server) pricesShow(w http.ResponseWriter, q *Request) error {
	r := s.DB.Snapshot()
	versions, err := query.Rules[market.Floors](q.Context(), r, policy.Floor, id.Site)
	if err != nil {
		return err
	}
	var p pricesPage
	for _, v := range versions {
		line := floorVersion{From: v.From, Action: v.Rule.Action, Lines: floorTable(q, v.Rule)}
		switch {
		case v.From.After(q.Today):
			line.State = "later"
		case p.Now.State == "":
			line.State = "now"
			p.Now = line
			continue
		}
		p.Others = append(p.Others, line)
	}
	guides, err := query.PriceGuidesOf(q.Context(), s.DB, id.Site)
	if err != nil {
		return err
	}
	p.Guides = guides.Guides
	if p.Paces, err = query.Rule[market.Paces](q.Context(), r, policy.Paces, q.Today); err != nil {
		return err
	}
	wages, err := query.Rule[market.Wages](q.Context(), r, policy.Wages, q.Today)
	if err != nil {
		return err
	}
	p.Source, p.Old = wages.Rule.Source, wages.Rule.Old(q.Today)
	for _, now := range wages.Rule.On(q.Today) {
		line := wageLine{Now: now, Before: wages.Rule.In(now.Prefecture, now.From.AddDays(-1))}
		for _, r := range wages.Rule.Sorted() {
			if r.Prefecture == now.Prefecture && r.From.After(q.Today) && line.Next.From.IsZero() {
				line.Next = r
			}
		}
		p.Wages = append(p.Wages, line)
	}
	return s.show(w, q, "prices", p)
}

// pricesCSV is the table of what accepted work was paid, in yen for a unit and in milliseconds.
func (s *Server) pricesCSV(w http.ResponseWriter, q *Request) error {
	g, err := query.PriceGuidesOf(q.Context(), s.DB, id.Site)
	if err != nil {
		return err
	}
	rows := [][]string{{q.T("分野の符号"), q.T("分野"), q.T("決め方"), q.T("件数"), q.T("下の四分位（円）"), q.T("中央値（円）"), q.T("上の四分位（円）"), q.T("時間の分かる件数"), q.T("かかる時間の中央値（ミリ秒）")}}
	plain := func(p yen.Sen) string { return strings.ReplaceAll(p.String(), ",", "") }
	for _, r := range g.Guides.Rows {
		takes := ""
		if r.Takes > 0 {
			takes = strconv.FormatInt(int64(r.Takes), 10)
		}
		rows = append(rows, []string{r.Category, categoryName(q.Lang, r.Category), q.T(unitWord(r.Unit)), strconv.FormatInt(r.N, 10), plain(r.Low), plain(r.Median), plain(r.High), strconv.FormatInt(r.Timed, 10), takes})
	}
	return s.csv(w, q, "nariwai-prices-"+g.Guides.Day.String()+".csv", rows)
}

// rulesPast is the data of templates/rules.html.
type rulesPast struct{ Parts []rulePart }

// rulesShow lists the dated rules with their history; those about prices have a page of their own.
func (s *Server) rulesShow(w http.ResponseWriter, q *Request) (err error) {
	var p rulesPast
	if p.Parts, err = publicRules(q, s.DB.Snapshot()); err != nil {
		return err
	}
	p.Parts = slices.DeleteFunc(p.Parts, func(part rulePart) bool {
		return slices.Contains([]policy.Kind{policy.Floor, policy.Wages, policy.Paces}, part.Kind)
	})
	return s.show(w, q, "rules", p)
}
