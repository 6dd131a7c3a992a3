package web

import (
	"net/http"

	"nariwai/internal/market"
	"nariwai/internal/message"
	"nariwai/internal/query"
	"nariwai/internal/usecase/proposing"
)

// proposalCheck is the data of templates/proposal_check.html.
type proposalCheck struct {
	Job    market.Job
	Offer  market.Offer
	Form   offerForm
	Quote  query.Quote
	Action string  // where it is sent
	Found  waysOut // in its words
	Alike  int     // other proposals that say nearly the same
	Edit   bool    // a proposal that stands is changed

	Approaches *message.Approaches // that it counts among; nil where the two talk already
}

// proposalSend takes the form of a new proposal: a milestone more, a look at the amounts, or the sending itself.
func (s *Server) proposalSend(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	p, err := s.jobPage(q)
	if err != nil {
		return err
	}
	p.Form = q.offerForm()
	if p.JobPage.Proposed {
		return q.Redirect(w, "/proposals/"+string(p.Own.ID))
	}
	if p.Quote, err = s.quote(q, p.ID, p.Form); err != nil {
		return err
	}
	switch q.Form("do") {
	case "row":
		p.Form = p.Form.withRow()
		return s.show(w, q, "job", p)
	case "back", "quote":
		return s.show(w, q, "job", p)
	}
	o, err := p.Form.offer()
	if err != nil {
		return s.again(w, q, "job", p, err)
	}
	if q.Form("do") != "send" {
		job := p.JobPage.Job // a copy: whether it would be taken
		if _, err := job.Propose("", q.Viewer.Party, q.Viewer.Person, o, !p.NeedsT, q.Now); err != nil {
			return s.again(w, q, "job", p, err)
		}
		check := proposalCheck{Job: p.JobPage.Job, Offer: o, Form: p.Form, Quote: p.Quote.Quote, Action: q.URL.Path}
		if p.Approach {
			check.Approaches = &p.Approaches
		}
		if check.Found, err = s.found(q, o.Message); err != nil {
			return err
		}
		if check.Alike, err = query.Alike(q.Context(), s.DB.Snapshot(), q.Viewer.Party, check.Job.ID, o.Message); err != nil {
			return err
		}
		return s.show(w, q, "proposal_check", check)
	}
	pid, err := proposing.SubmitProposal(q.Context(), s.DB, q.Actor(), p.ID, o)
	if err != nil {
		return s.again(w, q, "job", p, err)
	}
	return s.done(w, q, "/proposals/"+string(pid), "提案を送りました。依頼主が選ぶまで、直したり取り下げたりできます")
}
