package web

import (
	"net/http"
	"strings"

	"nariwai/internal/fault"
	"nariwai/internal/phrase"
)

// Trouble is why a form came back.
type Trouble struct {
	Refused string       // the whole form was refused: one sentence
	Errors  []FieldError // what is wrong with its fields
}

// FieldError is a sentence about one field; Field is "" when it is about the form.
type FieldError struct{ Field, Text string }

// Failed reports whether the page shows a form that came back.
func (t Trouble) Failed() bool { return t.Refused != "" || len(t.Errors) > 0 }

// ErrorOf is what is wrong with a field, or "".
func (t Trouble) ErrorOf(field string) string {
	for _, e := range t.Errors {
		if e.Field == field {
			return e.Text
		}
	}
	return ""
}

// Target is the address of the field inside the page.
func (e FieldError) Target() string { return "#" + fieldID(e.Field) }

// again shows the form once more with what was typed and what is wrong with it: 422 for fields that can't be used and for a
// key that was another form's, 409, 403, 429 or 503 for a command that was refused as a whole. Any other err is returned, for the error page.
func (s *Server) again(w http.ResponseWriter, q *Request, page string, data any, err error) error {
	e := fault.Of(err)
	if e == nil {
		return err
	}
	var t Trouble
	switch e.Kind {
	case fault.Invalid:
		for _, f := range e.Fields {
			t.Errors = append(t.Errors, FieldError{f.Field, sentence(q.Lang, &f)})
		}
		if len(e.Fields) == 0 {
			t.Errors = []FieldError{{e.Field, sentence(q.Lang, e)}}
		}
		if q.stillMoney {
			t.Refused = q.T(moneyStill)
		}
	case fault.Conflict, fault.Forbidden, fault.TooMany, fault.Unavailable, fault.Reused:
		t.Refused = q.refusal(e)
	default:
		return err
	}
	exchangeOf(q.Request).err = err
	v := s.view(w, q, data)
	v.Trouble = t
	v.typed = q.Request.Form
	retryAfter(w, e.Kind)
	return s.write(w, q, kinds[e.Kind].status, page, "layout", v)
}

// redraw shows a form once more with what was typed: it was sent to get a row more.
func (s *Server) redraw(w http.ResponseWriter, q *Request, page string, data any) error {
	v := s.view(w, q, data)
	v.typed = q.Request.Form
	return s.write(w, q, http.StatusOK, page, "layout", v)
}

func sentence(lang phrase.Lang, e *fault.Error) string { return phrase.T(lang, e.Say, e.Args...) }

// refusal is the sentence of e; it begins with where the money is if a handler has promised that it stood still, and we know it.
func (q *Request) refusal(e *fault.Error) string {
	text := sentence(q.Lang, e)
	if e.Kind == fault.Unsure || strings.Contains(e.Say, strings.TrimSuffix(moneyStill, "。")) {
		return text
	}
	return q.moneyFirst(text)
}

const moneyStill = "お金は動いていません。"

// moneyFirst says before anything else that no money moved, where a handler has promised it.
func (q *Request) moneyFirst(text string) string {
	if !q.stillMoney {
		return text
	}
	still := q.T(moneyStill)
	if q.Lang == phrase.En {
		still += " "
	}
	return still + text
}

// done redirects after a form was done; the next page says the sentence ja, a key of package phrase without verbs.
func (s *Server) done(w http.ResponseWriter, q *Request, path, ja string) error {
	s.setCookie(w, doneCookie, encodeCookie(ja), 60)
	return q.Redirect(w, path)
}
