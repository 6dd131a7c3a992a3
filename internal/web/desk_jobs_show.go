package web

import (
	"net/http"

	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/query"
	"nariwai/internal/usecase/desk"
	"nariwai/internal/yen"
)

// deskQueues is what every page of the desk holds for the menu beside it.
type deskQueues struct{ Queues query.DeskQueues }

func (s *Server) queues(q *Request) (d deskQueues, err error) {
	d.Queues, err = query.Queues(q.Context(), s.DB.Snapshot())
	return d, err
}

// deskJobsPage is the data of templates/desk_jobs.html.
type deskJobsPage struct {
	deskQueues
	Jobs []query.WaitingJob
}

// deskJobs lists the first jobs of new clients, which the desk looks at before they are shown.
func (s *Server) deskJobs(w http.ResponseWriter, q *Request) (err error) {
	var p deskJobsPage
	if p.deskQueues, err = s.queues(q); err != nil {
		return err
	}
	if p.Jobs, err = query.WaitingJobs(q.Context(), s.DB.Snapshot()); err != nil {
		return err
	}
	return s.show(w, q, "desk_jobs", p)
}

// deskJobPage is the data of templates/desk_job.html.
type deskJobPage struct {
	deskQueues
	query.DeskJob
	Tag Tag
	Own bool
}

// Total is what the client would owe for all hires.
func (p deskJobPage) Total() yen.Yen { return p.Job.Total() }

// Waits reports whether the desk has still to decide.
func (p deskJobPage) Waits() bool { return p.State == market.JobReview }

func (s *Server) deskJob(w http.ResponseWriter, q *Request) error { return s.showDeskJob(w, q, nil) }

func (s *Server) showDeskJob(w http.ResponseWriter, q *Request, refused error) (err error) {
	var p deskJobPage
	if p.deskQueues, err = s.queues(q); err != nil {
		return err
	}
	if p.DeskJob, err = query.JobForDesk(q.Context(), s.DB.Snapshot(), id.Job(q.PathValue("id"))); err != nil {
		return err
	}
	p.Tag, p.Own = jobTag(q.Lang, p.State, p.Outcome), p.Client == q.Viewer.Party
	if refused != nil {
		return s.again(w, q, "desk_job", p, refused)
	}
	return s.show(w, q, "desk_job", p)
}

func (s *Server) deskJobApprove(w http.ResponseWriter, q *Request) error {
	if err := desk.ApproveJob(q.Context(), s.DB, q.Actor(), id.Job(q.PathValue("id"))); err != nil {
		return s.showDeskJob(w, q, err)
	}
	return s.done(w, q, "/desk/jobs", "依頼を公開しました。依頼主に知らせました")
}

func (s *Server) deskJobRefuse(w http.ResponseWriter, q *Request) error {
	if err := desk.RefuseJob(q.Context(), s.DB, q.Actor(), id.Job(q.PathValue("id")), q.Form("reason")); err != nil {
		return s.showDeskJob(w, q, err)
	}
	return s.done(w, q, "/desk/jobs", "依頼を返しました。依頼主に理由を知らせました")
}
