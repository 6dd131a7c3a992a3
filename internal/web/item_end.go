package web

import (
	"net/http"

	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/query"
	"nariwai/internal/usecase/working"
	"nariwai/internal/yen"
)

// endPage is the data of templates/item_end.html.
type endPage struct {
	itemPage
	Split  []splitLine // what the offer would do; set on the page that checks it
	Pay    yen.Yen
	Fault  string
	Reason string
}

// Blamed is whose doing the end is, as it was chosen.
func (p endPage) Blamed() market.Blame { return market.Blame(p.Fault) }

func (s *Server) itemEnd(w http.ResponseWriter, q *Request) error {
	p, err := s.itemPage(q)
	if err != nil {
		return err
	}
	if !p.Open("end") {
		return q.Redirect(w, roomLink(p.ID))
	}
	return s.show(w, q, "item_end", endPage{itemPage: p})
}

// itemEndDo offers an end to the other side, after a page that shows what it would do with the money.
func (s *Server) itemEndDo(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	base, err := s.itemPage(q)
	if err != nil {
		return err
	}
	p := endPage{itemPage: base, Fault: q.Form("fault"), Reason: q.Form("reason")}
	var f fault.Form
	if p.Pay, err = yen.Parse(q.Form("pay")); err != nil {
		f.Check("pay", err)
	}
	if err := f.Err(); err != nil {
		return s.again(w, q, "item_end", p, err)
	}
	split := working.Split{Pay: p.Pay, Fault: market.Blame(p.Fault), Reason: p.Reason}
	if q.Form("do") == "send" {
		_, err := working.ProposeCancel(q.Context(), s.DB, q.Actor(), base.Item.ID, split)
		if err != nil {
			return s.again(w, q, "item_end", p, err)
		}
		return s.done(w, q, roomLink(p.ID), "申し出を送りました。相手の答えを待っています")
	}
	if _, err := base.ProposeCancel(market.Cancel{Asked: market.Asked{ByParty: q.Viewer.Party}, Pay: split.Pay, Fault: split.Fault, Reason: split.Reason}, base.Item, q.Now); err != nil {
		return s.again(w, q, "item_end", p, err)
	}
	out, err := query.Split(q.Context(), s.DB, base.ItemPage, p.Pay)
	if err != nil {
		return err
	}
	p.Split = moneyLines(q.Lang, out, base.FeeRate)
	return s.show(w, q, "item_end", p)
}

// cancelPage is the data of templates/cancel.html.
type cancelPage struct {
	itemPage
	Offer market.Cancel
	Split []splitLine
	Mine  bool
}

func (s *Server) cancelPage(q *Request) (cancelPage, error) {
	p, err := query.Cancel(q.Context(), s.DB, id.Cancel(q.PathValue("id")), q.Viewer.Party)
	if err != nil {
		return cancelPage{}, err
	}
	return cancelPage{newItemPage(q, p.ItemPage), p.Offer, moneyLines(q.Lang, p.Split, p.FeeRate), p.Offer.ByParty == q.Viewer.Party}, nil
}

// cancelShow checks with the amounts what signing an offer to end an item does.
func (s *Server) cancelShow(w http.ResponseWriter, q *Request) error {
	p, err := s.cancelPage(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "cancel", p)
}

func (s *Server) afterCancel(w http.ResponseWriter, q *Request, cid id.Contract, err error, done string) error {
	if err == nil {
		return s.done(w, q, roomLink(cid), done)
	}
	p, e := s.cancelPage(q)
	if e != nil {
		return e
	}
	return s.again(w, q, "cancel", p, err)
}

func (s *Server) cancelSign(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	cid, err := working.SignCancel(q.Context(), s.DB, q.Actor(), id.Cancel(q.PathValue("id")))
	return s.afterCancel(w, q, cid, err, "合意しました。お金は、決めたとおりに動きました")
}

func (s *Server) cancelReject(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	cid, err := working.RejectCancel(q.Context(), s.DB, q.Actor(), id.Cancel(q.PathValue("id")))
	return s.afterCancel(w, q, cid, err, "申し出を断りました。契約は続きます")
}

func (s *Server) cancelTakeBack(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	cid, err := working.TakeBackCancel(q.Context(), s.DB, q.Actor(), id.Cancel(q.PathValue("id")))
	return s.afterCancel(w, q, cid, err, "申し出を取り下げました")
}
