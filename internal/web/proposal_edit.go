package web

import (
	"net/http"

	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/query"
	"nariwai/internal/usecase/proposing"
)

// proposalEditPage is the data of templates/proposal_edit.html.
type proposalEditPage struct {
	proposalPage
	Form  offerForm
	Quote quoteView
}

func (s *Server) proposalEditPage(q *Request) (p proposalEditPage, err error) {
	if p.proposalPage, err = s.proposalPage(q, id.Proposal(q.PathValue("id"))); err != nil {
		return p, err
	}
	if !p.ForWorker() {
		return p, fault.New(fault.NotFound, "見つかりませんでした")
	}
	p.Form, p.Quote = formOf(p.Offer), quoteView{Quote: p.proposalPage.Quote}
	return p, nil
}

func (s *Server) proposalEdit(w http.ResponseWriter, q *Request) error {
	p, err := s.proposalEditPage(q)
	if err != nil {
		return err
	}
	if !p.Editable() {
		return q.Redirect(w, "/proposals/"+string(p.ID))
	}
	return s.show(w, q, "proposal_edit", p)
}

// proposalEditSend takes the form of a proposal that stands: a milestone more, a look at the amounts, or the change itself.
func (s *Server) proposalEditSend(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	p, err := s.proposalEditPage(q)
	if err != nil {
		return err
	}
	p.Form = q.offerForm()
	if p.Quote, err = s.quote(q, p.Job, p.Form); err != nil {
		return err
	}
	switch q.Form("do") {
	case "row":
		p.Form = p.Form.withRow()
		return s.show(w, q, "proposal_edit", p)
	case "back", "quote":
		return s.show(w, q, "proposal_edit", p)
	}
	o, err := p.Form.offer()
	if err != nil {
		return s.again(w, q, "proposal_edit", p, err)
	}
	if q.Form("do") != "send" {
		changed := p.Proposal // a copy: whether it would be taken
		if err := changed.Edit(o, p.Of, q.Now); err != nil {
			return s.again(w, q, "proposal_edit", p, err)
		}
		check := proposalCheck{Job: p.Of, Offer: o, Form: p.Form, Quote: p.Quote.Quote, Action: q.URL.Path, Edit: true}
		if check.Found, err = s.found(q, o.Message); err != nil {
			return err
		}
		if check.Alike, err = query.Alike(q.Context(), s.DB.Snapshot(), q.Viewer.Party, check.Job.ID, o.Message); err != nil {
			return err
		}
		return s.show(w, q, "proposal_check", check)
	}
	if err := proposing.EditProposal(q.Context(), s.DB, q.Actor(), p.ID, o); err != nil {
		return s.again(w, q, "proposal_edit", p, err)
	}
	return s.done(w, q, "/proposals/"+string(p.ID), "提案を直しました")
}
