package web

import (
	"net/http"

	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/place"
	"nariwai/internal/query"
	"nariwai/internal/usecase/organising"
)

type orgNewPage struct{ Prefectures []Option }

func (s *Server) orgNew(w http.ResponseWriter, q *Request) error {
	return s.show(w, q, "org_new", orgNewPage{prefectures(q.Lang, "")})
}

func (s *Server) orgFound(w http.ResponseWriter, q *Request) error {
	if _, err := organising.Found(q.Context(), s.DB, q.Actor(), organising.Form{Name: q.Form("name"), Prefecture: place.Prefecture(q.Form("prefecture"))}); err != nil {
		return s.again(w, q, "org_new", orgNewPage{prefectures(q.Lang, "")}, err)
	}
	return s.done(w, q, "/org", "会社をつくりました。いまは、会社の名義で見ています")
}

// orgPage is the data of templates/org.html.
type orgPage struct {
	query.MembersPage
	Roles []Option
}

// companyRoles are the roles that a company gives, and what each means.
func companyRoles(q *Request) (out []Option) {
	for _, r := range []struct {
		role people.Role
		hint string
	}{
		{people.Orderer, "依頼を出し、人を選び、検収します。お金の画面は見えません"},
		{people.Director, "納品を見て、直しを頼み、連絡します"},
		{people.Accountant, "検収と承認をし、お金と書類を見ます"},
		{people.Owner, "すべてのことと、人の出入りを決めます"},
	} {
		out = append(out, Option{Value: string(r.role), Label: q.T(roleName(r.role)), Hint: q.T(r.hint)})
	}
	return out
}

func (s *Server) orgPage(q *Request) (p orgPage, err error) {
	p.Roles = companyRoles(q)
	p.MembersPage, err = query.MembersOf(q.Context(), s.DB.Snapshot(), q.Viewer.Party, q.Now)
	return p, err
}

// orgShow lists who acts for the company. Who acts for themselves alone is led to where companies begin.
func (s *Server) orgShow(w http.ResponseWriter, q *Request) error {
	if !q.Viewer.Organisation {
		return q.Redirect(w, "/org/new")
	}
	p, err := s.orgPage(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "org", p)
}

func (s *Server) orgInvite(w http.ResponseWriter, q *Request) error {
	if err := organising.Invite(q.Context(), s.DB, q.Actor(), q.Form("email"), people.Role(q.Form("role")), "", q.Lang); err != nil {
		p, e := s.orgPage(q)
		if e != nil {
			return e
		}
		return s.again(w, q, "org", p, err)
	}
	return s.done(w, q, "/org", "招待のメールを送りました")
}

func (s *Server) orgInvitationWithdraw(w http.ResponseWriter, q *Request) error {
	if err := organising.WithdrawInvitation(q.Context(), s.DB, q.Actor(), id.Invitation(q.PathValue("id"))); err != nil {
		return err
	}
	return s.done(w, q, "/org", "招待を取り消しました")
}

func (s *Server) orgRole(w http.ResponseWriter, q *Request) error {
	if err := organising.ChangeRole(q.Context(), s.DB, q.Actor(), id.Person(q.PathValue("id")), people.Role(q.Form("role"))); err != nil {
		return err
	}
	return s.done(w, q, "/org", "役割を変えました")
}

func (s *Server) orgEnd(w http.ResponseWriter, q *Request) error {
	who := id.Person(q.PathValue("id"))
	if err := organising.EndMember(q.Context(), s.DB, q.Actor(), who); err != nil {
		return err
	}
	if who == q.Viewer.Person {
		return s.done(w, q, s.home(), "会社から抜けました")
	}
	return s.done(w, q, "/org", "会社から外しました")
}

// invitationPage is the data of templates/invitation.html.
type invitationPage struct {
	query.InvitationPage
	Token string
}

func (s *Server) invitationPage(q *Request) (p invitationPage, err error) {
	p.Token = q.PathValue("token")
	p.InvitationPage, err = query.InvitationWith(q.Context(), s.DB.Snapshot(), people.HashSecret(p.Token), q.Now)
	if err == nil && p.Kind != people.Organisation {
		err = people.BadLink()
	}
	return p, err
}

// invitationShow is where the link of an invitation leads, also somebody who has no account yet.
func (s *Server) invitationShow(w http.ResponseWriter, q *Request) error {
	p, err := s.invitationPage(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "invitation", p)
}

func (s *Server) invitationAccept(w http.ResponseWriter, q *Request) error {
	if err := organising.Join(q.Context(), s.DB, q.Actor(), q.PathValue("token")); err != nil {
		return err
	}
	return s.done(w, q, s.home(), "会社に加わりました。いまは、会社の名義で見ています")
}
