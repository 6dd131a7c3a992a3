package web

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/people"
	"nariwai/internal/query"
	"nariwai/internal/usecase/account"
)

// sessionViewer asks the database who holds a session's token, and notes now and then that the session is in use.
func (s *Server) sessionViewer(ctx context.Context, token string) (Viewer, error) {
	r := s.DB.Snapshot()
	v, err := query.ViewerOf(ctx, r, people.HashSecret(token), r.Now)
	if err != nil {
		return Viewer{}, err
	}
	if r.Now.Sub(v.SeenAt) >= people.SeenEvery {
		if err := account.SeeSession(ctx, s.DB, v.Session); err != nil {
			s.Log.Warn("session not noted", "err", err) // the page does not need it
		}
	}
	var acting []query.Acting
	if v.Parties > 1 {
		if acting, err = query.ActingFor(ctx, r, v.Person, r.Now); err != nil {
			return Viewer{}, err
		}
	}
	return Viewer{
		Role: v.Role, Acting: acting,
		Person: v.Person, Party: v.Party, Session: v.Session, Name: v.Name, Handle: v.Handle,
		Organisation: v.Kind != people.OnePerson, Operator: v.Operator, Orders: v.Orders, Suspended: v.Suspended(r.Now), Verified: v.Verified(),
		Strong: v.Strong, Waiting: v.Waiting, OldTerms: v.Terms < people.TermsOn(calendar.On(r.Now)), Unread: int(v.Unread), Messages: int(v.Messages),
	}, nil
}

// visitor is where the request comes from, for the ways in.
func (q *Request) visitor() account.Visitor {
	return account.Visitor{Address: q.Addr(), Agent: q.UserAgent(), Lang: q.Lang}
}

// entrant is the visitor of a way in that ends with a session: with the mark of the browser.
func (s *Server) entrant(q *Request) account.Visitor {
	v := q.visitor()
	v.Device = s.device(q)
	return v
}

// home is where somebody who is signed in begins.
func (s *Server) home() string {
	if s.exists["/home"] {
		return "/home"
	}
	return "/settings"
}
