package web

import (
	"net/http"

	"nariwai/internal/id"
	"nariwai/internal/query"
)

// myJobsPage is the data of templates/my_jobs.html.
type myJobsPage struct {
	query.MyJobs
	Pager Pager
}

func (s *Server) jobsMine(w http.ResponseWriter, q *Request) error {
	list, err := query.JobsOf(q.Context(), s.DB, q.Viewer.Party, id.Job(q.Form("after")), id.Job(q.Form("before")))
	if err != nil {
		return err
	}
	return s.show(w, q, "my_jobs", myJobsPage{list, around("/jobs/mine", string(list.Prev), string(list.Next))})
}

// myProposalsPage is the data of templates/my_proposals.html.
type myProposalsPage struct {
	query.MyProposals
	Pager Pager
}

func (s *Server) proposalsMine(w http.ResponseWriter, q *Request) error {
	list, err := query.ProposalsBy(q.Context(), s.DB, q.Viewer.Party, id.Proposal(q.Form("after")), id.Proposal(q.Form("before")))
	if err != nil {
		return err
	}
	return s.show(w, q, "my_proposals", myProposalsPage{list, around("/proposals", string(list.Prev), string(list.Next))})
}

// around is the way to the pages before and after one that is read by keys.
func around(path, prev, next string) (p Pager) {
	if prev != "" {
		p.Prev = path + address("?before=%s", prev)
	}
	if next != "" {
		p.Next = path + address("?after=%s", next)
	}
	return p
}
