package web

import (
	"net/http"
	"strconv"

	"nariwai/internal/bulk"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/query"
	"nariwai/internal/usecase/bulking"
)

// bulkEditPage is the data of templates/bulk_edit.html.
type bulkEditPage struct {
	bulk.Order
	Groups     []categoryGroup
	Rights     []Option
	AIRules    []Option
	Audiences  []Option
	Directions []Option
}

// Link is where the form goes.
func (p bulkEditPage) Link() string {
	if p.ID == "" {
		return "/bulk/new"
	}
	return "/bulk/" + string(p.ID) + "/edit"
}

func (s *Server) bulkNew(w http.ResponseWriter, q *Request) error {
	return s.show(w, q, "bulk_edit", q.bulkEditPage(blankOrder()))
}

func blankOrder() (o bulk.Order) {
	o.Brief = bulk.Brief{Audience: bulk.Invited, Cap: 20, Direction: bulk.OwnDirection, Rights: string(market.RightsTransfer), AIPolicy: string(market.AIAssist),
		Withhold: true, Checks: bulk.Checks{Tolerance: 20, Similarity: 30}}
	return o
}

func (q *Request) bulkEditPage(o bulk.Order) bulkEditPage {
	q.section = "/client"
	p := bulkEditPage{Order: o, Groups: categoryGroups(q, o.Category)}
	for _, r := range []market.Rights{market.RightsTransfer, market.RightsLicence, market.RightsNone} {
		p.Rights = append(p.Rights, Option{Value: string(r), Label: q.T(r.Word()), Chosen: string(r) == o.Rights})
	}
	for _, a := range market.AIPolicies {
		p.AIRules = append(p.AIRules, Option{Value: string(a), Label: q.T(a.Word()), Chosen: string(a) == o.AIPolicy})
	}
	p.Audiences = []Option{
		{Value: string(bulk.Invited), Label: q.T("招いた人だけ"), Chosen: o.Audience == bulk.Invited},
		{Value: string(bulk.All), Label: q.T("だれでも申し込める"), Hint: q.T("申し込んだ人を、あなたが選びます。"), Chosen: o.Audience == bulk.All},
	}
	p.Directions = []Option{
		{Value: string(bulk.OwnDirection), Label: q.T("自分たちで見る"), Chosen: o.Direction == bulk.OwnDirection},
		{Value: string(bulk.WorkerDirection), Label: q.T("進行役を頼む"), Hint: q.T("公開したあとに、進行のページで人を選びます。"), Chosen: o.Direction == bulk.WorkerDirection},
	}
	return p
}

// bulkBrief reads the form. What is no number is named.
func (q *Request) bulkBrief(was bulk.Brief) (b bulk.Brief, err error) {
	b = was
	b.Title, b.Category, b.Guide, b.Sample, b.Deliverable, b.Place = q.Form("title"), q.Form("category"), q.Form("guide"), q.Form("sample"), q.Form("deliverable"), q.Form("place")
	b.Rights, b.AIPolicy, b.LowReason, b.Forbidden = q.Form("rights"), q.Form("ai_policy"), q.Form("low_reason"), q.Form("forbidden")
	b.Audience, b.Direction = bulk.Audience(q.Form("audience")), bulk.Direction(q.Form("direction"))
	b.Certified, b.Withhold = q.Ticked("certified"), q.Ticked("withhold")
	var f fault.Form
	for _, x := range []struct {
		field string
		to    *int64
	}{{"cap", &b.Cap}, {"tolerance", &b.Tolerance}, {"similarity", &b.Similarity}} {
		if *x.to, err = countOf(q.Form(x.field)); err != nil {
			f.Add(x.field, "数を入れてください")
		}
	}
	return b, f.Err()
}

// countOf reads a number; nothing is 0.
func countOf(s string) (int64, error) {
	if s == "" {
		return 0, nil
	}
	return strconv.ParseInt(s, 10, 64)
}

func (s *Server) bulkCreate(w http.ResponseWriter, q *Request) error {
	o := blankOrder()
	b, err := q.bulkBrief(o.Brief)
	var bid id.Bulk
	if err == nil {
		bid, err = bulking.CreateOrder(q.Context(), s.DB, q.Actor(), b)
	}
	if err != nil {
		return s.again(w, q, "bulk_edit", q.bulkEditPage(o), err)
	}
	return s.done(w, q, "/bulk/"+string(bid), "下書きを作りました。次に、記事を入れてください")
}

// bulkDraft is an order of the viewer's party that may still be changed.
func (s *Server) bulkDraft(q *Request) (o bulk.Order, err error) {
	b, err := query.Bulk(q.Context(), s.DB, id.Bulk(q.PathValue("id")), q.Viewer.Party, 0)
	if err == nil && (!b.Ours || b.State != bulk.Draft) {
		err = fault.New(fault.NotFound, "見つかりませんでした")
	}
	return b.Order, err
}

func (s *Server) bulkEdit(w http.ResponseWriter, q *Request) error {
	o, err := s.bulkDraft(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "bulk_edit", q.bulkEditPage(o))
}

func (s *Server) bulkEditDo(w http.ResponseWriter, q *Request) error {
	o, err := s.bulkDraft(q)
	if err != nil {
		return err
	}
	b, err := q.bulkBrief(o.Brief)
	if err == nil {
		err = bulking.ReviseOrder(q.Context(), s.DB, q.Actor(), o.ID, b)
	}
	if err != nil {
		return s.again(w, q, "bulk_edit", q.bulkEditPage(o), err)
	}
	return s.done(w, q, "/bulk/"+string(o.ID), "残しました")
}
