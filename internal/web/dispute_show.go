package web

import (
	"net/http"

	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/query"
	"nariwai/internal/usecase/working"
)

func (s *Server) itemDispute(w http.ResponseWriter, q *Request) error {
	return s.showItem(w, q, "dispute")
}

func (s *Server) itemDisputeDo(w http.ResponseWriter, q *Request) error {
	did, err := working.OpenDispute(q.Context(), s.DB, q.Actor(), id.Item(q.PathValue("id")), q.Form("reason"))
	if err != nil {
		return s.afterItem(w, q, "item_dispute", "", err, "")
	}
	return s.done(w, q, "/disputes/"+string(did), "もめごと相談を始めました。お金は動かさずにお預かりします")
}

// disputePage is the data of templates/dispute.html.
type disputePage struct {
	itemPage
	Dispute  market.Dispute
	StateTag Tag
	Split    []splitLine
	Opened   bool // by the reader
	Content  bool // the reader has said so
}

func (s *Server) disputePage(q *Request) (p disputePage, err error) {
	d, err := query.DisputeOf(q.Context(), s.DB, id.Dispute(q.PathValue("id")), q.Viewer.Party)
	if err != nil {
		return p, err
	}
	p = disputePage{itemPage: newItemPage(q, d.ItemPage), Dispute: d.Dispute, StateTag: disputeTag(q.Lang, d.Dispute.State),
		Split: moneyLines(q.Lang, d.Split, d.FeeRate), Opened: d.Dispute.ByParty == q.Viewer.Party}
	p.Content = p.Dispute.ClientContent
	if p.Working() {
		p.Content = p.Dispute.WorkerContent
	}
	return p, nil
}

func (s *Server) disputeShow(w http.ResponseWriter, q *Request) error {
	p, err := s.disputePage(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "dispute", p)
}

func (s *Server) afterDispute(w http.ResponseWriter, q *Request, err error, done string) error {
	if err == nil {
		return s.done(w, q, "/disputes/"+q.PathValue("id"), done)
	}
	p, e := s.disputePage(q)
	if e != nil {
		return e
	}
	return s.again(w, q, "dispute", p, err)
}

func (s *Server) disputeSay(w http.ResponseWriter, q *Request) error {
	err := working.SayInDispute(q.Context(), s.DB, q.Actor(), id.Dispute(q.PathValue("id")), q.Form("words"))
	return s.afterDispute(w, q, err, "言い分を加えました。相手と運営に知らせました")
}

func (s *Server) disputeWithdraw(w http.ResponseWriter, q *Request) error {
	err := working.WithdrawDispute(q.Context(), s.DB, q.Actor(), id.Dispute(q.PathValue("id")))
	return s.afterDispute(w, q, err, "相談を取り下げました。契約はもとのところから続きます")
}

func (s *Server) disputeContent(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	err := working.ContentWithDecision(q.Context(), s.DB, q.Actor(), id.Dispute(q.PathValue("id")))
	return s.afterDispute(w, q, err, "決定を受け入れました")
}

func (s *Server) disputeAppeal(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	err := working.AppealDecision(q.Context(), s.DB, q.Actor(), id.Dispute(q.PathValue("id")), q.Form("reason"))
	return s.afterDispute(w, q, err, "不服を申し立てました。別の担当者がもう一度決めます")
}
