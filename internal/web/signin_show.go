package web

import "net/http"

// signinPage is the data of templates/signin.html. Its form holds {{template "return" .D.Return}}.
type signinPage struct {
	Return Return
}

// signinShow is the page to sign in on.
func (s *Server) signinShow(w http.ResponseWriter, q *Request) error {
	if q.Viewer.SignedIn() {
		return s.goOn(w, q, q.Return(), "/")
	}
	return s.show(w, q, "signin", signinPage{Return: q.Return()})
}
