package web

import (
	"net/http"

	"nariwai/internal/calendar"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/query"
	"nariwai/internal/usecase/working"
	"nariwai/internal/yen"
)

func (s *Server) itemChange(w http.ResponseWriter, q *Request) error {
	return s.showItem(w, q, "change")
}

// itemChangeDo offers new terms to the other side. Nothing changes before they sign.
func (s *Server) itemChangeDo(w http.ResponseWriter, q *Request) error {
	iid := id.Item(q.PathValue("id"))
	n := working.NewTerms{Scope: q.Form("scope"), Reason: q.Form("reason")}
	var f fault.Form
	var err error
	if n.Pay, err = yen.ParsePositive(q.Form("pay")); err != nil {
		f.Check("pay", err)
	}
	if n.DueOn, err = calendar.Parse(q.Form("due_on")); err != nil {
		f.Check("due_on", err)
	}
	if err := f.Err(); err != nil {
		return s.afterItem(w, q, "item_change", "", err, "")
	}
	cid, err := working.ProposeChange(q.Context(), s.DB, q.Actor(), iid, n)
	return s.afterItem(w, q, "item_change", cid, err, "申し出を送りました。相手の答えを待っています")
}

// changePage is the data of templates/change.html.
type changePage struct {
	itemPage
	Order query.ChangePage
	Mine  bool
}

func (s *Server) changePage(q *Request) (changePage, error) {
	p, err := query.Change(q.Context(), s.DB, id.Change(q.PathValue("id")), q.Viewer.Party)
	if err != nil {
		return changePage{}, err
	}
	return changePage{newItemPage(q, p.ItemPage), p, p.Change.ByParty == q.Viewer.Party}, nil
}

// changeShow checks with the amounts and dates what signing a change order does.
func (s *Server) changeShow(w http.ResponseWriter, q *Request) error {
	p, err := s.changePage(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "change", p)
}

func (s *Server) afterChange(w http.ResponseWriter, q *Request, cid id.Contract, err error, done string) error {
	if err == nil {
		return s.done(w, q, roomLink(cid), done)
	}
	p, e := s.changePage(q)
	if e != nil {
		return e
	}
	return s.again(w, q, "change", p, err)
}

func (s *Server) changeSign(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	cid, err := working.SignChange(q.Context(), s.DB, q.Actor(), id.Change(q.PathValue("id")))
	return s.afterChange(w, q, cid, err, "署名しました")
}

func (s *Server) changeReject(w http.ResponseWriter, q *Request) error {
	cid, err := working.RejectChange(q.Context(), s.DB, q.Actor(), id.Change(q.PathValue("id")))
	return s.afterChange(w, q, cid, err, "申し出を断りました。契約はもとのままです")
}

func (s *Server) changeTakeBack(w http.ResponseWriter, q *Request) error {
	cid, err := working.TakeBackChange(q.Context(), s.DB, q.Actor(), id.Change(q.PathValue("id")))
	return s.afterChange(w, q, cid, err, "申し出を取り下げました")
}
