package web

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"nariwai/internal/db/dbtest"
)

func TestGate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx := t.Context()
		g := newGate(2, 2, time.Second)
		for range 2 {
			if !g.enter(ctx) {
				t.Fatal("there are two places")
			}
		}
		entered := make(chan bool, 2)
		for range 2 {
			go func() { entered <- g.enter(ctx) }()
		}
		synctest.Wait()
		begun := time.Now()
		if g.enter(ctx) || time.Since(begun) > 0 {
			t.Error("the fifth is turned away at once")
		}
		g.leave()
		if !<-entered {
			t.Error("who waits gets the place that falls free")
		}
		if <-entered || time.Since(begun) != time.Second {
			t.Errorf("who waits in vain is told so after a second, not after %s", time.Since(begun))
		}
		gone, cancel := context.WithCancel(ctx)
		cancel()
		if g.enter(gone) {
			t.Error("who has gone away got a place")
		}
		if got := g.refused.Load(); got != 3 || g.waiting.Load() != 0 {
			t.Errorf("%d refused, %d waiting", got, g.waiting.Load())
		}
	})
}

func TestTurnedAway(t *testing.T) {
	d, _ := dbtest.SQLite(t)
	s := New(Config{DB: d, AtOnce: 1})
	s.gate.queue = 0
	site := s.Handler()
	ask := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		site.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		return w
	}
	if w := ask("/terms"); w.Code != http.StatusOK {
		t.Fatal("with a place:", w.Code)
	}
	s.gate.enter(t.Context())
	for path, says := range map[string]string{"/terms": "いま混み合っています", "/en/terms": "We are busy right now"} {
		if w := ask(path); w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), says) {
			t.Errorf("%s without a place: %d %v %s", path, w.Code, w.Header(), w.Body)
		}
	}
	for _, path := range []string{"/healthz", "/readyz", "/metrics"} {
		if w := ask(path); w.Code != http.StatusOK && path != "/metrics" {
			t.Errorf("%s without a place: %d %s", path, w.Code, w.Body)
		}
	}
	s.gate.leave()

	// Whoever sends slowly holds no place meanwhile.
	ends, body := io.Pipe()
	slow := make(chan int)
	go func() {
		q := httptest.NewRequest("POST", "/signin", ends)
		q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		q.Header.Set("Sec-Fetch-Site", "same-origin")
		w := httptest.NewRecorder()
		site.ServeHTTP(w, q)
		slow <- w.Code
	}()
	body.Write([]byte("email=a"))
	if w := ask("/terms"); w.Code != http.StatusOK {
		t.Error("while somebody sends slowly:", w.Code)
	}
	io.Copy(body, bytes.NewBufferString(url.QueryEscape("@example.jp")+"&password=x"))
	body.Close()
	if code := <-slow; code >= 500 {
		t.Error("who sent slowly is answered", code)
	}
	if n := len(s.gate.running) + len(s.bodies.running); n != 0 {
		t.Errorf("%d places are still held", n)
	}
}
