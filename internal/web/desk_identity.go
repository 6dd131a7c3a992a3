package web

import (
	"net/http"
	"strconv"

	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/identity"
	"nariwai/internal/query"
	"nariwai/internal/usecase/identifying"
)

// deskIdentitiesPage is the data of templates/desk_identities.html.
type deskIdentitiesPage struct {
	deskQueues
	Checks []query.DeskCheck
}

// deskIdentities lists the documents that wait.
func (s *Server) deskIdentities(w http.ResponseWriter, q *Request) (err error) {
	var p deskIdentitiesPage
	if p.deskQueues, err = s.queues(q); err != nil {
		return err
	}
	if p.Checks, err = query.ChecksForDesk(q.Context(), s.DB.Snapshot()); err != nil {
		return err
	}
	return s.show(w, q, "desk_identities", p)
}

// deskIdentityPage is the data of templates/desk_identity.html.
type deskIdentityPage struct {
	deskQueues
	query.DeskCheck
	Open bool // the reader may look at the document now
	Own  bool
}

// Waits reports whether there is something to decide.
func (p deskIdentityPage) Waits() bool { return p.State == identity.Waiting }

func (s *Server) deskIdentity(w http.ResponseWriter, q *Request) error {
	return s.showDeskIdentity(w, q, nil)
}

func (s *Server) showDeskIdentity(w http.ResponseWriter, q *Request, refused error) (err error) {
	var p deskIdentityPage
	if p.deskQueues, err = s.queues(q); err != nil {
		return err
	}
	if p.DeskCheck, err = query.CheckForDesk(q.Context(), s.DB.Snapshot(), id.Check(q.PathValue("id"))); err != nil {
		return err
	}
	p.Own = p.Person == q.Viewer.Person
	// The key is not read for the page; whether it is there shows in the state.
	c := p.Check
	c.Key = "there"
	p.Open = c.OpenTo(q.Viewer.Person, q.Now)
	if refused != nil {
		return s.again(w, q, "desk_identity", p, refused)
	}
	return s.show(w, q, "desk_identity", p)
}

func (s *Server) deskIdentityOpen(w http.ResponseWriter, q *Request) error {
	c := id.Check(q.PathValue("id"))
	if err := identifying.OpenDocument(q.Context(), s.DB, q.Actor(), c, q.Form("why")); err != nil {
		return s.showDeskIdentity(w, q, err)
	}
	return s.done(w, q, "/desk/identity/"+string(c), "書類を開きました。理由を記録に残しました")
}

// deskIdentityDocument gives the picture to who has opened it, and to nobody's cache.
func (s *Server) deskIdentityDocument(w http.ResponseWriter, q *Request) error {
	c, err := query.IdentityDocument(q.Context(), s.DB.Snapshot(), id.Check(q.PathValue("id")), q.Viewer.Person)
	if err != nil {
		return err
	}
	if s.Files == nil {
		return fault.New(fault.Unavailable, "いまは、ファイルを開けません")
	}
	text, err := s.Files.Reveal(c.Document, c.Key)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", c.Type)
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "private, no-store")
	h.Set("Content-Length", strconv.Itoa(len(text)))
	if q.Method == http.MethodHead {
		return nil
	}
	q.seat.give()
	_, err = w.Write(text)
	return err
}

func (s *Server) deskIdentityPass(w http.ResponseWriter, q *Request) error {
	if s.Files == nil {
		return fault.New(fault.Unavailable, "いまは、ファイルを開けません")
	}
	if err := identifying.PassCheck(q.Context(), s.DB, s.Files, q.Actor(), id.Check(q.PathValue("id"))); err != nil {
		return s.showDeskIdentity(w, q, err)
	}
	return s.done(w, q, "/desk/identity", "本人と確かめました。書類は消し、本人に知らせました")
}

func (s *Server) deskIdentityRefuse(w http.ResponseWriter, q *Request) error {
	if s.Files == nil {
		return fault.New(fault.Unavailable, "いまは、ファイルを開けません")
	}
	if err := identifying.RefuseCheck(q.Context(), s.DB, s.Files, q.Actor(), id.Check(q.PathValue("id")), lines(q.Form("note"))); err != nil {
		return s.showDeskIdentity(w, q, err)
	}
	return s.done(w, q, "/desk/identity", "断りました。書類は消し、本人に知らせました")
}
