package web

import (
	"net/http"

	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/usecase/account"
)

// actingSet changes for whom the session acts. It leads home: the page that was open may not be the other party's.
func (s *Server) actingSet(w http.ResponseWriter, q *Request) error {
	if err := account.ActFor(q.Context(), s.DB, q.Actor(), id.Party(q.Form("party"))); err != nil {
		return err
	}
	return q.Redirect(w, s.home())
}

// roleName is a role in words, the key of its translation.
func roleName(r people.Role) string {
	switch r {
	case people.Self:
		return "あなた自身"
	case people.Owner:
		return "オーナー"
	case people.Orderer:
		return "発注担当"
	case people.Director:
		return "ディレクター"
	case people.Accountant:
		return "経理担当"
	case people.Leader:
		return "リーダー"
	case people.Member:
		return "メンバー"
	case people.Apprentice:
		return "見習い"
	}
	return string(r)
}
