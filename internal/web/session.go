package web

import (
	"net/http"

	"nariwai/internal/clock"
	"nariwai/internal/collusion"
	"nariwai/internal/fault"
	"nariwai/internal/people"
)

// The __Host- prefix makes browsers refuse the cookie unless it is secure, for this host only and for all its paths.
func (s *Server) cookieName(name string) string {
	if s.secure {
		return "__Host-" + name
	}
	return name
}

const sessionCookie = "nariwai"

// SignIn gives the browser the session's token until the given moment.
func (s *Server) SignIn(w http.ResponseWriter, q *Request, token string, until clock.Instant) {
	s.setCookie(w, sessionCookie, token, int(until.Sub(q.Now)/clock.Second))
}

// SignOut makes the browser forget its session; ending it in the database is the use case's part.
func (s *Server) SignOut(w http.ResponseWriter) { s.setCookie(w, sessionCookie, "", -1) }

// setCookie sets a cookie that scripts and other sites can't read; age is in seconds, negative to remove it.
func (s *Server) setCookie(w http.ResponseWriter, name, value string, age int) {
	http.SetCookie(w, &http.Cookie{
		Name: s.cookieName(name), Value: value, Path: "/", MaxAge: age,
		HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode,
	})
}

// cookie returns the value of one of our cookies, or "".
func (s *Server) cookie(q *Request, name string) string {
	c, err := q.Cookie(s.cookieName(name))
	if err != nil {
		return ""
	}
	return c.Value
}

// deviceCookie marks the browser in which people sign in, so that accounts of one hand are seen before a seal is given
// (package collusion). It is random, is set with a sign-in only, and no other trait of the browser is looked at.
const deviceCookie = "device"

// device is the hash of the browser's mark. A browser that has none gets one if the sign-in succeeds.
func (s *Server) device(q *Request) string {
	if q.device = s.cookie(q, deviceCookie); !people.IsSecret(q.device) {
		q.device, _ = people.NewSecret()
	}
	return people.HashSecret(q.device)
}

// markDevice gives the browser its mark, for as long as its hash is kept. Ways in that note no device set none.
func (s *Server) markDevice(w http.ResponseWriter, q *Request) {
	if q.device != "" {
		s.setCookie(w, deviceCookie, q.device, int(collusion.DevicesKept/clock.Second))
	}
}

func (s *Server) viewer(q *Request) (Viewer, error) {
	token := s.cookie(q, sessionCookie)
	if token == "" {
		return Viewer{}, nil
	}
	v, err := s.Sessions(q.Context(), token)
	if fault.Is(err, fault.Unsigned) || fault.Is(err, fault.NotFound) {
		return Viewer{}, nil
	}
	if err == nil && v.Waiting { // nobody, until the second factor is passed
		q.half = people.Actor{Person: v.Person, Party: v.Party, Session: v.Session}
		return Viewer{}, nil
	}
	return v, err
}
