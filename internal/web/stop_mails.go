package web

import (
	"net/http"

	"nariwai/internal/notice"
	"nariwai/internal/query"
	"nariwai/internal/usecase/choosing"
)

// stopPage is the data of templates/stop_mails.html.
type stopPage struct {
	Token   string
	Kind    string // in words
	Stopped bool
}

func stopped(q *Request, s notice.Stop) stopPage {
	p := stopPage{Kind: q.T(s.Kind.Entry().Name)}
	if s.Kind == notice.DigestKind {
		p.Kind = q.T("1日1回のお知らせ")
	}
	return p
}

// stopShow asks whether the mails are to be stopped: what only looks at a link (a scanner of mails) stops nothing.
func (s *Server) stopShow(w http.ResponseWriter, q *Request) error {
	stop, err := query.StopOf(q.Context(), s.DB.Snapshot(), q.Form("t"))
	if err != nil {
		return err
	}
	p := stopped(q, stop)
	p.Token = q.Form("t")
	w.Header().Set("Cache-Control", "no-store")
	return s.show(w, q, "stop_mails", p)
}

// stopDo stops them, for our own page and for a mail program's button (RFC 8058), which has no session and wants no redirect.
func (s *Server) stopDo(w http.ResponseWriter, q *Request) error {
	stop, err := choosing.StopMails(q.Context(), s.DB, q.Form("t"))
	if err != nil {
		return err
	}
	p := stopped(q, stop)
	p.Stopped = true
	return s.show(w, q, "stop_mails", p)
}
