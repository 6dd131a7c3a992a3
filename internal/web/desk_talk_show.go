package web

import (
	"net/http"

	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/query"
	"nariwai/internal/trust"
	"nariwai/internal/usecase/desk"
	"nariwai/internal/usecase/reporting"
)

// deskTalkPage is the data of templates/desk_talk.html.
type deskTalkPage struct {
	deskQueues
	query.DeskTalk
	Lines    []roomLine
	Verdicts []Option
}

// Waits reports whether there is something to decide.
func (p deskTalkPage) Waits() bool { return p.Report.State == trust.ReportOpen }

// Open reports whether the talk may be read now.
func (p deskTalkPage) Open() bool { return !p.Until.IsZero() }

func (s *Server) showTalk(w http.ResponseWriter, q *Request, refused error) (err error) {
	var p deskTalkPage
	if p.DeskTalk, err = query.TalkForDesk(q.Context(), s.DB, id.Report(q.PathValue("id")), q.Viewer.Person, q.Viewer.Party, q.Form("before")); err != nil {
		return err
	}
	if p.deskQueues, err = s.queues(q); err != nil {
		return err
	}
	p.Lines = historyLines(q, p.Sides, p.Log, func(id.Item) string { return q.T("この仕事") })
	for i := range p.Lines {
		p.Lines[i].Shut = true
	}
	p.Verdicts = []Option{
		{Value: "dismiss", Label: q.T("問題ない"), Hint: q.T("相手には何も伝わりません。")},
		{Value: "uphold", Label: q.T("対応した"), Hint: q.T("利用を止めるときは、人のページから行います。")},
	}
	for i := range p.Verdicts {
		p.Verdicts[i].Chosen = p.Verdicts[i].Value == q.Form("verdict")
	}
	if refused != nil {
		return s.again(w, q, "desk_talk", p, refused)
	}
	return s.show(w, q, "desk_talk", p)
}

// deskTalk shows a report of a talk, and the talk to who has opened it.
func (s *Server) deskTalk(w http.ResponseWriter, q *Request) error { return s.showTalk(w, q, nil) }

func (s *Server) deskTalkOpen(w http.ResponseWriter, q *Request) error {
	rid := id.Report(q.PathValue("id"))
	if err := desk.OpenTalk(q.Context(), s.DB, q.Actor(), rid, q.Form("why")); err != nil {
		return s.showTalk(w, q, err)
	}
	return s.done(w, q, "/desk/talks/"+string(rid), "やりとりを開きました。両方に知らせ、記録に残しました")
}

// deskTalkFile gives a file of a reported talk to who has opened the talk.
func (s *Server) deskTalkFile(w http.ResponseWriter, q *Request) error {
	f, err := s.talkFile(q)
	if err != nil {
		return err
	}
	return s.sendFile(w, q, f)
}

// deskTalkSmall shows a small picture of such a file.
func (s *Server) deskTalkSmall(w http.ResponseWriter, q *Request) error {
	f, err := s.talkFile(q)
	if err != nil {
		return err
	}
	return s.sendSmall(w, q, f.State, f.Preview)
}

func (s *Server) talkFile(q *Request) (query.RoomFile, error) {
	return query.TalkFile(q.Context(), s.DB, id.Report(q.PathValue("id")), id.File(q.PathValue("file")), q.Viewer.Person)
}

func (s *Server) deskTalkDecide(w http.ResponseWriter, q *Request) error {
	verdict := q.Form("verdict")
	if verdict != "dismiss" && verdict != "uphold" {
		var f fault.Form
		f.Add("verdict", "どうするかを選んでください")
		return s.showTalk(w, q, f.Err())
	}
	if err := desk.DecideTalk(q.Context(), s.DB, q.Actor(), id.Report(q.PathValue("id")), verdict == "uphold", lines(q.Form("note"))); err != nil {
		return s.showTalk(w, q, err)
	}
	return s.done(w, q, "/desk/postings?show=talks", "決めました。通報した人に知らせました")
}

// threadReport tells the desk of a thread or of a message of it.
func (s *Server) threadReport(w http.ResponseWriter, q *Request) error {
	return s.onThread(w, q, "通報を受け取りました。運営が確かめて、どうなったかをお知らせします。相手には、だれの通報かを伝えません", func(tid id.Thread) error {
		return reporting.ReportTalk(q.Context(), s.DB, q.Actor(), tid, id.Message(q.Form("report")), trust.Reason(q.Form("reason")), lines(q.Form("words")))
	})
}
