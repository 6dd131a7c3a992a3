package web

import (
	"net/http"
	"strings"
)

// Return is where a person was going before they had to sign in, and what they had typed there.
type Return struct {
	Path   string // without the language; "" for nowhere
	Fields []Pair // of a form that was sent; empty for a page that was asked for
	Files  bool   // files were sent too, which can't be kept
}

// Pair is a field of a form and its value.
type Pair struct{ Name, Value string }

// bodyKept is the body limit of the routes of signing in: they carry a whole other form.
const bodyKept = 2 * bodyMost

const (
	nextField  = "next"
	keptPrefix = "kept."
	keptMost   = 300 // fields
)

// keep takes down the form that q holds, without its passwords and its code of the second factor.
func (q *Request) keep() Return {
	r := Return{Path: q.Here(), Files: q.MultipartForm != nil && len(q.MultipartForm.File) > 0}
	for _, name := range sortedKeys(q.PostForm) {
		if strings.Contains(name, "password") || name == "code" {
			continue
		}
		for _, v := range q.PostForm[name] {
			if len(r.Fields) < keptMost {
				r.Fields = append(r.Fields, Pair{name, v})
			}
		}
	}
	return r
}

// Return reads what the part "return" has put into the sign-in form, or the next of a link to it.
// Kept fields count only in a form of our own; a link can't bring any.
func (q *Request) Return() Return {
	var r Return
	if next := q.Form(nextField); local(next) {
		r.Path = next
	}
	for _, name := range sortedKeys(q.PostForm) {
		field, ok := strings.CutPrefix(name, keptPrefix)
		if !ok || r.Path == "" {
			continue
		}
		for _, v := range q.PostForm[name] {
			r.Fields = append(r.Fields, Pair{field, v})
		}
	}
	r.Files = r.Path != "" && q.PostForm.Get("keptfiles") != ""
	return r
}

// goOn leads a person who has just signed in to where they were going, or to otherwise; a form that they had sent
// is shown for them to send with one button. Call it after SignIn.
func (s *Server) goOn(w http.ResponseWriter, q *Request, r Return, otherwise string) error {
	switch {
	case r.Path == "":
		return q.Redirect(w, otherwise)
	case len(r.Fields) == 0:
		return q.Redirect(w, r.Path)
	}
	return s.show(w, q, "resume", r)
}
