package web

import (
	"net/http"
	"strings"
	"unicode/utf8"

	"nariwai/internal/document"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/query"
	"nariwai/internal/usecase/working"
)

// documentPage is the data of templates/document.html.
type documentPage struct {
	query.DocumentPage
	Terms document.Terms
	Back  string // where the reader came from
}

// Changed reports whether the writing supplements another.
func (p documentPage) Changed() bool { return p.Terms.Change != nil }

// Part reports whether it is a notice to a member of a team.
func (p documentPage) Part() bool { return p.Kind == document.PartTerms }

// linesOnA4 is how many lines of a notice fit on a page beside what always stands there.
const linesOnA4 = 28

// Annex reports whether what is to be done stands behind the page when it is printed, so that the terms fit on one.
func (p documentPage) Annex() bool {
	lines := 0
	count := func(text string, width int) {
		for line := range strings.Lines(text) {
			lines += 1 + utf8.RuneCountInString(line)/width
		}
	}
	count(p.Terms.Content, 50)
	count(p.Terms.Deliverable, 50)
	count(p.Terms.Place, 50)
	for _, it := range p.Terms.Items {
		count(it.Title, 18)
	}
	if c := p.Terms.Change; c != nil {
		count(c.Scope, 50)
		count(c.Reason, 50)
	}
	return lines > linesOnA4
}

// Rights and AI are what was agreed on them.
func (p documentPage) Rights() market.Rights { return market.Rights(p.Terms.Rights) }
func (p documentPage) AI() market.AIPolicy   { return market.AIPolicy(p.Terms.AIPolicy) }

// documentShow is a notice of terms as it was written, to be read and printed.
func (s *Server) documentShow(w http.ResponseWriter, q *Request) error {
	d, err := query.Document(q.Context(), s.DB.Snapshot(), id.Document(q.PathValue("id")), q.Viewer.Party)
	if err != nil {
		return err
	}
	if d.Kind == document.PayoutStatement {
		return q.Redirect(w, "/statements/"+string(d.ID))
	}
	if d.Kind == document.PartTerms {
		t, err := document.Read[document.Terms](d.Document)
		if err != nil {
			return err
		}
		return s.showDocument(w, q, d, "/contracts/"+string(t.Contract)+"/parts")
	}
	return s.showDocument(w, q, d, "/contracts/"+d.Subject)
}

func (s *Server) showDocument(w http.ResponseWriter, q *Request, d query.DocumentPage, back string) (err error) {
	p := documentPage{DocumentPage: d, Back: back}
	if p.Terms, err = document.Read[document.Terms](d.Document); err != nil {
		return err
	}
	return s.show(w, q, "document", p)
}

// deskDisputeDocument is a notice of a disputed contract, for the desk.
func (s *Server) deskDisputeDocument(w http.ResponseWriter, q *Request) error {
	did := id.Dispute(q.PathValue("id"))
	if err := working.ReadDisputed(q.Context(), s.DB, q.Actor(), did); err != nil {
		return err
	}
	d, err := query.DisputedDocument(q.Context(), s.DB.Snapshot(), id.Document(q.PathValue("document")), did)
	if err != nil {
		return err
	}
	return s.showDocument(w, q, d, "/desk/disputes/"+string(did))
}
