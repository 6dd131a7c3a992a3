package web

import (
	"net/http"

	"nariwai/internal/id"
	"nariwai/internal/query"
	"nariwai/internal/usecase/reading"
)

// noticesPage is the data of templates/notices.html.
type noticesPage struct {
	query.NoticeList
	Pager Pager
}

// noticesShow lists what the person was told, newest first.
func (s *Server) noticesShow(w http.ResponseWriter, q *Request) (err error) {
	var p noticesPage
	after := id.Notice(q.Form("after"))
	if p.NoticeList, err = query.Notices(q.Context(), s.DB.Snapshot(), q.Viewer.Person, after); err != nil {
		return err
	}
	if after != "" {
		p.Pager.Prev = "/notices"
	}
	if p.Older != "" {
		p.Pager.Next = "/notices?after=" + string(p.Older)
	}
	return s.show(w, q, "notices", p)
}

// noticeOpen marks a notice as read and goes on to what it is about.
func (s *Server) noticeOpen(w http.ResponseWriter, q *Request) error {
	n, err := query.Notice(q.Context(), s.DB.Snapshot(), q.Viewer.Person, id.Notice(q.PathValue("id")))
	if err != nil {
		return err
	}
	if err := reading.ReadNotice(q.Context(), s.DB, q.Actor(), n.ID); err != nil {
		return err
	}
	if !local(n.Link) {
		n.Link = "/notices"
	}
	return q.Redirect(w, n.Link)
}

// noticesRead marks all of them as read.
func (s *Server) noticesRead(w http.ResponseWriter, q *Request) error {
	if err := reading.ReadAllNotices(q.Context(), s.DB, q.Actor()); err != nil {
		return err
	}
	return s.done(w, q, "/notices", "すべて読んだことにしました")
}
