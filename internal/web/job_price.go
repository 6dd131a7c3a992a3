package web

import (
	"net/http"

	"nariwai/internal/query"
)

// Price holds the pay against what such work is worth, as the client sees it.
func (p jobEditPage) Price() priceView { return priceView{p.Look(), true} }

// Price holds the budget against what such work is worth.
func (p jobPage) Price() priceView { return priceView{p.JobPage.Quote.Look, p.Mine} }

// Price holds the price that stands in the form against what such work is worth.
func (v quoteView) Price() priceView { return priceView{PriceLook: v.Look} }

// jobPrice draws the part about pay anew, with what the typed pay means: nothing is kept yet. A kind of query.PayChoice puts that pay
// into the form.
func (s *Server) jobPrice(w http.ResponseWriter, q *Request, f query.JobForm, kind string) error {
	if c, ok := f.Look().Choice(kind); ok {
		spec := f.Spec
		spec.Pay = c.Pay
		f = f.With(spec)
		q.Request.Form.Set("pay", c.Pay.Digits())
	}
	page := s.jobEditPage(q, f, "pay")
	if q.Fragment() {
		return s.part(w, q, "job_edit", "price-form", page)
	}
	return s.redraw(w, q, "job_edit", page)
}
