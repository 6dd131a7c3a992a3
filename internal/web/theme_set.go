package web

import "net/http"

const themeCookie = "theme"

func (s *Server) theme(q *Request) string {
	switch t := s.cookie(q, themeCookie); t {
	case "light", "dark":
		return t
	}
	return ""
}

// themeSet remembers light, dark, or the system's choice.
func (s *Server) themeSet(w http.ResponseWriter, q *Request) error {
	const year = 365 * 24 * 60 * 60
	switch t := q.Form("theme"); t {
	case "light", "dark":
		s.setCookie(w, themeCookie, t, year)
	default:
		s.setCookie(w, themeCookie, "", -1)
	}
	if next := q.Form(nextField); local(next) {
		return q.Redirect(w, next)
	}
	return q.Redirect(w, "/")
}
