package web

import (
	"net/http"
	"slices"
	"strconv"

	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/query"
	"nariwai/internal/usecase/honouring"
)

// deskAwardsPage is the data of templates/desk_awards.html: the jury's page.
type deskAwardsPage struct {
	deskQueues
	query.JuryPage
	Years []Link
	None  bool
	This  int64 // the year that a form would open: the newest of three without prizes; 0 when all have some
}

func (s *Server) deskAwards(w http.ResponseWriter, q *Request) error { return s.jury(w, q, nil) }

// jury shows a year at the desk: the one that is asked for, or the newest.
func (s *Server) jury(w http.ResponseWriter, q *Request, refused error) (err error) {
	var p deskAwardsPage
	if p.deskQueues, err = s.queues(q); err != nil {
		return err
	}
	years, err := query.AwardYears(q.Context(), s.DB.Snapshot())
	if err != nil {
		return err
	}
	p.None = len(years) == 0
	for y := int64(q.Today.Year()); y >= int64(q.Today.Year())-2 && p.This == 0; y-- {
		if !slices.Contains(years, y) {
			p.This = y
		}
	}
	if !p.None {
		year := years[0]
		if y, err := strconv.ParseInt(q.Form("show"), 10, 32); err == nil {
			year = y
		}
		if p.JuryPage, err = query.Jury(q.Context(), s.DB.Snapshot(), year, q.Viewer.Person); err != nil {
			return err
		}
		for _, y := range years {
			p.Years = append(p.Years, Link{Href: "/desk/awards?show=" + strconv.FormatInt(y, 10), Label: strconv.FormatInt(y, 10), Current: y == year})
		}
	}
	if refused != nil {
		return s.again(w, q, "desk_awards", p, refused)
	}
	return s.show(w, q, "desk_awards", p)
}

// Opens reports whether there is a year to open.
func (p deskAwardsPage) Opens() bool { return p.This != 0 }

func (s *Server) deskAwardsOpen(w http.ResponseWriter, q *Request) error {
	until, err := dateField(q, "until")
	if err == nil && until.IsZero() {
		var f fault.Form
		f.Add("until", "日付を入れてください")
		err = f.Err()
	}
	if err == nil {
		year, _ := strconv.ParseInt(q.Form("year"), 10, 32) // anything else is a year that can't be opened
		err = honouring.OpenYear(q.Context(), s.DB, q.Actor(), year, until)
	}
	if err != nil {
		return s.jury(w, q, err)
	}
	return s.done(w, q, "/desk/awards", "表彰を始めました。推薦を受けつけています")
}

func (s *Server) deskAwardsClose(w http.ResponseWriter, q *Request) error {
	year, err := yearOf(q)
	if err != nil {
		return err
	}
	if err := honouring.CloseNominations(q.Context(), s.DB, q.Actor(), year); err != nil {
		return s.juryOr(w, q, err)
	}
	return s.done(w, q, "/desk/awards", "推薦を締め切りました。審査を始められます")
}

func (s *Server) deskAwardsAnnounce(w http.ResponseWriter, q *Request) error {
	year, err := yearOf(q)
	if err != nil {
		return err
	}
	if err := honouring.Announce(q.Context(), s.DB, q.Actor(), year); err != nil {
		return s.juryOr(w, q, err)
	}
	return s.done(w, q, honouring.Path(year), "表彰を発表しました。選ばれた人に知らせました")
}

func (s *Server) deskPrizeVote(w http.ResponseWriter, q *Request) error {
	if err := honouring.Vote(q.Context(), s.DB, q.Actor(), id.Prize(q.PathValue("id")), id.Party(q.Form("party"))); err != nil {
		return s.juryOr(w, q, err)
	}
	return s.done(w, q, "/desk/awards", "票を入れました。発表までは変えられます")
}

// juryOr shows the jury's page with why a command was refused; what is not there is not there.
func (s *Server) juryOr(w http.ResponseWriter, q *Request, err error) error {
	if fault.Is(err, fault.NotFound) {
		return err
	}
	return s.jury(w, q, err)
}
