package web

import (
	"net/http"
	"net/url"

	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/query"
	"nariwai/internal/usecase/desk"
	"nariwai/internal/usecase/staffing"
)

// deskPeoplePage is the data of templates/desk_people.html.
type deskPeoplePage struct {
	deskQueues
	query.PeopleList
	Asked string
	Pager Pager
}

// deskPeople searches people by a mail address, a handle, or how a name begins.
func (s *Server) deskPeople(w http.ResponseWriter, q *Request) (err error) {
	p := deskPeoplePage{Asked: q.Form("q")}
	if p.deskQueues, err = s.queues(q); err != nil {
		return err
	}
	after := id.Person(q.Form("after"))
	if p.PeopleList, err = query.People(q.Context(), s.DB.Snapshot(), p.Asked, after, q.Now); err != nil {
		return err
	}
	link := url.Values{"q": {p.Asked}}
	if after != "" {
		p.Pager.Prev = "/desk/people?" + link.Encode()
	}
	if p.Older != "" {
		link.Set("after", string(p.Older))
		p.Pager.Next = "/desk/people?" + link.Encode()
	}
	return s.show(w, q, "desk_people", p)
}

// deskPersonPage is the data of templates/desk_person.html.
type deskPersonPage struct {
	deskQueues
	query.PersonPage
	Accounts []bankAccount
	Lines    []auditLine
	Stopped  bool
	Mine     bool
}

func (s *Server) deskPerson(w http.ResponseWriter, q *Request) error {
	return s.showDeskPerson(w, q, nil)
}

func (s *Server) showDeskPerson(w http.ResponseWriter, q *Request, refused error) (err error) {
	var p deskPersonPage
	if p.deskQueues, err = s.queues(q); err != nil {
		return err
	}
	if p.PersonPage, err = query.Person(q.Context(), s.DB.Snapshot(), id.Person(q.PathValue("id")), q.Now); err != nil {
		return err
	}
	for _, a := range p.PersonPage.Accounts {
		p.Accounts = append(p.Accounts, s.named(q, a))
	}
	p.Stopped = people.Person{State: p.State, SuspendedUntil: p.SuspendedUntil}.Suspended(q.Now)
	p.Lines = q.audit(p.Record)
	p.Mine = p.ID == q.Viewer.Person
	if refused != nil {
		return s.again(w, q, "desk_person", p, refused)
	}
	return s.show(w, q, "desk_person", p)
}

func (s *Server) deskSuspend(w http.ResponseWriter, q *Request) error {
	until, err := dateField(q, "until")
	if err != nil {
		return s.showDeskPerson(w, q, err)
	}
	form := desk.SuspensionForm{Rule: q.Form("rule"), Reason: q.Form("reason"), Until: until}
	if err := desk.SuspendPerson(q.Context(), s.DB, q.Actor(), id.Person(q.PathValue("id")), form); err != nil {
		return s.showDeskPerson(w, q, err)
	}
	return s.done(w, q, "/desk/people/"+q.PathValue("id"), "利用を止めました。本人に知らせました")
}

func (s *Server) deskLift(w http.ResponseWriter, q *Request) error {
	if err := desk.LiftSuspension(q.Context(), s.DB, q.Actor(), id.Person(q.PathValue("id")), q.Form("why")); err != nil {
		return s.showDeskPerson(w, q, err)
	}
	return s.done(w, q, "/desk/people/"+q.PathValue("id"), "利用停止を解除しました。本人に知らせました")
}

// deskOperatorsPage is the data of templates/desk_operators.html.
type deskOperatorsPage struct {
	deskQueues
	Operators []query.PersonLine
}

// deskOperators lists who sits at the desk.
func (s *Server) deskOperators(w http.ResponseWriter, q *Request) error {
	return s.showDeskOperators(w, q, nil)
}

func (s *Server) showDeskOperators(w http.ResponseWriter, q *Request, refused error) (err error) {
	var p deskOperatorsPage
	if p.deskQueues, err = s.queues(q); err != nil {
		return err
	}
	if p.Operators, err = query.Operators(q.Context(), s.DB.Snapshot(), q.Now); err != nil {
		return err
	}
	if refused != nil {
		return s.again(w, q, "desk_operators", p, refused)
	}
	return s.show(w, q, "desk_operators", p)
}

func (s *Server) deskOperatorGrant(w http.ResponseWriter, q *Request) error {
	if err := staffing.GrantOperator(q.Context(), s.DB, q.Actor(), q.Form("email")); err != nil {
		return s.showDeskOperators(w, q, err)
	}
	return s.done(w, q, "/desk/operators", "運営の机に加えました")
}

func (s *Server) deskOperatorRevoke(w http.ResponseWriter, q *Request) error {
	if err := staffing.RevokeOperator(q.Context(), s.DB, q.Actor(), id.Person(q.PathValue("id"))); err != nil {
		return s.showDeskOperators(w, q, err)
	}
	return s.done(w, q, "/desk/operators", "運営の机から外しました")
}
