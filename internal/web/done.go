package web

import (
	"encoding/base64"
	"net/http"

	"nariwai/internal/phrase"
)

const doneCookie = "done"

func encodeCookie(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }

// takeDone returns what the form before this page did, and forgets it. Only sentences of the catalogue are shown,
// so that a planted cookie can't put words into our mouth.
func (s *Server) takeDone(w http.ResponseWriter, q *Request) string {
	c := s.cookie(q, doneCookie)
	if c == "" || q.Fragment() {
		return ""
	}
	s.setCookie(w, doneCookie, "", -1)
	ja, err := base64.RawURLEncoding.DecodeString(c)
	if err != nil || !phrase.Known(string(ja)) {
		return ""
	}
	return q.T(string(ja))
}
