package web

import (
	"net/http"
	"slices"

	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/query"
	"nariwai/internal/trust"
	"nariwai/internal/usecase/desk"
)

// deskPostingsPage is the data of templates/desk_postings.html: one of three lists.
type deskPostingsPage struct {
	deskQueues
	Show     string // "marks", "reports", "talks" or "floors"
	Marks    []query.MarkLine
	Asked    []query.MarkLine // on the first page of the marks
	Reports  []query.ReportLine
	Talks    []query.TalkLine
	Breaches []query.BreachLine
	Total    int64 // of the breaches
	Pager    Pager
}

// deskPostings lists what the desk should look at of postings: marked sentences, reports, and pay below the floors.
func (s *Server) deskPostings(w http.ResponseWriter, q *Request) (err error) {
	p := deskPostingsPage{Show: q.Form("show")}
	if !slices.Contains([]string{"reports", "talks", "floors"}, p.Show) {
		p.Show = "marks"
	}
	if p.deskQueues, err = s.queues(q); err != nil {
		return err
	}
	r, next := s.DB.Snapshot(), ""
	switch p.Show {
	case "marks":
		var after id.Mark
		if p.Marks, after, err = query.Marks(q.Context(), r, id.Mark(q.Form("after"))); err != nil {
			return err
		}
		if next = string(after); q.Form("after") == "" {
			if p.Asked, err = query.MarksAsked(q.Context(), r); err != nil {
				return err
			}
		}
	case "reports":
		var after id.Report
		if p.Reports, after, err = query.Reports(q.Context(), r, id.Report(q.Form("after"))); err != nil {
			return err
		}
		next = string(after)
	case "talks":
		var after id.Report
		if p.Talks, after, err = query.Talks(q.Context(), r, id.Report(q.Form("after"))); err != nil {
			return err
		}
		next = string(after)
	case "floors":
		var after id.Job
		if p.Breaches, after, p.Total, err = query.Breaches(q.Context(), r, id.Site, id.Job(q.Form("after"))); err != nil {
			return err
		}
		next = string(after)
	}
	if next != "" {
		p.Pager.Next = address("/desk/postings?show=%s&after=%s", p.Show, next)
	}
	return s.show(w, q, "desk_postings", p)
}

// deskPostingPage is the data of templates/desk_posting.html: one posting, because of a mark or a report.
type deskPostingPage struct {
	deskQueues
	query.DeskPosting
	Tag      Tag
	Own      bool
	Action   string // the address to which the decision is sent
	Verdicts []Option
}

// Waits reports whether there is something to decide.
func (p deskPostingPage) Waits() bool {
	return p.Mark.Mark.State == trust.MarkOpen || p.Mark.Mark.State == trust.MarkRight && !p.Over() || p.Report.State == trust.ReportOpen
}

// Over reports whether the job has ended or gone back already.
func (p deskPostingPage) Over() bool {
	return p.State == market.JobEnded || p.State == market.JobRefused
}

func (s *Server) showPosting(w http.ResponseWriter, q *Request, posting query.DeskPosting, refused error) (err error) {
	p := deskPostingPage{DeskPosting: posting, Tag: jobTag(q.Lang, posting.State, posting.Outcome), Own: posting.Client == q.Viewer.Party}
	p.Action = "/desk/reports/" + string(p.Report.ID)
	if p.Report.ID == "" {
		p.Action = "/desk/marks/" + string(p.Mark.Mark.ID)
	}
	if p.deskQueues, err = s.queues(q); err != nil {
		return err
	}
	p.Verdicts = []Option{
		{Value: string(trust.Dismiss), Label: q.T("問題ない"), Hint: q.T("依頼主には何も伝わりません。同じ文は、もう印になりません。")},
		{Value: string(trust.Ask), Label: q.T("直してもらう"), Hint: q.T("理由を依頼主に伝えます。募集は続き、直るまで、読む人に気をつけるように知らせます。")},
		{Value: string(trust.Stop), Label: q.T("募集を止める"), Hint: q.T("理由を依頼主に伝えて、募集を終えます。待っている提案には、返事をします。")},
	}
	if p.Report.ID != "" {
		p.Verdicts[0].Hint, p.Verdicts[1].Hint = q.T("依頼主には何も伝わりません。"), q.T("理由を依頼主に伝えます。募集は続きます。")
	}
	for i := range p.Verdicts {
		p.Verdicts[i].Chosen = p.Verdicts[i].Value == q.Form("verdict")
	}
	if refused != nil {
		return s.again(w, q, "desk_posting", p, refused)
	}
	return s.show(w, q, "desk_posting", p)
}

func (s *Server) deskMark(w http.ResponseWriter, q *Request) error { return s.showMark(w, q, nil) }

func (s *Server) showMark(w http.ResponseWriter, q *Request, refused error) error {
	p, err := query.PostingByMark(q.Context(), s.DB, id.Mark(q.PathValue("id")))
	if err != nil {
		return err
	}
	return s.showPosting(w, q, p, refused)
}

func (s *Server) deskMarkDecide(w http.ResponseWriter, q *Request) error {
	if err := desk.DecideMark(q.Context(), s.DB, q.Actor(), id.Mark(q.PathValue("id")), trust.Verdict(q.Form("verdict")), lines(q.Form("note"))); err != nil {
		return s.showMark(w, q, err)
	}
	return s.done(w, q, "/desk/postings", "決めました。伝えることがあれば、依頼主に知らせました")
}

func (s *Server) deskReport(w http.ResponseWriter, q *Request) error {
	return s.showReport(w, q, nil)
}

func (s *Server) showReport(w http.ResponseWriter, q *Request, refused error) error {
	p, err := query.PostingByReport(q.Context(), s.DB, id.Report(q.PathValue("id")))
	if err != nil {
		return err
	}
	return s.showPosting(w, q, p, refused)
}

func (s *Server) deskReportDecide(w http.ResponseWriter, q *Request) error {
	if err := desk.DecideReport(q.Context(), s.DB, q.Actor(), id.Report(q.PathValue("id")), trust.Verdict(q.Form("verdict")), lines(q.Form("note"))); err != nil {
		return s.showReport(w, q, err)
	}
	return s.done(w, q, "/desk/postings?show=reports", "決めました。通報した人に知らせました")
}
