package web

import (
	"net/http"
	"net/url"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/phrase"
	"nariwai/internal/query"
)

// deskAuditPage is the data of templates/desk_audit.html.
type deskAuditPage struct {
	deskQueues
	Lines   []auditLine
	Subject string
	Pager   Pager
	Head    db.AuditBlock // the newest seal
	Sealed  string        // when it was made
}

type auditLine struct {
	query.AuditLine
	Verb string // in the reader's language
	When string // with the year when it is not this one
}

// deskAudit shows the record, the newest line first; all of it or what was done to one thing.
func (s *Server) deskAudit(w http.ResponseWriter, q *Request) (err error) {
	p := deskAuditPage{Subject: q.Form("subject")}
	if p.deskQueues, err = s.queues(q); err != nil {
		return err
	}
	if p.Head, err = db.AuditHead(q.Context(), s.DB.Snapshot()); err != nil {
		return err
	}
	p.Sealed = phrase.Show(q.Lang, p.Head.At)
	found, err := query.Record(q.Context(), s.DB.Snapshot(), p.Subject, q.Form("after"))
	if err != nil {
		return err
	}
	p.Lines = q.audit(found.Lines)
	link := url.Values{"subject": {p.Subject}}
	if q.Form("after") != "" {
		p.Pager.Prev = "/desk/audit?" + link.Encode()
	}
	if found.Older != "" {
		link.Set("after", found.Older)
		p.Pager.Next = "/desk/audit?" + link.Encode()
	}
	return s.show(w, q, "desk_audit", p)
}

func (q *Request) audit(lines []query.AuditLine) []auditLine {
	out := make([]auditLine, len(lines))
	for i, l := range lines {
		out[i] = auditLine{l, l.Verb, clockTime(q.Lang, l.At)}
		if calendar.On(l.At).Year() != q.Today.Year() {
			out[i].When = phrase.Show(q.Lang, l.At)
		}
		if say, ok := auditVerbs[l.Verb]; ok {
			out[i].Verb = q.T(say)
		}
	}
	return out
}
