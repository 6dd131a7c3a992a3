package web

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"nariwai/internal/fault"
	"nariwai/internal/phrase"
)

// DefaultAtOnce is how many requests are worked on at a time: enough to keep processors and disk busy and few enough for
// PostgreSQL's pool of connections, so that the health checks always find one.
const DefaultAtOnce = 40

const (
	gateWait  = 2 * time.Second  // who has waited so long is asked to come back
	gateQueue = 5                // for each that is worked on so many may wait
	bodies    = 256              // forms and files being read at a time: their memory is bounded, not the patience of their senders
	answerBy  = 40 * time.Second // for what takes and gives no files, the sending of a form included
)

// A gate lets so many requests through at a time. Some more wait for their turn, and all others are turned away at once:
// what can be done is done in good time, and a flood costs no memory.
type gate struct {
	running chan struct{}
	queue   int64
	wait    time.Duration

	waiting, refused atomic.Int64
}

func newGate(atOnce int, queue int64, wait time.Duration) *gate {
	return &gate{running: make(chan struct{}, atOnce), queue: queue, wait: wait}
}

// enter takes a place or reports that there is none.
func (g *gate) enter(ctx context.Context) bool {
	select {
	case g.running <- struct{}{}:
		return true
	default:
	}
	if g.waiting.Add(1) > g.queue {
		g.waiting.Add(-1)
		g.refused.Add(1)
		return false
	}
	defer g.waiting.Add(-1)
	patience := time.NewTimer(g.wait)
	defer patience.Stop()
	select {
	case g.running <- struct{}{}:
		return true
	case <-patience.C:
	case <-ctx.Done():
	}
	g.refused.Add(1)
	return false
}

func (g *gate) leave() { <-g.running }

// seat is what a request holds of the gate. It is given up while the other side is slow, not we.
type seat struct {
	gate *gate
	held bool
}

func (p *seat) take(ctx context.Context) error {
	if !p.gate.enter(ctx) {
		return fault.New(fault.Unavailable, "いま混み合っています。少し待ってから、もう一度お試しください")
	}
	p.held = true
	return nil
}

func (p *seat) give() {
	if p.held {
		p.held = false
		p.gate.leave()
	}
}

// turnAway answers a request for which there is no place, without asking who it is from: that would cost what we don't have.
func (s *Server) turnAway(w http.ResponseWriter, r *http.Request) {
	x := exchangeOf(r)
	x.route, x.turnedAway = "turned away", true
	lang, _ := splitLanguage(r.URL)
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusServiceUnavailable)
	io.WriteString(w, s.crowded[lang])
}

// crowdedPages are the pages for those who are turned away. They are whole, because no style sheet would come, either.
func crowdedPages() map[phrase.Lang]string {
	pages := map[phrase.Lang]string{}
	for _, lang := range phrase.Langs {
		t := func(ja string) string { return phrase.T(lang, ja) }
		pages[lang] = `<!doctype html><html lang="` + string(lang) + `"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>` +
			t("いま混み合っています") + `</title><main><h1>` + t("いま混み合っています") + `</h1><p>` + t("数秒待ってから、このページを読み込み直してください。") + `</p><p>` +
			t("送ろうとしていた内容は、まだ受け取っていません。読み込み直すと、同じ内容をもう一度送れます。") + `</p></main></html>`
	}
	return pages
}

// retryAfterDefault is what an answer says that asks to come back and does not say when.
func retryAfterDefault(h http.Header, status int) {
	if (status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests) && h.Get("Retry-After") == "" {
		h.Set("Retry-After", strconv.Itoa(5))
	}
}

// crowd notes once a second how many have been turned away.
func (s *Server) crowd() {
	now := time.Now().Unix()
	if last := s.crowdedAt.Load(); last != now && s.crowdedAt.CompareAndSwap(last, now) {
		s.Log.Warn("too many requests: some are turned away", "so far", s.gate.refused.Load(), "at once", s.AtOnce)
	}
}
