package web

import (
	"nariwai/internal/market"
	"nariwai/internal/query"
	"strings"
)

// jobGroups are the groups of choices of the list. A choice that leaves nothing is left out, unless it is the one that holds.
func jobGroups(q *Request, f query.JobFilter, c query.JobFacets) (groups []facetGroup) {
	add := func(name, title string, options []query.JobOption, label func(value string) string, part func(value string) bool) {
		g := facetGroup{Name: name, Title: title}
		for _, o := range options {
			if o.Value != "" && o.Count == 0 && !o.Chosen {
				continue
			}
			ch := facetChoice{Option: Option{Value: o.Value, Label: q.T("こだわらない"), Chosen: o.Chosen}, Name: name, Count: jobCount(q, o)}
			if o.Value != "" {
				ch.Label, ch.Part = label(o.Value), part(o.Value)
				g.Chosen = g.Chosen || o.Chosen
			}
			g.Choices = append(g.Choices, ch)
		}
		if len(g.Choices) > 2 || g.Chosen {
			groups = append(groups, g)
		}
	}
	never := func(string) bool { return false }
	add("category", q.T("分野"), c.Categories, func(v string) string { return categoryName(q.Lang, v) }, func(v string) bool { return strings.Contains(v, "/") })
	add("unit", q.T("報酬の決め方と単価"), c.Units, func(v string) string {
		with := query.ParseJobFilter(map[string][]string{"unit": {v}})
		if with.Band == 0 {
			return q.T(unitWord(with.Unit))
		}
		return bandText(q, with.Unit, with.Band)
	}, func(v string) bool { return strings.Contains(v, "-") })
	add("kind", q.T("頼み方"), c.Kinds, func(v string) string { return q.T(kindWord(market.Kind(v))) }, never)
	add("ai", q.T("生成AI"), c.AI, func(v string) string { return q.T(aiWord(market.AIPolicy(v))) }, never)
	add("mall", q.T("お仕事モール"), c.Malls, func(v string) string { return v }, never)
	return groups
}

// jobTicks are the choices that stand alone.
func jobTicks(q *Request, c query.JobFacets) (ticks []facetChoice) {
	for _, t := range []struct {
		name, label string
		o           query.JobOption
	}{
		{"record", q.T("仮払いの実績あり"), c.Record},
		{"beginners", q.T("はじめての方を歓迎"), c.Beginners},
		{"unregistered", q.T("登録番号がなくてもよい"), c.Unregistered},
		{"teams", q.T("チームで受けてもよい"), c.Teams},
		{"certified", q.T("認定ワーカー向け"), c.Certified},
		{"soon", q.T("締切が近い（%d日以内）", query.ClosingSoonDays), c.ClosingSoon},
	} {
		ticks = append(ticks, facetChoice{Option: Option{Value: "1", Label: t.label, Chosen: t.o.Chosen}, Name: t.name, Count: jobCount(q, t.o)})
	}
	return ticks
}

// jobCount is how many jobs a choice would leave.
func jobCount(q *Request, o query.JobOption) string {
	n, _ := digits(o.Count)
	if o.More {
		return q.T("%s以上", n)
	}
	return n
}

// sortWord is an order of the list as people say it, a key of package phrase.
func sortWord(o query.JobSort) string {
	switch o {
	case query.ByScore:
		return "おすすめ順"
	case query.ByPay:
		return "報酬の高い順"
	case query.ByClosing:
		return "締切の近い順"
	}
	return "新しい順"
}

// jobSorts are the orders; what the list does by itself has no value, so that it goes on to do so when the words change.
func jobSorts(q *Request, f query.JobFilter) (sorts []Option) {
	own := query.JobFilter{Words: f.Words}.Order()
	for _, o := range query.JobSorts {
		s := Option{Value: string(o), Label: q.T(sortWord(o)), Chosen: o == f.Order()}
		if o == own {
			s.Value = ""
		}
		sorts = append(sorts, s)
	}
	return sorts
}
