package web

import (
	"net/http"

	"nariwai/internal/calendar"
	"nariwai/internal/fault"
	"nariwai/internal/identity"
	"nariwai/internal/people"
	"nariwai/internal/query"
	"nariwai/internal/usecase/identifying"
)

// bodyDocument is the most that a form with a picture of a document may weigh: it is never written to a disk on its way.
const bodyDocument = 11 << 20

// identityPage is the data of templates/identity.html.
type identityPage struct {
	query.IdentityPage
	Wait  identity.Check // that waits; ID "" for none
	Kinds []Option
	Newer bool // the pledge that was signed is not the newest
}

// Single reports whether it is a single person, who alone can show a document for now.
func (p identityPage) Single() bool {
	return p.Party.Kind == people.OnePerson && p.Party.Form != people.Company
}

func (s *Server) identityShow(w http.ResponseWriter, q *Request) error {
	return s.showIdentity(w, q, nil)
}

func (s *Server) showIdentity(w http.ResponseWriter, q *Request, refused error) (err error) {
	var p identityPage
	if p.IdentityPage, err = query.Identity(q.Context(), s.DB.Snapshot(), q.Viewer.Party); err != nil {
		return err
	}
	p.Wait = p.Waiting()
	p.Newer = p.Pledge.Edition != 0 && p.Pledge.Edition != identity.PledgeOn(q.Today).From
	for _, k := range identity.Kinds {
		p.Kinds = append(p.Kinds, Option{Value: string(k), Label: q.T(k.Name()), Chosen: string(k) == q.Form("kind")})
	}
	if refused != nil {
		return s.again(w, q, "identity", p, refused)
	}
	return s.show(w, q, "identity", p)
}

func (s *Server) identitySend(w http.ResponseWriter, q *Request) error {
	sent := q.Files("document")
	var f fault.Form
	f.Merge(identity.Kind(q.Form("kind")).Valid())
	if len(sent) != 1 || sent[0].Size == 0 {
		f.Add("document", "書類の写真を選んでください")
	}
	if err := f.Err(); err != nil {
		return s.showIdentity(w, q, err)
	}
	if s.Files == nil {
		return fault.New(fault.Unavailable, "いまは、ファイルを置けません")
	}
	picture, err := sent[0].Open()
	if err != nil {
		return err
	}
	defer picture.Close()
	if err := identifying.ShowDocument(q.Context(), s.DB, s.Files, q.Actor(), identity.Kind(q.Form("kind")), picture); err != nil {
		return s.showIdentity(w, q, err)
	}
	return s.done(w, q, "/identity", "書類を受け取りました。運営が確かめたら、お知らせします")
}

func (s *Server) identityWithdraw(w http.ResponseWriter, q *Request) error {
	if s.Files == nil {
		return fault.New(fault.Unavailable, "いまは、ファイルを開けません")
	}
	if err := identifying.WithdrawDocument(q.Context(), s.DB, s.Files, q.Actor()); err != nil {
		return s.showIdentity(w, q, err)
	}
	return s.done(w, q, "/identity", "書類を取り下げ、消しました")
}

// pledgePage is the data of templates/pledge.html.
type pledgePage struct {
	identity.Edition
	Signed identity.Pledge // by the reader; its At is 0 for none
	Now    bool            // … and in this edition
}

// pledgeShow is the pledge of confidentiality, for all to read and for who has signed in to sign.
func (s *Server) pledgeShow(w http.ResponseWriter, q *Request) error { return s.showPledge(w, q, nil) }

func (s *Server) showPledge(w http.ResponseWriter, q *Request, refused error) (err error) {
	p := pledgePage{Edition: identity.PledgeOn(q.Today)}
	if q.Viewer.SignedIn() {
		if p.Signed, err = query.PledgeOf(q.Context(), s.DB.Snapshot(), q.Viewer.Party); err != nil {
			return err
		}
		p.Now = p.Signed.Edition == p.From
	}
	if refused != nil {
		return s.again(w, q, "pledge", p, refused)
	}
	return s.show(w, q, "pledge", p)
}

func (s *Server) pledgeSign(w http.ResponseWriter, q *Request) error {
	shown, err := calendar.Parse(q.Form("edition"))
	if err != nil {
		shown = 0 // whatever it is, it isn't the text of today
	}
	if err := identifying.SignPledge(q.Context(), s.DB, q.Actor(), shown, q.Form("name"), q.Ticked("agree")); err != nil {
		return s.showPledge(w, q, err)
	}
	return s.done(w, q, "/pledge", "誓約に署名しました。プロフィールと提案に印が付きます")
}
