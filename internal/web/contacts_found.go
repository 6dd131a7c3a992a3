package web

import (
	"net/http"

	"nariwai/internal/query"
	"nariwai/internal/trust"
	"nariwai/internal/usecase/profile"
)

// waysOut is what was found of ways out of this place in a text.
type waysOut struct {
	Rules []trust.Rule
	Words []string // as they are written
}

// Any reports whether there is something to say.
func (f waysOut) Any() bool { return len(f.Rules) > 0 }

// mostNamed is how many of the found words a warning repeats.
const mostNamed = 5

// waysIn says what was found in a body.
func waysIn(body string, spots []trust.Spot) (f waysOut) {
	seen := map[string]bool{}
	for _, s := range spots {
		if r, ok := trust.Contacts.Rule(s.Rule); ok && !seen[s.Rule] {
			seen[s.Rule] = true
			f.Rules = append(f.Rules, r)
		}
		if words := body[s.From:s.To]; !seen["word "+words] && len(f.Words) < mostNamed {
			seen["word "+words] = true
			f.Words = append(f.Words, words)
		}
	}
	return f
}

// found looks through what the viewer is about to send before a contract, unless they have seen it already or don't want it.
func (s *Server) found(q *Request, body string) (f waysOut, err error) {
	if q.Ticked("anyway") {
		return f, nil
	}
	spots := trust.Contacts.Find(body)
	if len(spots) == 0 {
		return f, nil
	}
	on, err := query.Marked(q.Context(), s.DB.Snapshot(), q.Viewer.Person)
	if err != nil || !on {
		return f, err
	}
	return waysIn(body, spots), nil
}

// ask shows a form once more with what was typed, because something in it is worth a second look. Nothing is wrong with it.
func (s *Server) ask(w http.ResponseWriter, q *Request, page string, data any) error {
	v := s.view(w, q, data)
	v.typed = q.Request.Form
	return s.write(w, q, http.StatusUnprocessableEntity, page, "layout", v)
}

// helpContacts lists the rules, for all to read.
func (s *Server) helpContacts(w http.ResponseWriter, q *Request) error {
	return s.show(w, q, "help_contacts", trust.Contacts)
}

// settingsMarks switches the marks on or off.
func (s *Server) settingsMarks(w http.ResponseWriter, q *Request) error {
	on := q.Form("marks") == "on"
	if err := profile.SetMarked(q.Context(), s.DB, q.Actor(), on); err != nil {
		return s.settings(w, q, err)
	}
	if on {
		return s.done(w, q, "/settings", "契約の前のメッセージの連絡先に、印を付けます")
	}
	return s.done(w, q, "/settings", "契約の前のメッセージを、機械で読むのをやめました")
}
