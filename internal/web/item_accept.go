package web

import (
	"net/http"

	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/usecase/working"
)

// clientsItem shows a page of the client's on an item that stands in one of the states; otherwise the room says what is next.
func (s *Server) clientsItem(w http.ResponseWriter, q *Request, page string, in ...market.ItemState) error {
	p, err := s.itemPage(q)
	switch {
	case err != nil:
		return err
	case p.Working():
		return fault.New(fault.Forbidden, "これは相手の方がすることです")
	}
	for _, st := range in {
		if p.Item.State == st {
			return s.show(w, q, page, p)
		}
	}
	return q.Redirect(w, roomLink(p.ID))
}

// itemAccept checks with the amounts what an acceptance does.
func (s *Server) itemAccept(w http.ResponseWriter, q *Request) error {
	return s.clientsItem(w, q, "item_accept", market.ItemDelivered)
}

func (s *Server) itemAcceptDo(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	cid, err := working.AcceptItem(q.Context(), s.DB, q.Actor(), id.Item(q.PathValue("id")))
	return s.afterItem(w, q, "item_accept", cid, err, "検収しました。報酬が確定しました")
}

func (s *Server) itemRevise(w http.ResponseWriter, q *Request) error {
	return s.clientsItem(w, q, "item_revise", market.ItemDelivered)
}

func (s *Server) itemReviseDo(w http.ResponseWriter, q *Request) error {
	cid, err := working.RequestRevision(q.Context(), s.DB, q.Actor(), id.Item(q.PathValue("id")), q.Form("reason"), market.Blame(q.Form("fault")))
	return s.afterItem(w, q, "item_revise", cid, err, "直しをお願いしました。働く人に知らせました")
}

// itemLate checks with the amounts what ending a late item does.
func (s *Server) itemLate(w http.ResponseWriter, q *Request) error {
	return s.clientsItem(w, q, "item_late", market.ItemFunded)
}

func (s *Server) itemLateDo(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	cid, err := working.CancelLate(q.Context(), s.DB, q.Actor(), id.Item(q.PathValue("id")))
	return s.afterItem(w, q, "item_late", cid, err, "取り消しました。お預かりしていたお金をお返しします")
}

// itemSilent checks with the amounts what ending an item without an answer does.
func (s *Server) itemSilent(w http.ResponseWriter, q *Request) error {
	return s.clientsItem(w, q, "item_silent", market.ItemFunded, market.ItemRevising)
}

func (s *Server) itemSilentDo(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	cid, err := working.CancelSilent(q.Context(), s.DB, q.Actor(), id.Item(q.PathValue("id")))
	return s.afterItem(w, q, "item_silent", cid, err, "取り消しました。お預かりしていたお金をお返しします")
}
