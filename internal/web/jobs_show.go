package web

import (
	"net/http"

	"nariwai/internal/market"
	"nariwai/internal/query"
)

// jobsPage is the data of templates/jobs.html.
type jobsPage struct {
	Filter     query.JobFilter
	Rows, Near []jobRow
	Count      string
	More       bool
	Groups     []facetGroup
	Ticks      []facetChoice
	Sorts      []Option
	Explained  bool // each line can say why it stands where it does
	Chosen     []chosenFilter
	Pager      Pager
	Save       string // where this filter is saved
	Feed       string // of what this filter finds
}

// categoryGroup is a field of work with its parts, for a select.
type categoryGroup struct {
	Option
	Parts []Option
}

// chosenFilter is one condition of the list, and the list without it.
type chosenFilter struct{ Text, Without string }

func (s *Server) jobsShow(w http.ResponseWriter, q *Request) error {
	f := query.ParseJobFilter(q.Request.Form)
	list, err := query.JobsAndFacets(q.Context(), s.DB, f, q.Viewer.Party)
	if err != nil {
		return err
	}
	count, _ := digits(list.Count)
	p := jobsPage{Filter: f, Rows: jobRows(q, list.Lines, f, q.Form("why"), f.Path()), Near: jobRows(q, list.Near, query.JobFilter{}, "", f.Path()), Count: count, More: list.More,
		Groups: jobGroups(q, f, list.Facets), Ticks: jobTicks(q, list.Facets), Sorts: jobSorts(q, f), Explained: f.Order() == query.ByScore,
		Chosen: chosenFilters(q, f),
		Save:   "/searches/new?" + savedFilter(f).Values().Encode(), Feed: feedPath(f)}
	if list.Prev != "" {
		prev := f.First()
		prev.Before = list.Prev
		p.Pager.Prev = prev.Path()
	}
	if list.Next != "" {
		next := f.First()
		next.After = list.Next
		p.Pager.Next = next.Path()
	}
	if q.Fragment() {
		return s.part(w, q, "jobs", "found", p)
	}
	return s.show(w, q, "jobs", p)
}

// orderShow is the page that says by what lists are put in order.
func (s *Server) orderShow(w http.ResponseWriter, q *Request) error {
	return s.show(w, q, "job_order", listOrderPage{orderRules(q)})
}

// chosenFilters are the conditions of a filter in words.
func chosenFilters(q *Request, f query.JobFilter) (chosen []chosenFilter) {
	add := func(text string, on bool, without func(*query.JobFilter)) {
		if on {
			rest := f.First()
			without(&rest)
			chosen = append(chosen, chosenFilter{text, rest.Path()})
		}
	}
	add(q.T("言葉「%s」", f.Words), f.Words != "", func(f *query.JobFilter) { f.Words = "" })
	add(categoryName(q.Lang, f.Category), f.Category != "", func(f *query.JobFilter) { f.Category = "" })
	add(q.T(kindWord(f.Kind)), f.Kind != "", func(f *query.JobFilter) { f.Kind = "" })
	add(q.T(unitWord(f.Unit)), f.Unit != "" && f.Band == 0, func(f *query.JobFilter) { f.Unit = "" })
	add(bandText(q, f.Unit, f.Band), f.Band != 0, func(f *query.JobFilter) { f.Band = 0 })
	add(q.T("生成AI：%s", q.T(aiWord(f.AI))), f.AI != "", func(f *query.JobFilter) { f.AI = "" })
	add(q.T("はじめての方を歓迎"), f.Beginners, func(f *query.JobFilter) { f.Beginners = false })
	add(q.T("登録番号がなくてもよい"), f.Unregistered, func(f *query.JobFilter) { f.Unregistered = false })
	add(q.T("チームで受けてもよい"), f.Teams, func(f *query.JobFilter) { f.Teams = false })
	add(q.T("認定ワーカー向け"), f.Certified, func(f *query.JobFilter) { f.Certified = false })
	add(q.T("仮払いの実績あり"), f.Record, func(f *query.JobFilter) { f.Record = false })
	add(q.T("締切が近い"), f.ClosingSoon, func(f *query.JobFilter) { f.ClosingSoon = false })
	add(q.T("1つの依頼主"), f.Client != "", func(f *query.JobFilter) { f.Client = "" })
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
