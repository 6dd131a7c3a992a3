package web

import (
	"cmp"
	"io"
	"net/http"
	"strconv"

	"nariwai/internal/calendar"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/message"
	"nariwai/internal/query"
	"nariwai/internal/trust"
	"nariwai/internal/usecase/talking"
)

// threadPage is the data of templates/thread.html.
type threadPage struct {
	query.ThreadPage
	Lines     []roomLine
	Inbox     inboxPage // beside it
	Quote     *roomLine // what the next message answers
	Text      string    // what the next message begins with
	Marked    bool      // the person wants ways out to be marked
	Found     waysOut   // in what was to be sent
	Reporting *roomLine // the message that is to be reported; nil for the whole thread
	Editing   string    // the message whose mending was refused
}

// Other is who sits opposite the reader.
func (p threadPage) Other() query.PartyName { return p.Sides.Other() }

// Contracted reports whether the thread is a contract's.
func (p threadPage) Contracted() bool { return p.Thread.Contract != "" }

// ForClient reports whether the client reads it.
func (p threadPage) ForClient() bool { return p.Sides.Ordering() }

// Writable reports whether there is a form to write with; Blocked is only said to who tries.
func (p threadPage) Writable() bool {
	return p.Contracted() || p.GoesOn == "" && p.Mine.BlockedAt.IsZero()
}

// LastN is the newest message that the page shows.
func (p threadPage) LastN() int64 { return p.Thread.LastN }

func (s *Server) threadPage(q *Request) (p threadPage, err error) {
	tid := id.Thread(q.PathValue("id"))
	if p.ThreadPage, err = query.ThreadShown(q.Context(), s.DB, tid, q.Viewer.Party, q.Viewer.Person, q.Form("before")); err != nil {
		return p, err
	}
	q.section = "/messages"
	s.read(q, &p)
	if p.Inbox, err = s.inboxBeside(q, tid); err != nil {
		return p, err
	}
	if p.Marked, err = query.Marked(q.Context(), s.DB.Snapshot(), q.Viewer.Person); err != nil {
		return p, err
	}
	p.arrange(q)
	for i, l := range p.Lines {
		if l.ID == q.Form("report") && l.Kind == query.LogMessage && !l.Mine {
			p.Reporting = &p.Lines[i]
		}
		if l.ID == q.Form("quote") && l.Kind == query.LogMessage {
			p.Quote = &p.Lines[i]
		}
	}
	for _, t := range p.Templates {
		if string(t.ID) == q.Form("template") {
			p.Text = t.Body
		}
	}
	return p, nil
}

// read notes that the page was seen, if it shows the newest. A page that can't note it is shown nevertheless.
func (s *Server) read(q *Request, p *threadPage) {
	if q.Method != http.MethodGet || q.Form("before") != "" || q.Header.Get("Sec-Purpose") != "" || !p.Unread && p.Mine.ReadN >= p.Mine.TheirsN {
		return
	}
	if err := talking.MarkRead(q.Context(), s.DB, q.Actor(), p.Thread.ID, p.Thread.LastN); err != nil {
		s.Log.Warn("thread not noted as read", "err", err)
		return
	}
	if p.Unread {
		q.Viewer.Messages = max(0, q.Viewer.Messages-1)
	}
}

// arrange makes the lines of the page.
func (p *threadPage) arrange(q *Request) {
	p.Lines = historyLines(q, p.Sides, p.Log, itemNames(q, p.Titles))
	if len(p.Lines) > 0 && !p.Behind.IsZero() && p.Lines[0].Day == calendar.On(p.Behind) {
		p.Lines[0].Day = 0 // the page has it already
	}
	seen, due := -1, -1
	for i := range p.Lines {
		l := &p.Lines[i]
		if l.Kind != query.LogMessage {
			continue
		}
		m := message.Message{Kind: l.Said.Kind, By: l.Person, At: l.At}
		if l.Shut = !p.Contracted() && p.GoesOn == ""; l.Shut && !l.Mine && p.Marked {
			l.Spots = trust.Contacts.Find(l.Body)
			l.Ways = waysIn(l.Body, l.Spots)
		}
		l.Editable = l.Mine && m.Editable(q.Viewer.Person, q.Now)
		switch {
		case l.Mine && l.Said.N <= p.Theirs.ReadN:
			seen = i
		case !l.Mine && !p.DueAt.IsZero() && l.Said.N == p.Mine.TheirsN:
			due = i
		}
	}
	if seen >= 0 {
		p.Lines[seen].Seen = true
	}
	if due >= 0 {
		p.Lines[due].Due = true
	}
}

// threadShow is a thread, with the reader's other threads beside it.
func (s *Server) threadShow(w http.ResponseWriter, q *Request) error {
	p, err := s.threadPage(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "thread", p)
}

// threadSince is the lines of a thread after a message, without the page around them: what a page that stands open adds to its own.
// Every line has an id, so that one that is there already is known.
func (s *Server) threadSince(w http.ResponseWriter, q *Request) (err error) {
	n, err := count(q.PathValue("n"))
	if err != nil {
		return err
	}
	var p threadPage
	if p.ThreadPage, err = query.ThreadSince(q.Context(), s.DB, id.Thread(q.PathValue("id")), q.Viewer.Party, n); err != nil {
		return err
	}
	if p.Marked, err = query.Marked(q.Context(), s.DB.Snapshot(), q.Viewer.Person); err != nil {
		return err
	}
	p.arrange(q)
	w.Header().Set("X-Last-N", strconv.FormatInt(p.Thread.LastN, 10))
	w.Header().Set("X-Read-N", strconv.FormatInt(p.Theirs.ReadN, 10))
	if q.Form("part") == "room" { // the contract's room, which offers nothing to do with a line
		return s.part(w, q, "thread", "room-lines", p)
	}
	return s.part(w, q, "thread", "thread-lines", p)
}

// words are what a form of a thread holds.
func (q *Request) words() talking.Words {
	return talking.Words{Body: lines(q.Form("body")), Quote: id.Message(q.Form("quote")), Asks: q.Ticked("asks")}
}

// onThread runs a command on the thread of the path; refused, the thread comes back with what was typed.
func (s *Server) onThread(w http.ResponseWriter, q *Request, ja string, do func(id.Thread) error) error {
	tid := id.Thread(q.PathValue("id"))
	if err := do(tid); err != nil {
		p, e := s.threadPage(q)
		if e != nil {
			return e
		}
		p.Editing = q.PathValue("message")
		return s.again(w, q, "thread", p, err)
	}
	if ja == "" {
		return q.Redirect(w, "/messages/"+string(tid)+"#say")
	}
	return s.done(w, q, "/messages/"+string(tid), ja)
}

func (s *Server) threadSend(w http.ResponseWriter, q *Request) error {
	found, err := s.found(q, lines(q.Form("body")))
	if err != nil {
		return err
	}
	if found.Any() {
		p, err := s.threadPage(q)
		if err != nil {
			return err
		}
		if !p.Contracted() && p.Writable() {
			p.Found = found
			return s.ask(w, q, "thread", p)
		}
	}
	return s.onThread(w, q, "", func(tid id.Thread) error {
		w := q.words()
		var err error
		if w.Uploads, err = s.uploads(q, func(name string, r io.Reader) (talking.Upload, error) {
			return talking.StoreFile(q.Context(), s.DB, s.Files, q.Actor(), tid, name, r)
		}); err != nil {
			return err
		}
		_, err = talking.SendMessage(q.Context(), s.DB, q.Actor(), tid, w)
		return err
	})
}

func (s *Server) messageEdit(w http.ResponseWriter, q *Request) error {
	return s.onThread(w, q, "メッセージを直しました", func(tid id.Thread) error {
		return talking.EditMessage(q.Context(), s.DB, q.Actor(), tid, id.Message(q.PathValue("message")), lines(q.Form("text")))
	})
}

func (s *Server) threadBlock(w http.ResponseWriter, q *Request) error {
	return s.onThread(w, q, "この相手をブロックしました", func(tid id.Thread) error {
		return talking.BlockParty(q.Context(), s.DB, q.Actor(), tid)
	})
}

func (s *Server) threadUnblock(w http.ResponseWriter, q *Request) error {
	return s.onThread(w, q, "ブロックを解きました", func(tid id.Thread) error {
		return talking.UnblockParty(q.Context(), s.DB, q.Actor(), tid)
	})
}

// threadRead notes up to which message an open page was seen.
func (s *Server) threadRead(w http.ResponseWriter, q *Request) error {
	n, bad := count(q.Form("n"))
	if err := talking.MarkRead(q.Context(), s.DB, q.Actor(), id.Thread(q.PathValue("id")), n); err != nil || bad != nil {
		return cmp.Or(err, bad)
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// jobAsk asks the client of a job something before proposing.
func (s *Server) jobAsk(w http.ResponseWriter, q *Request) error {
	found, err := s.found(q, lines(q.Form("body")))
	if err != nil {
		return err
	}
	if found.Any() {
		p, err := s.jobPage(q)
		if err != nil {
			return err
		}
		p.Found = found
		return s.ask(w, q, "job", p)
	}
	tid, err := talking.AskAboutJob(q.Context(), s.DB, q.Actor(), id.Job(q.PathValue("id")), lines(q.Form("body")))
	if err != nil {
		p, e := s.jobPage(q)
		if e != nil {
			return e
		}
		q.Request.Form.Set("price", p.Form.Price) // of the form for a proposal beside it, which was not sent
		q.Request.Form.Set("due_on", p.Form.DueOn)
		return s.again(w, q, "job", p, err)
	}
	return s.done(w, q, "/messages/"+string(tid), "質問を送りました")
}

// Ending says that nothing can come of the proposal any more, a key of package phrase; "" if something can can come of the proposal any more.
func (p threadPage) Ending() (ja string) {
	switch p.Proposal.State {
	case market.Declined:
		return "この提案は見送られました"
	case market.Withdrawn:
		return "この提案は取り下げられました"
	case market.Unchosen:
		return "この仕事は、ほかの方に決まりました"
	}
	if p.JobState == market.JobEnded {
		return "この依頼は終わりました"
	}
	return ""
}
