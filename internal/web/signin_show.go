package web

import (
	"net/http"

	"nariwai/internal/people"
	"nariwai/internal/query"
	"nariwai/internal/usecase/account"
)

// signinPage is the data of templates/signin.html and signin_code.html. Their forms hold {{template "return" .D.Return}}.
type signinPage struct {
	Return Return
	Code   string // a demonstration shows the code of the second factor
}

// signinShow is the page to sign in on.
func (s *Server) signinShow(w http.ResponseWriter, q *Request) error {
	if q.Viewer.SignedIn() {
		return s.goOn(w, q, q.Return(), s.home())
	}
	return s.show(w, q, "signin", signinPage{Return: q.Return()})
}

// signinDo begins a session; whoever has a second factor is asked for it next.
func (s *Server) signinDo(w http.ResponseWriter, q *Request) error {
	in, err := account.SignIn(q.Context(), s.DB, s.Hasher, s.entrant(q), q.Form("email"), q.Password("password"))
	if err != nil {
		return s.again(w, q, "signin", signinPage{Return: q.Return()}, err)
	}
	return s.enter(w, q, in)
}

// enter gives the browser its new session and leads on. The session that it held before ends.
func (s *Server) enter(w http.ResponseWriter, q *Request, in account.SignedIn) error {
	if q.Viewer.SignedIn() {
		if err := account.SignOut(q.Context(), s.DB, q.Actor()); err != nil {
			return err
		}
	}
	s.SignIn(w, q, in.Secret, in.Session.ExpiresAt)
	if !in.Waiting {
		s.markDevice(w, q)
		return s.goOn(w, q, q.Return(), s.home())
	}
	q.Viewer = Viewer{}
	return s.showCode(w, q, people.Actor{Person: in.Session.Person}, nil)
}

// signinCode is the page that asks for the second factor.
func (s *Server) signinCode(w http.ResponseWriter, q *Request) error {
	if q.half.Person == "" {
		return q.Redirect(w, "/signin")
	}
	return s.showCode(w, q, q.half, nil)
}

func (s *Server) showCode(w http.ResponseWriter, q *Request, a people.Actor, refused error) error {
	code, err := query.DemoCode(q.Context(), s.DB, a.Person)
	if err != nil {
		return err
	}
	page := signinPage{Return: q.Return(), Code: code}
	if refused != nil {
		return s.again(w, q, "signin_code", page, refused)
	}
	return s.show(w, q, "signin_code", page)
}

// signinCodeDo passes the second factor.
func (s *Server) signinCodeDo(w http.ResponseWriter, q *Request) error {
	if q.half.Person == "" {
		return q.Redirect(w, "/signin")
	}
	secret, err := account.SecondFactor(q.Context(), s.DB, q.half, s.device(q), q.Form("code"))
	if err != nil {
		return s.showCode(w, q, q.half, err)
	}
	s.SignIn(w, q, secret, q.Now.Add(people.SessionLength))
	s.markDevice(w, q)
	return s.goOn(w, q, q.Return(), s.home())
}

// signoutDo ends the session.
func (s *Server) signoutDo(w http.ResponseWriter, q *Request) error {
	a := q.Actor()
	if q.half.Person != "" {
		a = q.half
	}
	if a.Person != "" {
		if err := account.SignOut(q.Context(), s.DB, a); err != nil {
			return err
		}
	}
	s.SignOut(w)
	return s.done(w, q, "/signin", "ログアウトしました")
}

// Password is what was typed into a password field, with its spaces.
func (q *Request) Password(field string) string { return q.Request.Form.Get(field) }
