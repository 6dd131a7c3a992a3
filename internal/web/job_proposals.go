package web

import (
	"net/http"

	"nariwai/internal/id"
	"nariwai/internal/query"
	"nariwai/internal/yen"
)

// jobProposalsPage is the data of templates/job_proposals.html.
type jobProposalsPage struct {
	query.JobProposals
	Order      query.ProposalOrder
	Orders     []Option
	Side       []query.ProposalLine // kept ones, side by side
	Kept       int
	Unanswered int64 // questions that wait for their answer
	Pager      Pager
	From, To   int // of all Lines, those that are shown
	All        int
}

// NoPrice marks no dot among the prices: the reader has none.
func (p jobProposalsPage) NoPrice() yen.Yen { return yen.Yen{} }

const (
	sideBySide       = 3
	proposalsOnAPage = 30
)

func (s *Server) jobProposals(w http.ResponseWriter, q *Request) error {
	order := query.ProposalOrder(q.Form("sort"))
	list, err := query.ProposalsFor(q.Context(), s.DB, id.Job(q.PathValue("id")), q.Viewer.Party, order)
	if err != nil {
		return err
	}
	q.section = "/client"
	p := jobProposalsPage{JobProposals: list, Order: order, Kept: len(list.Shortlist), All: len(list.Lines)}
	p.Side = list.Shortlist[:min(len(list.Shortlist), sideBySide)]
	for _, l := range list.Lines {
		if l.Asks {
			p.Unanswered++
		}
	}
	for _, o := range []struct {
		order query.ProposalOrder
		ja    string
	}{{query.AsTheyCame, "届いた順"}, {query.CheapestFirst, "金額の低い順"}, {query.EarliestFirst, "早く納められる順"}} {
		p.Orders = append(p.Orders, Option{Value: string(o.order), Label: q.T(o.ja), Chosen: o.order == order})
	}
	page := 1
	if n, err := count(q.Form("page")); err == nil && n > 0 && n < 10_000 {
		page = int(n)
	}
	p.From = min((page-1)*proposalsOnAPage, p.All)
	p.To = min(p.From+proposalsOnAPage, p.All)
	p.Lines = p.Lines[p.From:p.To]
	at := func(n int) string {
		return address("/jobs/%s/proposals?sort=%s&page=%d", string(p.ID), string(order), n)
	}
	if p.From > 0 {
		p.Pager.Prev = at(page - 1)
	}
	if p.To < p.All {
		p.Pager.Next = at(page + 1)
	}
	return s.show(w, q, "job_proposals", p)
}
