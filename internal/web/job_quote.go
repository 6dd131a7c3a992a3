package web

import (
	"net/http"

	"nariwai/internal/id"
)

// jobQuote says what a price would mean, while it is typed (htmx asks) or on a page of its own.
func (s *Server) jobQuote(w http.ResponseWriter, q *Request) error {
	jid := id.Job(q.PathValue("id"))
	form := q.offerForm()
	if len(form.Parts) == 0 {
		for _, price := range q.Forms("part_price") { // htmx sends prices without their titles
			form.Parts = append(form.Parts, partForm{Price: price})
		}
	}
	v, err := s.quote(q, jid, form)
	if err != nil {
		return err
	}
	if q.Fragment() {
		return s.part(w, q, "job_quote", "quote-part", v)
	}
	return s.show(w, q, "job_quote", v)
}
