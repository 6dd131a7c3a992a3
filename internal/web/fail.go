package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"nariwai/internal/fault"
)

// kinds is the one table from a kind of error to a status and the heading of its page.
var kinds = map[fault.Kind]struct {
	status  int
	heading string
}{
	fault.Internal:    {http.StatusInternalServerError, "こちらの不具合で、うまくいきませんでした"},
	fault.Invalid:     {http.StatusUnprocessableEntity, "送られた内容が使えません"},
	fault.Unsigned:    {http.StatusUnauthorized, "ログインしてください"},
	fault.Forbidden:   {http.StatusForbidden, "この操作はできません"},
	fault.NotFound:    {http.StatusNotFound, "ページが見つかりません"},
	fault.Conflict:    {http.StatusConflict, "いまは、この操作ができません"},
	fault.TooMany:     {http.StatusTooManyRequests, "少し待ってから、もう一度お試しください"},
	fault.Unavailable: {http.StatusServiceUnavailable, "いま混み合っています"},
	fault.Reused:      {http.StatusUnprocessableEntity, "この操作は受けつけていません"}, // as draft-ietf-httpapi-idempotency-key-header has it
	fault.Unsure:      {http.StatusServiceUnavailable, "できたかどうか、確かめられませんでした"},
}

// errorPage is the data of templates/error.html.
type errorPage struct {
	Status    int
	Heading   string
	Text      string
	Reference string
	Return    Return // what was being sent, so that it can be sent once more
}

// fail answers an error: a person gets a status, a sentence and a number; the log gets the cause.
func (s *Server) fail(w http.ResponseWriter, q *Request, err error) {
	exchangeOf(q.Request).err = err
	if errors.Is(err, context.Canceled) && q.Context().Err() != nil {
		w.WriteHeader(499) // the browser has gone away; the log shows it
		return
	}
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		w.Header().Set("Connection", "close")
		s.failStatus(w, q, http.StatusRequestEntityTooLarge, nil)
		return
	}
	e := fault.Of(err)
	switch {
	case e == nil && errors.Is(err, context.DeadlineExceeded):
		e = &fault.Error{Kind: fault.Unavailable, Say: "いま混み合っています。少し待ってから、もう一度お試しください"}
	case e == nil:
		e = &fault.Error{}
	}
	if e.Kind == fault.Unsigned {
		s.askToSignIn(w, q)
		return
	}
	retryAfter(w, e.Kind)
	s.failStatus(w, q, kinds[e.Kind].status, e)
}

func retryAfter(w http.ResponseWriter, k fault.Kind) {
	switch k {
	case fault.TooMany:
		w.Header().Set("Retry-After", "60")
	case fault.Unavailable, fault.Unsure:
		w.Header().Set("Retry-After", "5")
	}
}

// failStatus shows the error page. e may be nil for what the router or the size limit refuse.
func (s *Server) failStatus(w http.ResponseWriter, q *Request, status int, e *fault.Error) {
	d := errorPage{Status: status, Reference: q.ID}
	switch {
	case e != nil:
		d.Heading = q.T(kinds[e.Kind].heading)
		if e.Kind != fault.Internal && e.Say != "" {
			d.Text = q.refusal(e)
		}
		for _, f := range e.Fields {
			d.Text += " " + sentence(q.Lang, &f)
		}
	case status == http.StatusMethodNotAllowed:
		d.Heading = q.T("このページでは、その操作はできません")
	case status == http.StatusRequestEntityTooLarge:
		d.Heading = q.T("送られた内容が大きすぎます")
		d.Text = q.moneyFirst(q.T("ファイルを小さくするか、分けて送ってください。"))
	default:
		d.Heading = q.T("ページが見つかりません")
	}
	if e != nil && (e.Kind == fault.Internal || e.Kind == fault.Unavailable || e.Kind == fault.Unsure) && q.Method == http.MethodPost {
		d.Return = q.keep()
		if q.stillMoney && (e.Kind == fault.Internal || e.Kind == fault.Unsure && q.Actor().Key != "") {
			d.Text = q.T("お金が動いたかどうかは、契約のページで確かめられます。同じ操作をもう一度送っても、二重にはなりません。")
		}
	}
	if err := s.write(w, q, status, "error", "layout", s.view(w, q, d)); err != nil { // the frame itself is broken
		exchangeOf(q.Request).err = errors.Join(exchangeOf(q.Request).err, err)
		http.Error(w, http.StatusText(status)+" "+q.ID, status)
	}
}

// askToSignIn sends a reader to the sign-in page. A form that was sent after the session had ended is not lost:
// its fields travel with the sign-in form, and goOn offers to send them.
func (s *Server) askToSignIn(w http.ResponseWriter, q *Request) {
	if q.Method == http.MethodGet || q.Method == http.MethodHead {
		http.Redirect(w, q.Request, q.Link("/signin?next="+url.QueryEscape(q.Here())), http.StatusSeeOther)
		return
	}
	v := s.view(w, q, signinPage{Return: q.keep()})
	v.Refused = q.moneyFirst(q.T("ログインの期限が切れていました。ログインすると、入力した内容をそのまま送れます。"))
	if err := s.write(w, q, http.StatusUnauthorized, "signin", "layout", v); err != nil {
		s.fail(w, q, err)
	}
}
