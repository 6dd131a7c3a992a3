package webtest

import (
	"nariwai/internal/search"
	"nariwai/internal/usecase/searching"
)

// searches are what the workers have saved.
func (s *Stage) searches() {
	s.t.Helper()
	for r, name := range map[Role]string{Worker: "みちるの旅の条件", OtherWorker: "けんとの条件"} {
		s.ok(searching.SaveSearch(ctx, s.DB, s.actors[r], "category=writing&q=seo", s.hide("a saved search", name, r), search.Daily))
		s.name("search."+string(r), s.text("SELECT id FROM search_saved WHERE person = $1", s.actors[r].Person), r)
	}
}
