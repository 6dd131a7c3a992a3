package web

import (
	"net/http"

	"nariwai/internal/id"
	"nariwai/internal/trust"
	"nariwai/internal/usecase/reporting"
)

// jobReport tells the desk of a job. The sentence behind it says what happens then.
func (s *Server) jobReport(w http.ResponseWriter, q *Request) error {
	jid := id.Job(q.PathValue("id"))
	if err := reporting.ReportJob(q.Context(), s.DB, q.Actor(), jid, trust.Reason(q.Form("reason")), lines(q.Form("words"))); err != nil {
		p, failed := s.jobPage(q)
		if failed != nil {
			return failed
		}
		return s.again(w, q, "job", p, err)
	}
	return s.done(w, q, "/jobs/"+string(jid), "通報を受け取りました。運営が確かめて、どうなったかをお知らせします。依頼主には、だれの通報かを伝えません")
}
