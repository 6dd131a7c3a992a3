package web

import (
	"net/http"
	"slices"

	"nariwai/internal/calendar"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/policy"
	"nariwai/internal/query"
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
}

// pricesShow says what pay the operator holds to be fair at the least, and what it said before.
func (s *Server) pricesShow(w http.ResponseWriter, q *Request) error {
	versions, err := query.Rules[market.Floors](q.Context(), s.DB.Snapshot(), policy.Floor, id.Site)
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
	return s.show(w, q, "prices", p)
}

// rulesPast is the data of templates/rules.html.
type rulesPast struct{ Parts []rulePart }

// rulesShow lists the dated rules with their history; the floors have a page of their own.
func (s *Server) rulesShow(w http.ResponseWriter, q *Request) (err error) {
	var p rulesPast
	if p.Parts, err = publicRules(q, s.DB.Snapshot()); err != nil {
		return err
	}
	p.Parts = slices.DeleteFunc(p.Parts, func(part rulePart) bool { return part.Kind == policy.Floor })
	return s.show(w, q, "rules", p)
}
