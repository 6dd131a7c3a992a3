package web

import (
	"net/http"
	"net/url"

	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/query"
)

// jobsPage is the data of templates/jobs.html.
type jobsPage struct {
	query.JobList
	Filter   query.JobFilter
	Groups   []categoryGroup
	Units    []Option
	Chosen   []chosenFilter
	Pager    Pager
	SoonDays int
}

// categoryGroup is a field of work with its parts, for a select.
type categoryGroup struct {
	Option
	Parts []Option
}

// chosenFilter is one condition of the list, and the list without it.
type chosenFilter struct{ Text, Without string }

func (s *Server) jobsShow(w http.ResponseWriter, q *Request) error {
	f := query.JobFilter{
		Words: q.Form("q"), Category: q.Form("category"), Unit: market.Unit(q.Form("unit")), Beginners: q.Ticked("beginners"),
		Unregistered: q.Ticked("unregistered"), ClosingSoon: q.Ticked("soon"), Client: id.Party(q.Form("client")),
		After: id.Job(q.Form("after")), Before: id.Job(q.Form("before")),
	}
	if _, ok := market.Categories.Find(f.Category); !ok {
		f.Category = ""
	}
	list, err := query.Jobs(q.Context(), s.DB, f, q.Viewer.Party)
	if err != nil {
		return err
	}
	p := jobsPage{JobList: list, Filter: f, Groups: categoryGroups(q, f.Category), Units: unitOptions(q, f.Unit, true), Chosen: chosenFilters(q, f), SoonDays: query.ClosingSoonDays}
	if list.Prev != "" {
		p.Pager.Prev = jobsAddress(f, "before", string(list.Prev))
	}
	if list.Next != "" {
		p.Pager.Next = jobsAddress(f, "after", string(list.Next))
	}
	return s.show(w, q, "jobs", p)
}

func jobsQuery(f query.JobFilter) url.Values {
	v := url.Values{}
	set := func(name, value string, on bool) {
		if on {
			v.Set(name, value)
		}
	}
	set("q", f.Words, f.Words != "")
	set("category", f.Category, f.Category != "")
	set("unit", string(f.Unit), f.Unit != "")
	set("beginners", "1", f.Beginners)
	set("unregistered", "1", f.Unregistered)
	set("soon", "1", f.ClosingSoon)
	set("client", string(f.Client), f.Client != "")
	return v
}

// jobsAddress is the list with a filter, and with one value more or, when that is "", one less.
func jobsAddress(f query.JobFilter, name, value string) string {
	v := jobsQuery(f)
	if v.Del(name); value != "" {
		v.Set(name, value)
	}
	if len(v) == 0 {
		return "/jobs"
	}
	return "/jobs?" + v.Encode()
}

func chosenFilters(q *Request, f query.JobFilter) (chosen []chosenFilter) {
	for _, c := range []struct {
		name, text string
		on         bool
	}{
		{"q", q.T("言葉「%s」", f.Words), f.Words != ""},
		{"category", categoryName(q.Lang, f.Category), f.Category != ""},
		{"unit", q.T(unitWord(f.Unit)), f.Unit != ""},
		{"beginners", q.T("はじめての方を歓迎"), f.Beginners},
		{"unregistered", q.T("登録番号がなくてもよい"), f.Unregistered},
		{"soon", q.T("締切が近い"), f.ClosingSoon},
		{"client", q.T("1つの依頼主"), f.Client != ""},
	} {
		if c.on {
			chosen = append(chosen, chosenFilter{c.text, jobsAddress(f, c.name, "")})
		}
	}
	return chosen
}

func categoryGroups(q *Request, chosen string) (groups []categoryGroup) {
	for _, c := range market.Categories.Children("") {
		g := categoryGroup{Option: Option{Value: c.Code, Label: categoryName(q.Lang, c.Code), Chosen: c.Code == chosen}}
		for _, part := range market.Categories.Children(c.Code) {
			g.Parts = append(g.Parts, Option{Value: part.Code, Label: categoryName(q.Lang, part.Code), Chosen: part.Code == chosen})
		}
		groups = append(groups, g)
	}
	return groups
}

func unitWord(u market.Unit) string {
	switch u {
	case market.PerPiece:
		return "1件いくら"
	case market.PerCharacter:
		return "1文字いくら"
	}
	return "全部でいくら"
}

func unitOptions(q *Request, chosen market.Unit, any bool) (options []Option) {
	if any {
		options = append(options, Option{Label: q.T("こだわらない"), Chosen: chosen == ""})
	}
	for _, u := range market.Units {
		options = append(options, Option{Value: string(u), Label: q.T(unitWord(u)), Chosen: u == chosen})
	}
	return options
}
