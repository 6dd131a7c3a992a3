package web

import (
	"net/http"
	"testing"
	"time"

	"nariwai/internal/db/dbtest"
	"nariwai/internal/usecase/cast"
)

// Where the connection is shared with other requests, the stream stays a request, and is told the same.
func TestStreamOverHTTP2(t *testing.T) {
	d, _ := dbtest.SQLite(t)
	var both, second http.Protocols
	both.SetHTTP1(true)
	both.SetUnencryptedHTTP2(true)
	second.SetUnencryptedHTTP2(true)
	s, base := node(t, d, func(s *http.Server) {
		s.Protocols, s.ReadTimeout, s.WriteTimeout = &both, 100*time.Millisecond, 100*time.Millisecond
	})
	mina := cast.Worker(t, d, "mina")
	session := cast.SignIn(t, d, mina)
	way := &http.Transport{Protocols: &second}
	a, b := listenOver(t, way, base, session, ""), listenOver(t, way, base, session, "")
	first := next(t, a)
	next(t, b)
	time.Sleep(150 * time.Millisecond) // longer than an ordinary request may take
	for n := range int64(3) {
		tell(t, d, n+1, mina)
		for _, c := range []<-chan heard{a, b} {
			if e := next(t, c); e.N != n+1 {
				t.Errorf("%+v, want %d", e, n+1)
			}
		}
	}
	again := listenOver(t, way, base, session, first.id)
	next(t, again)
	for n := range int64(3) {
		if e := next(t, again); e.N != n+1 {
			t.Errorf("%+v, want %d", e, n+1)
		}
	}
	s.EndStreams()
	ends(t, a)
	ends(t, again)
}
