package web

import (
	"html/template"
	"net/http"
	"strconv"

	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/phrase"
	"nariwai/internal/prize"
	"nariwai/internal/query"
	"nariwai/internal/usecase/honouring"
)

// prizeRoutes: the year's prizes.
var prizeRoutes = []Route{
	{Pattern: "GET /awards", Who: Anyone, do: (*Server).awardsLatest},
	{Pattern: "GET /awards/{year}", Who: Anyone, do: (*Server).awardsShow},
	{Pattern: "GET /awards/{year}/nominate", Who: SignedIn, do: (*Server).nominateShow},
	{Pattern: "POST /awards/{year}/nominate", Who: SignedIn, do: (*Server).nominateDo},
	{Pattern: "POST /prizes/{id}/answer", Who: SignedIn, do: (*Server).prizeAnswer},
	{Pattern: "GET /desk/awards", Who: Desk, do: (*Server).deskAwards},
	{Pattern: "POST /desk/awards", Who: Desk, do: (*Server).deskAwardsOpen},
	{Pattern: "POST /desk/awards/{year}/close", Who: Desk, do: (*Server).deskAwardsClose},
	{Pattern: "POST /desk/awards/{year}/announce", Who: Desk, do: (*Server).deskAwardsAnnounce},
	{Pattern: "POST /desk/prizes/{id}/vote", Who: Desk, do: (*Server).deskPrizeVote},
}

// awardsPage is the data of templates/awards.html.
type awardsPage struct {
	query.AwardsPage
	Own   []query.OwnEntry
	Takes bool
	None  bool
}

func yearOf(q *Request) (int64, error) {
	y, err := strconv.ParseInt(q.PathValue("year"), 10, 32)
	if err != nil {
		return 0, fault.New(fault.NotFound, "見つかりませんでした")
	}
	return y, nil
}

// awardsLatest is the newest year, with what the reader was nominated for.
func (s *Server) awardsLatest(w http.ResponseWriter, q *Request) error { return s.awards(w, q, nil) }

func (s *Server) awards(w http.ResponseWriter, q *Request, refused error) error {
	years, err := query.AwardYears(q.Context(), s.DB.Snapshot())
	if err != nil {
		return err
	}
	if len(years) == 0 {
		return s.show(w, q, "awards", awardsPage{None: true})
	}
	return s.awardsOf(w, q, years[0], refused)
}

func (s *Server) awardsShow(w http.ResponseWriter, q *Request) error {
	year, err := yearOf(q)
	if err != nil {
		return err
	}
	return s.awardsOf(w, q, year, nil)
}

func (s *Server) awardsOf(w http.ResponseWriter, q *Request, year int64, refused error) (err error) {
	var p awardsPage
	if p.AwardsPage, err = query.Awards(q.Context(), s.DB.Snapshot(), year); err != nil {
		return err
	}
	p.Takes = p.Year.Takes(q.Now)
	if q.Viewer.SignedIn() {
		if p.Own, err = query.OwnEntries(q.Context(), s.DB.Snapshot(), q.Viewer.Party); err != nil {
			return err
		}
	}
	if refused != nil {
		return s.again(w, q, "awards", p, refused)
	}
	return s.show(w, q, "awards", p)
}

// nominatePage is the data of templates/nominate.html.
type nominatePage struct {
	query.AwardsPage
	To, Name string // whom
	Kinds    []Option
}

func (s *Server) nominatePage(q *Request) (p nominatePage, err error) {
	year, err := yearOf(q)
	if err != nil {
		return p, err
	}
	if p.AwardsPage, err = query.Awards(q.Context(), s.DB.Snapshot(), year); err != nil {
		return p, err
	}
	p.To = q.Form("to")
	if p.Name, err = query.Nominee(q.Context(), s.DB.Snapshot(), p.To); err != nil {
		return p, err
	}
	for _, z := range p.Prizes {
		if z.Open {
			p.Kinds = append(p.Kinds, Option{Value: string(z.ID), Label: phrase.Show(q.Lang, honouring.Name(z.Prize)), Hint: q.T(z.Kind.About()), Chosen: q.Form("prize") == string(z.ID)})
		}
	}
	return p, nil
}

func (s *Server) nominateShow(w http.ResponseWriter, q *Request) error {
	p, err := s.nominatePage(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "nominate", p)
}

func (s *Server) nominateDo(w http.ResponseWriter, q *Request) error {
	p, err := s.nominatePage(q)
	if err != nil {
		return err
	}
	pid := id.Prize(q.Form("prize"))
	if pid == "" {
		var f fault.Form
		f.Add("prize", "賞を選んでください")
		return s.again(w, q, "nominate", p, f.Err())
	}
	if err := honouring.Nominate(q.Context(), s.DB, q.Actor(), pid, q.Form("to"), q.Form("words")); err != nil {
		return s.again(w, q, "nominate", p, err)
	}
	return s.done(w, q, honouring.Path(p.Year.Year), "推薦しました。本人が受けると答えると、審査に進みます")
}

func (s *Server) prizeAnswer(w http.ResponseWriter, q *Request) error {
	yes := q.Form("answer") == "yes"
	if err := honouring.Answer(q.Context(), s.DB, q.Actor(), id.Prize(q.PathValue("id")), yes, q.Ticked("declared")); err != nil {
		if fault.Is(err, fault.NotFound) {
			return err
		}
		return s.awards(w, q, err)
	}
	if yes {
		return s.done(w, q, "/awards", "推薦を受けると答えました。発表までは、いつでもやめられます")
	}
	return s.done(w, q, "/awards", "推薦を受けないと答えました")
}

// prizeFuncs are the functions of templates about prizes.
func prizeFuncs(lang phrase.Lang) template.FuncMap {
	return template.FuncMap{
		"prizeName": func(p prize.Prize) string { return phrase.Show(lang, honouring.Name(p)) },
		"prizeOf": func(k prize.Kind, field string) string {
			return phrase.Show(lang, honouring.Name(prize.Prize{Kind: k, Field: field}))
		},
		"prizeAbout": func(k prize.Kind) string { return phrase.T(lang, k.About()) },
		"sideWord": func(s prize.Side) string {
			if s == prize.Client {
				return phrase.T(lang, "頼んだ人")
			}
			return phrase.T(lang, "働く仲間")
		},
	}
}
