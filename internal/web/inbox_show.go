package web

import (
	"net/http"
	"net/url"

	"nariwai/internal/id"
	"nariwai/internal/query"
)

// inboxPage is the data of templates/messages.html.
type inboxPage struct {
	query.Inbox
	Box   query.InboxBox
	Boxes []Link
	Words string
	Hits  query.FoundMessages
	Pager Pager
	More  string    // where a search goes on
	Shown id.Thread // the one that stands beside the list; "" on the inbox's own page
	Live  string    // where an open page gets the list anew
}

// boxNames are the parts of the inbox in their order.
var boxNames = []struct {
	box query.InboxBox
	ja  string
}{{query.AllThreads, "すべて"}, {query.NeedsAnswer, "返事待ち"}, {query.UnreadThreads, "未読"}, {query.ContractThreads, "契約"}, {query.JobThreads, "契約の前"}}

func boxLink(b query.InboxBox) string {
	if b == query.AllThreads {
		return "/messages"
	}
	return "/messages?box=" + string(b)
}

// inboxPage reads the part of the inbox that the address asks for.
func (s *Server) inboxPage(q *Request, box query.InboxBox, behind string) (p inboxPage, err error) {
	p.Box = box
	if p.Inbox, err = query.InboxOf(q.Context(), s.DB, q.Viewer.Party, q.Viewer.Person, box, behind); err != nil {
		return p, err
	}
	for _, b := range boxNames {
		l := Link{Href: boxLink(b.box), Label: q.T(b.ja), Current: b.box == box}
		switch b.box {
		case query.NeedsAnswer:
			l.Count = int(p.Needs)
		case query.UnreadThreads:
			l.Count = int(p.Inbox.Unread)
		}
		p.Boxes = append(p.Boxes, l)
	}
	link := url.Values{}
	if box != query.AllThreads {
		link.Set("box", string(box))
	}
	again := url.Values{"part": {"list"}}
	if box != query.AllThreads {
		again.Set("box", string(box))
	}
	if behind != "" {
		again.Set("after", behind)
		p.Pager.Prev = boxLink(box)
	}
	if p.Older != "" {
		link.Set("after", p.Older)
		p.Pager.Next = "/messages?" + link.Encode()
	}
	p.Live = "/messages?" + again.Encode()
	return p, nil
}

// besideMost is how many threads of the inbox stand beside one.
const besideMost = 12

// inboxBeside is the newest of the inbox beside a thread.
func (s *Server) inboxBeside(q *Request, shown id.Thread) (p inboxPage, err error) {
	if p, err = s.inboxPage(q, query.AllThreads, ""); err != nil {
		return p, err
	}
	p.Lines, p.Pager, p.Shown = p.Lines[:min(len(p.Lines), besideMost)], Pager{}, shown
	p.Live = "/messages?" + url.Values{"part": {"beside"}, "shown": {string(shown)}}.Encode()
	return p, nil
}

// inboxShow lists the threads of the reader's party, or what their messages hold of some words.
func (s *Server) inboxShow(w http.ResponseWriter, q *Request) error {
	words := q.Form("q")
	if q.Form("part") == "beside" {
		p, err := s.inboxBeside(q, id.Thread(q.Form("shown")))
		if err != nil {
			return err
		}
		return s.part(w, q, "messages", "inbox-beside", p)
	}
	if words == "" {
		p, err := s.inboxPage(q, query.InboxBox(q.Form("box")), q.Form("after"))
		if err != nil {
			return err
		}
		if q.Form("part") == "list" { // an open page adds what is new
			return s.part(w, q, "messages", "inbox-list", p)
		}
		return s.show(w, q, "messages", p)
	}
	p, err := s.inboxPage(q, query.AllThreads, "")
	if err != nil {
		return err
	}
	p.Words = words
	if p.Hits, err = query.SearchMessages(q.Context(), s.DB.Snapshot(), q.Viewer.Party, words, q.Form("after")); err != nil {
		return err
	}
	if p.Hits.More != "" {
		p.More = "/messages?" + url.Values{"q": {words}, "after": {p.Hits.More}}.Encode()
	}
	return s.show(w, q, "messages", p)
}
