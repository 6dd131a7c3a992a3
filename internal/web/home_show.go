package web

import "net/http"

// homePage is the data of templates/home.html.
type homePage struct{}

// homeShow is the page for those who are not signed in: what this is, and three doors.
func (s *Server) homeShow(w http.ResponseWriter, q *Request) error {
	return s.show(w, q, "home", homePage{})
}
