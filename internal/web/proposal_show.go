package web

import (
	"net/http"

	"nariwai/internal/clock"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/query"
	"nariwai/internal/trust"
	"nariwai/internal/usecase/hiring"
	"nariwai/internal/usecase/proposing"
)

// proposalPage is the data of templates/proposal.html.
type proposalPage struct {
	query.ProposalPage
	Shut  bool // before a contract: links in the other side's words don't open
	Spots []trust.Spot
	Ways  waysOut
}

// ForWorker reports whether its proposer reads the page; otherwise the client does.
func (p proposalPage) ForWorker() bool { return p.Side == market.WorkerSide }

// Open reports whether the proposal waits for an answer.
func (p proposalPage) Open() bool { return p.State == market.Sent }

// Editable reports whether the proposer may change it, or send it again.
func (p proposalPage) Editable() bool {
	return p.State == market.Sent && p.Of.State != market.JobEnded || p.State == market.Withdrawn && p.Takes
}

// UpTo is the newest edit of the job that the page shows.
func (p proposalPage) UpTo() (at clock.Instant) {
	for _, e := range p.Edits {
		at = max(at, e.At)
	}
	return at
}

func (s *Server) proposalPage(q *Request, pid id.Proposal) (proposalPage, error) {
	shown, err := query.ProposalShown(q.Context(), s.DB, pid, q.Viewer.Party)
	p := proposalPage{ProposalPage: shown}
	if err != nil || p.Side != market.ClientSide {
		return p, err
	}
	q.section = "/client"
	if p.Shut = p.State != market.Awarded; !p.Shut {
		return p, nil
	}
	marked, err := query.Marked(q.Context(), s.DB.Snapshot(), q.Viewer.Person)
	if err == nil && marked {
		p.Spots = trust.Contacts.Find(p.Message)
		p.Ways = waysIn(p.Message, p.Spots)
	}
	return p, err
}

func (s *Server) proposalShow(w http.ResponseWriter, q *Request) error {
	p, err := s.proposalPage(q, id.Proposal(q.PathValue("id")))
	if err != nil {
		return err
	}
	return s.show(w, q, "proposal", p)
}

// onProposal runs a command on the proposal of the path; refused, the proposal's page comes back with what was typed.
func (s *Server) onProposal(w http.ResponseWriter, q *Request, ja string, do func(id.Proposal) error) error {
	pid := id.Proposal(q.PathValue("id"))
	if err := do(pid); err != nil {
		p, e := s.proposalPage(q, pid)
		if e != nil {
			return e
		}
		return s.again(w, q, "proposal", p, err)
	}
	return s.done(w, q, "/proposals/"+string(pid), ja)
}

func (s *Server) proposalWithdraw(w http.ResponseWriter, q *Request) error {
	return s.onProposal(w, q, "提案を取り下げました。募集のあいだは、もう一度送れます", func(pid id.Proposal) error {
		return proposing.WithdrawProposal(q.Context(), s.DB, q.Actor(), pid)
	})
}

func (s *Server) proposalSeen(w http.ResponseWriter, q *Request) error {
	return s.onProposal(w, q, "変わったところを確かめて、提案をそのままにしました", func(pid id.Proposal) error {
		upTo, err := count(q.Form("up_to"))
		if err != nil {
			return err
		}
		return proposing.SeeEdits(q.Context(), s.DB, q.Actor(), pid, clock.Instant(upTo))
	})
}

func (s *Server) proposalDecline(w http.ResponseWriter, q *Request) error {
	return s.onProposal(w, q, "見送りを伝えました", func(pid id.Proposal) error {
		_, err := hiring.DeclineProposal(q.Context(), s.DB, q.Actor(), pid, lines(q.Form("reason")))
		return err
	})
}

// proposalShortlist keeps a proposal or puts it back, and leads back to where that was asked.
func (s *Server) proposalShortlist(w http.ResponseWriter, q *Request) error {
	jid, err := hiring.ShortlistProposal(q.Context(), s.DB, q.Actor(), id.Proposal(q.PathValue("id")), q.Form("on") == "1")
	if err != nil {
		return err
	}
	if next := q.Form(nextField); local(next) {
		return q.Redirect(w, next)
	}
	return q.Redirect(w, "/jobs/"+string(jid)+"/proposals")
}
