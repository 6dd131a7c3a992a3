package web

import (
	"net/http"
	"strings"

	"nariwai/internal/people"
	"nariwai/internal/phrase"
	"nariwai/internal/place"
	"nariwai/internal/query"
	"nariwai/internal/search"
)

// talentsPage is the data of templates/talents.html.
type talentsPage struct {
	query.TalentList
	Filter  query.TalentFilter
	Chosen  []chosenFilter
	Sorts   []Option
	Groups  []facetGroup
	Ticks   []facetChoice
	Pager   Pager
	Rewards []reward
}

// facetGroup is a group of choices of which one holds.
type facetGroup struct {
	Name, Title string
	Choices     []facetChoice
	Long        bool // too many for a list of buttons
	Chosen      bool // one other than the first holds
}

// facetChoice is one of them, with how many it would leave.
type facetChoice struct {
	Option
	Name  string
	Count string // "" when it is not known
	Part  bool   // of the choice above
}

// reward is one line of the rule by which workers are put in order.
type reward struct{ What, Points string }

func (s *Server) talentsShow(w http.ResponseWriter, q *Request) error {
	f := query.ParseTalentFilter(q.Request.Form)
	list, err := query.Talents(q.Context(), s.DB, f)
	if err != nil {
		return err
	}
	p := talentsPage{TalentList: list, Filter: f, Chosen: chosenTalents(q, f), Groups: talentGroups(q, f, list.Facets), Ticks: talentTicks(q, f, list.Facets), Rewards: talentRewards(q)}
	p.Sorts = []Option{{Value: string(query.TalentsClosest), Label: q.T("近い順")}, {Value: string(query.TalentsNewest), Label: q.T("新しい順")}, {Value: string(query.TalentsRated), Label: q.T("評価の高い順")}}
	if f.Unit != "" {
		p.Sorts = append(p.Sorts, Option{Value: string(query.TalentsCheap), Label: q.T("単価の低い順")})
	}
	for i := range p.Sorts {
		p.Sorts[i].Chosen = p.Sorts[i].Value == string(f.Order())
	}
	if list.Prev != "" {
		page := f.First()
		page.Before = list.Prev
		p.Pager.Prev = talentsAddress(page)
	}
	if list.Next != "" {
		page := f.First()
		page.After = list.Next
		p.Pager.Next = talentsAddress(page)
	}
	return s.show(w, q, "talents", p)
}

// talentsAddress is the list with a filter.
func talentsAddress(f query.TalentFilter) string {
	if v := f.Values(); len(v) > 0 {
		return "/talents?" + v.Encode()
	}
	return "/talents"
}

// chosenTalents are the conditions of a filter, each with the list without it.
func chosenTalents(q *Request, f query.TalentFilter) (chosen []chosenFilter) {
	add := func(on bool, text string, drop func(*query.TalentFilter)) {
		if !on {
			return
		}
		without := f.First()
		drop(&without)
		chosen = append(chosen, chosenFilter{text, talentsAddress(query.ParseTalentFilter(without.Values()))})
	}
	add(f.Words != "", q.T("言葉「%s」", f.Words), func(f *query.TalentFilter) { f.Words = "" })
	add(f.Category != "", categoryName(q.Lang, f.Category), func(f *query.TalentFilter) { f.Category = "" })
	add(f.Prefecture != "", phrase.Show(q.Lang, f.Prefecture), func(f *query.TalentFilter) { f.Prefecture = "" })
	add(f.Unit != "", q.T(priceUnitWord(f.Unit)), func(f *query.TalentFilter) { f.Unit, f.Band = "", 0 })
	if f.Band != 0 {
		from, below := search.PriceBand(string(f.Unit), f.Band)
		add(true, priceBandText(q.Lang, from, below), func(f *query.TalentFilter) { f.Band = 0 })
	}
	add(f.Hours != 0, q.T("週%d時間以上", f.Hours), func(f *query.TalentFilter) { f.Hours = 0 })
	add(f.Now, q.T("今すぐ始められる人"), func(f *query.TalentFilter) { f.Now = false })
	add(f.Record, q.T("実績のある人"), func(f *query.TalentFilter) { f.Record = false })
	add(f.Certified, q.T("認定ワーカーだけ"), func(f *query.TalentFilter) { f.Certified = false })
	return chosen
}

// countText is how many a choice would leave.
func countText(q *Request, c query.FacetCount) string {
	switch {
	case c.AtLeast && c.N == 0:
		return ""
	case c.More || c.AtLeast:
		return q.T("%d人以上", c.N)
	}
	return q.T("%d人", c.N)
}

// talentGroups are the groups of the drawer. A choice that leaves nobody is left out, unless it is the one that holds.
func talentGroups(q *Request, f query.TalentFilter, c query.TalentFacets) (groups []facetGroup) {
	add := func(name, title, all string, long bool, chosen string, counts []query.FacetCount, label func(string) string) {
		g := facetGroup{Name: name, Title: title, Long: long, Chosen: chosen != ""}
		g.Choices = append(g.Choices, facetChoice{Option: Option{Label: all, Chosen: chosen == ""}, Name: name})
		for _, n := range counts {
			if n.None() && n.Value != chosen {
				continue
			}
			ch := facetChoice{Option: Option{Value: n.Value, Label: label(n.Value), Chosen: n.Value == chosen}, Name: name, Count: countText(q, n)}
			ch.Part = strings.Contains(n.Value, "/")
			g.Choices = append(g.Choices, ch)
		}
		if len(g.Choices) > 1 {
			groups = append(groups, g)
		}
	}
	add("category", q.T("分野"), q.T("すべての分野"), false, f.Category, c.Categories, func(code string) string { return categoryName(q.Lang, code) })
	add("prefecture", q.T("都道府県"), q.T("どこでも"), true, string(f.Prefecture), c.Prefectures, func(code string) string { return phrase.Show(q.Lang, place.Prefecture(code)) })
	add("unit", q.T("単価"), q.T("こだわらない"), false, string(f.Unit), c.Units, func(u string) string { return q.T(priceUnitWord(people.PriceUnit(u))) })
	band := ""
	if f.Band != 0 {
		band = inputText(int64(f.Band))
	}
	add("band", q.T("金額"), q.T("こだわらない"), false, band, c.Bands, func(b string) string {
		n, _ := wholeNumber(b)
		from, below := search.PriceBand(string(f.Unit), int(n))
		return priceBandText(q.Lang, from, below)
	})
	hours := ""
	if f.Hours != 0 {
		hours = inputText(f.Hours)
	}
	add("hours", q.T("空いている時間"), q.T("こだわらない"), false, hours, c.Hours, func(h string) string {
		n, _ := wholeNumber(h)
		return q.T("週%d時間以上", n)
	})
	return groups
}

// talentTicks are the choices that stand alone. Certified is offered only where somebody is.
func talentTicks(q *Request, f query.TalentFilter, c query.TalentFacets) (ticks []facetChoice) {
	for _, t := range []struct {
		name, label string
		on          bool
		count       query.FacetCount
	}{
		{"certified", q.T("認定ワーカーだけ"), f.Certified, c.Certified},
		{"record", q.T("実績のある人"), f.Record, c.Record},
		{"now", q.T("今すぐ始められる人"), f.Now, c.Now},
	} {
		if t.on || t.count.N > 0 || t.count.AtLeast && t.name != "certified" {
			ticks = append(ticks, facetChoice{Option: Option{Value: "1", Label: t.label, Chosen: t.on}, Name: t.name, Count: countText(q, t.count)})
		}
	}
	return ticks
}

// talentRewards is the rule of search.Closeness in words.
func talentRewards(q *Request) []reward {
	return []reward{
		{q.T("できることにある言葉"), q.T("%d点", 6)},
		{q.T("ひとことや名前にある言葉"), q.T("%d点", 4)},
		{q.T("住む場所にある言葉"), q.T("%d点", 2)},
		{q.T("自己紹介にある言葉"), q.T("%d点", 1)},
		{q.T("長い言葉の初めと合うとき"), q.T("上の%d倍", 2)},
		{q.T("言葉がそのまま合うとき"), q.T("上の%d倍", 3)},
		{q.T("やりとげた契約が1件、5件、20件から"), q.T("2点、4点、6点")},
		{q.T("ここ2週間、2か月のあいだに来た人"), q.T("4点、2点")},
	}
}
