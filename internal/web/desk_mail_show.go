package web

import (
	"fmt"
	"net/http"
	"strconv"

	"nariwai/internal/clock"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/query"
	"nariwai/internal/usecase/mailing"
)

// deskMailPage is the data of templates/desk_mail.html.
type deskMailPage struct {
	deskQueues
	query.MailList
	State notice.MailState
	Pager Pager
}

// deskMail shows the queue of mails: that each exists and how it went, never what it says.
func (s *Server) deskMail(w http.ResponseWriter, q *Request) (err error) {
	p := deskMailPage{State: notice.Failed}
	switch st := notice.MailState(q.Form("state")); st {
	case notice.Queued, notice.Sent:
		p.State = st
	}
	if p.deskQueues, err = s.queues(q); err != nil {
		return err
	}
	at, _ := strconv.ParseInt(q.Form("at"), 10, 64) // an address that was cut short begins anew
	if p.MailList, err = query.Mails(q.Context(), s.DB.Snapshot(), p.State, clock.Instant(at), id.Mail(q.Form("after"))); err != nil {
		return err
	}
	if q.Form("after") != "" {
		p.Pager.Prev = "/desk/mail?state=" + string(p.State)
	}
	if p.Older.ID != "" {
		p.Pager.Next = fmt.Sprintf("/desk/mail?state=%s&at=%d&after=%s", p.State, int64(p.Older.NextAt), p.Older.ID)
	}
	return s.show(w, q, "desk_mail", p)
}

func (s *Server) deskMailAgain(w http.ResponseWriter, q *Request) error {
	if err := mailing.SendAgain(q.Context(), s.DB, q.Actor(), id.Mail(q.PathValue("id"))); err != nil {
		return err
	}
	return s.done(w, q, "/desk/mail?state=failed", "もう一度送る列に入れました")
}
