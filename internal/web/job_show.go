package web

import (
	"net/http"

	"nariwai/internal/clock"
	"nariwai/internal/id"
	"nariwai/internal/query"
)

// jobPage is the data of templates/job.html.
type jobPage struct {
	query.JobPage
	Form  offerForm
	Quote quoteView // of what stands in the form

	Found   waysOut     // in a question that was to be sent
	Posting *jobPosting // for search engines; nil for people
}

// ShowsRecruiter reports whether the address and contact of who recruits are for this reader: a business shows them to all
// (Freelance Act, art. 12), a private person to those who have signed in.
func (p jobPage) ShowsRecruiter(v Viewer) bool { return p.Card.Business || v.SignedIn() }

// Asks reports whether the job can be asked about before proposing.
func (p jobPage) Asks(now clock.Instant) bool { return p.Takes(now) }

func (s *Server) jobShow(w http.ResponseWriter, q *Request) error {
	p, err := s.jobPage(q)
	if err != nil {
		return err
	}
	if p.Elsewhere != "" {
		return q.Redirect(w, p.Elsewhere)
	}
	return s.show(w, q, "job", p)
}

func (s *Server) jobPage(q *Request) (p jobPage, err error) {
	shown, err := query.JobShown(q.Context(), s.DB, id.Job(q.PathValue("id")), q.Viewer.Party, q.Viewer.Operator && q.Viewer.Strong)
	if err != nil {
		return p, err
	}
	if shown.Mine {
		q.section = "/client"
	}
	p = jobPage{JobPage: shown, Quote: quoteView{Quote: shown.Quote}, Posting: s.posting(q, shown)}
	p.Form = offerForm{Price: inputText(shown.Pay), DueOn: shown.DueOn.String()}
	if shown.DueOn.Before(q.Today) {
		p.Form.DueOn = ""
	}
	return p, nil
}
