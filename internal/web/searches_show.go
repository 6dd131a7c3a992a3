package web

import (
	"net/http"
	"net/url"
	"strings"

	"nariwai/internal/id"
	"nariwai/internal/query"
	"nariwai/internal/search"
	"nariwai/internal/usecase/searching"
)

// searchesPage is the data of templates/searches.html.
type searchesPage struct {
	List []searchLine
	Most int
}

type searchLine struct {
	query.SavedSearch
	Conditions  []string
	Path, Feed  string // of the list, and of its feed
	Cadence     string
	TellsAtSome bool
}

// searchForm is the data of templates/search_form.html.
type searchForm struct {
	ID         id.Search // "" for a new one
	Name       string
	Filter     string
	Conditions []string
	Path       string
	Cadences   []Option
}

func (s *Server) searchesShow(w http.ResponseWriter, q *Request) error {
	list, err := query.SavedSearches(q.Context(), s.DB, q.Viewer.Person)
	if err != nil {
		return err
	}
	p := searchesPage{Most: search.MostSaved}
	for _, x := range list {
		f := readFilter(x.Filter)
		p.List = append(p.List, searchLine{x, conditions(q, f), f.Path(), feedPath(f), q.T(cadenceWord(x.Every)), x.Every != search.Never})
	}
	return s.show(w, q, "searches", p)
}

// searchNew is the form by which the list's present filter is saved.
func (s *Server) searchNew(w http.ResponseWriter, q *Request) error {
	return s.show(w, q, "search_form", newSearch(q, savedFilter(query.ParseJobFilter(q.Request.Form))))
}

func newSearch(q *Request, f query.JobFilter) searchForm {
	p := searchForm{Filter: f.Values().Encode(), Conditions: conditions(q, f), Path: f.Path(), Cadences: cadences(q, search.Daily)}
	p.Name = shorten(50, strings.Join(p.Conditions, "・"))
	return p
}

func (s *Server) searchSave(w http.ResponseWriter, q *Request) error {
	f := savedFilter(readFilter(q.Form("filter")))
	if err := searching.SaveSearch(q.Context(), s.DB, q.Actor(), f.Values().Encode(), q.Form("name"), search.Every(q.Form("every"))); err != nil {
		return s.again(w, q, "search_form", newSearch(q, f), err)
	}
	return s.done(w, q, "/searches", "条件を保存しました")
}

func (s *Server) searchEdit(w http.ResponseWriter, q *Request) error {
	p, err := s.savedForm(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "search_form", p)
}

func (s *Server) savedForm(q *Request) (p searchForm, err error) {
	x, err := query.SavedSearchOf(q.Context(), s.DB.Snapshot(), q.Viewer.Person, id.Search(q.PathValue("id")))
	if err != nil {
		return p, err
	}
	f := readFilter(x.Filter)
	return searchForm{x.ID, x.Name, x.Filter, conditions(q, f), f.Path(), cadences(q, x.Every)}, nil
}

func (s *Server) searchEditDo(w http.ResponseWriter, q *Request) error {
	err := searching.EditSearch(q.Context(), s.DB, q.Actor(), id.Search(q.PathValue("id")), q.Form("name"), search.Every(q.Form("every")))
	if err != nil {
		p, e := s.savedForm(q)
		if e != nil {
			return e
		}
		return s.again(w, q, "search_form", p, err)
	}
	return s.done(w, q, "/searches", "直しました")
}

func (s *Server) searchStop(w http.ResponseWriter, q *Request) error {
	if err := searching.StopSearch(q.Context(), s.DB, q.Actor(), id.Search(q.PathValue("id"))); err != nil {
		return err
	}
	return s.done(w, q, "/searches", "知らせを止めました")
}

func (s *Server) searchDrop(w http.ResponseWriter, q *Request) error {
	if err := searching.DropSearch(q.Context(), s.DB, q.Actor(), id.Search(q.PathValue("id"))); err != nil {
		return err
	}
	return s.done(w, q, "/searches", "保存した条件を消しました")
}

// readFilter reads a filter as it was saved.
func readFilter(text string) query.JobFilter {
	v, _ := url.ParseQuery(text) // what can't be read asks for nothing
	return query.ParseJobFilter(v)
}

// savedFilter is what of a filter is saved: what it asks for, and not in which order or on which page.
func savedFilter(f query.JobFilter) query.JobFilter {
	f = f.First()
	f.Sort = ""
	return f
}

// conditions are a filter in words.
func conditions(q *Request, f query.JobFilter) (words []string) {
	for _, c := range chosenFilters(q, f) {
		words = append(words, c.Text)
	}
	if len(words) == 0 {
		words = []string{q.T("すべての仕事")}
	}
	return words
}

func cadenceWord(e search.Every) string {
	switch e {
	case search.AtOnce:
		return "すぐに"
	case search.Daily:
		return "毎朝まとめて"
	case search.Weekly:
		return "毎週月曜日の朝にまとめて"
	}
	return "知らせない"
}

func cadences(q *Request, chosen search.Every) (options []Option) {
	for _, e := range search.Cadences {
		o := Option{Value: string(e), Label: q.T(cadenceWord(e)), Chosen: e == chosen}
		switch e {
		case search.AtOnce:
			o.Hint = q.T("公開から1分ほどで届きます")
		case search.Never:
			o.Hint = q.T("条件だけを残します")
		}
		options = append(options, o)
	}
	return options
}
