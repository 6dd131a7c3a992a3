package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"nariwai/internal/blob"
	"nariwai/internal/calendar"
	"nariwai/internal/fault"
	"nariwai/internal/phrase"
)

const (
	bodyMost      = 1 << 20
	memoryOfFiles = 1 << 20 // the rest of an upload waits in a temporary file
	slowLimit     = 10 * time.Minute
)

// servePage finds out the language and the viewer, then the route.
func (s *Server) servePage(w http.ResponseWriter, r *http.Request) {
	x := exchangeOf(r)
	x.answer = &recorder{ResponseWriter: w}
	w = x.answer
	at := &seat{gate: s.gate}
	if at.take(r.Context()) != nil {
		s.turnAway(w, r)
		return
	}
	defer at.give()
	lang, u := splitLanguage(r.URL)
	q := &Request{ID: x.id, Lang: lang, Now: s.DB.Clock(), trustProxy: s.TrustProxy, seat: at}
	q.Today = calendar.On(q.Now)
	r2 := r.WithContext(withRequest(r.Context(), q))
	r2.URL = u
	q.Request = r2

	var err error
	if q.Viewer, err = s.viewer(q); err != nil {
		s.fail(w, q, err)
		return
	}
	x.person = q.Viewer.Person

	h, pattern := s.mux.Handler(r2)
	if pattern != "" {
		s.mux.ServeHTTP(w, r2)
		return
	}
	p := probe{header: http.Header{}}
	h.ServeHTTP(&p, r2)
	switch {
	case p.status >= 300 && p.status < 400: // the mux tidies the path
		http.Redirect(w, r2, q.Link(p.header.Get("Location")), p.status)
	case p.status == http.StatusMethodNotAllowed:
		w.Header().Set("Allow", p.header.Get("Allow"))
		s.failStatus(w, q, p.status, nil)
	default:
		s.failStatus(w, q, http.StatusNotFound, nil)
	}
}

// splitLanguage takes the language off the address: /en/jobs is /jobs in English.
func splitLanguage(u *url.URL) (phrase.Lang, *url.URL) {
	for _, lang := range phrase.Langs[1:] {
		prefix := "/" + string(lang)
		if u.Path != prefix && !strings.HasPrefix(u.Path, prefix+"/") {
			continue
		}
		v := *u
		v.Path = strings.TrimPrefix(u.Path, prefix)
		v.RawPath = strings.TrimPrefix(u.RawPath, prefix)
		if v.Path == "" {
			v.Path = "/"
		}
		return lang, &v
	}
	return phrase.Ja, u
}

// handle runs a route: the guards that all have in common, then its function, then the one table of errors.
func (s *Server) handle(rt Route) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		q := r.Context().Value(requestKey{}).(*Request)
		q.route = rt
		exchangeOf(r).route = rt.Pattern
		defer func() {
			if q.MultipartForm != nil {
				q.MultipartForm.RemoveAll()
			}
		}()
		if !rt.Slow && !rt.Stream { // it lasts until the error page is written, too, which asks it whether anybody is still there
			ctx, cancel := context.WithTimeout(q.Context(), answerBy)
			defer cancel()
			q.Request = q.WithContext(ctx)
		}
		if err := s.run(w, q, rt); err != nil {
			if x := exchangeOf(r); x.begun() {
				x.err = err
				panic(http.ErrAbortHandler) // half a file must not look like a whole one
			}
			s.fail(w, q, err)
		}
	}
}

func (s *Server) run(w http.ResponseWriter, q *Request, rt Route) (err error) {
	defer func() {
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler {
				panic(p)
			}
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	if err := s.cross.Check(q.Request); err != nil {
		return fault.Because(err, fault.Forbidden, "ほかのサイトから送られた操作は、受けつけません")
	}
	if rt.Slow {
		c := http.NewResponseController(w)
		deadline := time.Now().Add(slowLimit)
		c.SetReadDeadline(deadline) // a test's recorder has no deadlines
		c.SetWriteDeadline(deadline)
	}
	unsigned := rt.Who != Anyone && !q.Viewer.SignedIn()
	if unsigned { // a stranger may not fill the disk; what fits is kept for after the sign-in
		rt.Body = 0
	}
	if q.Method == http.MethodPost {
		if err := s.receive(w, q, rt); err != nil && !unsigned {
			return err
		}
	} else if err := readForm(w, q, rt); err != nil && !unsigned {
		return err
	}
	switch {
	case unsigned:
		return fault.New(fault.Unsigned, "ログインしてください")
	case rt.Who == Desk && !q.Viewer.Operator:
		return fault.New(fault.Forbidden, "ここは運営の人だけが使えます")
	case rt.Who == Desk && !q.Viewer.Strong && q.Method == http.MethodGet:
		return q.Redirect(w, "/settings/second-factor")
	case rt.Who == Desk && !q.Viewer.Strong:
		return fault.New(fault.Forbidden, "運営の手続きには、2段階目の確認コードが必要です")
	}
	if err := rt.may(q.Viewer); err != nil {
		return err
	}
	return rt.do(s, w, q)
}

// receive reads what is sent, however slowly, and then waits for its turn again.
func (s *Server) receive(w http.ResponseWriter, q *Request, rt Route) error {
	q.seat.give()
	if !s.bodies.enter(q.Context()) {
		return fault.New(fault.Unavailable, "いま混み合っています。少し待ってから、もう一度お試しください")
	}
	err := readForm(w, q, rt)
	s.bodies.leave()
	return errors.Join(err, q.seat.take(q.Context()))
}

func readForm(w http.ResponseWriter, q *Request, rt Route) (err error) {
	most := rt.Body
	if most == 0 {
		most = bodyMost
	}
	q.Body = http.MaxBytesReader(w, q.Body, most)
	if strings.HasPrefix(q.Header.Get("Content-Type"), "multipart/form-data") {
		memory := int64(memoryOfFiles)
		if rt.Private {
			memory = most
		}
		err = q.ParseMultipartForm(memory)
	} else {
		err = q.ParseForm()
	}
	if tooLarge := (*http.MaxBytesError)(nil); blob.Full(err) {
		err = fault.Because(err, fault.Unavailable, "いま記録できません。少し待ってから、もう一度お試しください")
	} else if err != nil && !errors.As(err, &tooLarge) {
		err = fault.Because(err, fault.Invalid, "送られた内容を読めませんでした。もう一度お試しください")
	}
	return err
}

// probe takes the answer that the mux gives for a path that it does not know.
type probe struct {
	header http.Header
	status int
}

func (p *probe) Header() http.Header { return p.header }
func (p *probe) WriteHeader(status int) {
	if p.status == 0 {
		p.status = status
	}
}
func (p *probe) Write(b []byte) (int, error) { return len(b), nil }
