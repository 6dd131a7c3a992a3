package web

import (
	"net/http"

	"nariwai/internal/id"
	"nariwai/internal/query"
	"nariwai/internal/usecase/searching"
)

// savedPage is the data of templates/saved_jobs.html.
type savedPage struct {
	query.SavedList
	Pager Pager
}

func (s *Server) jobsSaved(w http.ResponseWriter, q *Request) error {
	list, err := query.SavedJobs(q.Context(), s.DB.Snapshot(), q.Viewer.Party, id.Job(q.Form("after")))
	if err != nil {
		return err
	}
	p := savedPage{SavedList: list}
	if list.Older != "" {
		p.Pager.Next = "/jobs/saved?after=" + string(list.Older)
	}
	return s.show(w, q, "saved_jobs", p)
}

// hiddenPage is the data of templates/hidden_jobs.html.
type hiddenPage struct{ Things []query.HiddenThing }

func (s *Server) jobsHidden(w http.ResponseWriter, q *Request) error {
	things, err := query.HiddenThings(q.Context(), s.DB.Snapshot(), q.Viewer.Party)
	if err != nil {
		return err
	}
	return s.show(w, q, "hidden_jobs", hiddenPage{things})
}

func (s *Server) jobSaveMine(w http.ResponseWriter, q *Request) error {
	jid := id.Job(q.PathValue("id"))
	if err := searching.SaveJob(q.Context(), s.DB, q.Actor(), jid, q.Form("on") == "1"); err != nil {
		return err
	}
	return q.Redirect(w, nextOr(q, "/jobs/"+string(jid)))
}

func (s *Server) jobHide(w http.ResponseWriter, q *Request) error {
	jid := id.Job(q.PathValue("id"))
	if err := searching.HideJob(q.Context(), s.DB, q.Actor(), jid, q.Form("what") == "client", q.Form("on") == "1"); err != nil {
		return err
	}
	return q.Redirect(w, nextOr(q, "/jobs/hidden"))
}

// nextOr is the page of this site that the form names, or another.
func nextOr(q *Request, otherwise string) string {
	if next := q.Form(nextField); local(next) {
		return next
	}
	return otherwise
}
