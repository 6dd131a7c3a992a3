package web

import (
	"net/http"

	"nariwai/internal/calendar"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/query"
	"nariwai/internal/usecase/posting"
)

// onJob runs a command on the job of the path; refused, the job's page comes back with what was typed.
func (s *Server) onJob(w http.ResponseWriter, q *Request, ja string, do func(id.Job) error) error {
	jid := id.Job(q.PathValue("id"))
	if err := do(jid); err != nil {
		p, e := s.jobPage(q)
		if e != nil {
			return e
		}
		if !p.Mine { // whoever asks must not tell by the answer how far they came
			return fault.New(fault.NotFound, "見つかりませんでした")
		}
		return s.again(w, q, "job", p, err)
	}
	return s.done(w, q, "/jobs/"+string(jid), ja)
}

// closesOn reads the new last day of a call.
func closesOn(q *Request) (calendar.Date, error) {
	d, err := calendar.Parse(q.Form("closes_on"))
	var f fault.Form
	f.Check("closes_on", err)
	return d, f.Err()
}

func (s *Server) jobExtend(w http.ResponseWriter, q *Request) error {
	return s.onJob(w, q, "募集の締切をのばしました", func(jid id.Job) error {
		d, err := closesOn(q)
		if err != nil {
			return err
		}
		return posting.ExtendJob(q.Context(), s.DB, q.Actor(), jid, d)
	})
}

func (s *Server) jobClose(w http.ResponseWriter, q *Request) error {
	return s.onJob(w, q, "募集を締め切りました。届いた提案から選んでください", func(jid id.Job) error {
		return posting.CloseJob(q.Context(), s.DB, q.Actor(), jid)
	})
}

func (s *Server) jobReopen(w http.ResponseWriter, q *Request) error {
	return s.onJob(w, q, "もう一度募集を始めました", func(jid id.Job) error {
		d, err := closesOn(q)
		if err != nil {
			return err
		}
		return posting.ReopenJob(q.Context(), s.DB, q.Actor(), jid, d)
	})
}

// jobEnd is the page on which a client thinks twice.
func (s *Server) jobEnd(w http.ResponseWriter, q *Request) error {
	p, err := query.ProposalsFor(q.Context(), s.DB, id.Job(q.PathValue("id")), q.Viewer.Party, query.AsTheyCame)
	if err != nil {
		return err
	}
	q.section = "/client"
	return s.show(w, q, "job_end", p)
}

func (s *Server) jobDrop(w http.ResponseWriter, q *Request) error {
	if err := posting.DropDraft(q.Context(), s.DB, q.Actor(), id.Job(q.PathValue("id"))); err != nil {
		return err
	}
	return s.done(w, q, "/jobs/mine", "下書きを消しました")
}

func (s *Server) jobEndDo(w http.ResponseWriter, q *Request) error {
	return s.onJob(w, q, "依頼を終えました。提案した方々にお知らせしました", func(jid id.Job) error {
		return posting.EndJob(q.Context(), s.DB, q.Actor(), jid)
	})
}
