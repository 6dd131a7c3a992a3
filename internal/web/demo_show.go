package web

import (
	"net/http"
	"net/url"
	"strings"

	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/query"
	"nariwai/internal/usecase/account"
	"nariwai/internal/usecase/demonstration"
)

// DemoDoor is an invented person of a demonstration through whom everybody may enter.
type DemoDoor struct {
	Email, Password string
	Role            string // what they do here, a key of package phrase
}

// demoSigninPage is the data of templates/demo_signin.html.
type demoSigninPage struct {
	Doors []demoDoor
	Next  string
}

type demoDoor struct {
	DemoDoor
	Name string
	Code string // of the second factor, now; "" without one
}

// demoSignin lists those through whom everybody may enter.
func (s *Server) demoSignin(w http.ResponseWriter, q *Request) error {
	if err := demonstration.Only(s.DB); err != nil {
		return err
	}
	emails := make([]string, len(s.DemoDoors))
	for i, d := range s.DemoDoors {
		emails[i] = d.Email
	}
	found, err := query.DemoPeople(q.Context(), s.DB.Snapshot(), emails)
	if err != nil {
		return err
	}
	var p demoSigninPage
	if next := q.Form(nextField); local(next) {
		p.Next = next
	}
	for _, d := range s.DemoDoors {
		who, ok := found[d.Email]
		if !ok {
			continue
		}
		door := demoDoor{DemoDoor: d, Name: who.Name}
		if who.Secret != "" {
			if door.Code, err = people.Code(who.Secret, q.Now); err != nil {
				return err
			}
		}
		p.Doors = append(p.Doors, door)
	}
	return s.show(w, q, "demo_signin", p)
}

// demoSigninDo enters as one of them without a password.
func (s *Server) demoSigninDo(w http.ResponseWriter, q *Request) error {
	var open []string
	for _, d := range s.DemoDoors {
		open = append(open, d.Email)
	}
	in, err := demonstration.SignIn(q.Context(), s.DB, open, q.Form("email"), q.UserAgent())
	if err != nil {
		return err
	}
	return s.enter(w, q, account.SignedIn{Session: in.Session, Secret: in.Secret, Waiting: in.Waiting})
}

// demoClock moves the clock on, and lets happen what the time brings.
func (s *Server) demoClock(w http.ResponseWriter, q *Request) error {
	if err := demonstration.MoveClock(q.Context(), s.DB, q.Actor(), demonstration.Step(q.Form("step")), s.Steps); err != nil {
		return err
	}
	next := "/"
	if to := q.Form(nextField); local(to) {
		next = to
	}
	waiting, err := query.RunsWaiting(q.Context(), s.DB.Snapshot())
	if err != nil {
		return err
	}
	if waiting {
		return s.done(w, q, next, "時計を進めました。運営の机で、振込が2人の承認か銀行への手続きを待っています")
	}
	return s.done(w, q, next, "時計を進めました")
}

// demoMailPage is the data of templates/demo_mail.html.
type demoMailPage struct {
	query.LetterList
	To        string
	Addresses []Option
	Pager     Pager
}

// Paragraphs are the text of a letter in pieces.
func (demoMailPage) Paragraphs(text string) []string { return strings.Split(text, "\n\n") }

// Address is the page to which a letter leads, in the letter's language.
func (demoMailPage) Address(m notice.Mail) string { return localized(m.Lang, m.Link) }

// demoMail shows the letters that a real site would have sent.
func (s *Server) demoMail(w http.ResponseWriter, q *Request) (err error) {
	if err := demonstration.Only(s.DB); err != nil {
		return err
	}
	p := demoMailPage{To: q.Form("to")}
	after := id.Mail(q.Form("after"))
	if p.LetterList, err = query.Letters(q.Context(), s.DB.Snapshot(), p.To, after); err != nil {
		return err
	}
	p.Addresses = []Option{{Label: q.T("すべての宛先"), Chosen: p.To == ""}}
	for _, a := range p.LetterList.Addresses {
		p.Addresses = append(p.Addresses, Option{Value: a, Label: a, Chosen: a == p.To})
	}
	link := url.Values{"to": {p.To}}
	if after != "" {
		p.Pager.Prev = "/demo/mail?" + link.Encode()
	}
	if p.Older != "" {
		link.Set("after", string(p.Older))
		p.Pager.Next = "/demo/mail?" + link.Encode()
	}
	return s.show(w, q, "demo_mail", p)
}
