package web

import (
	"net/http"

	"nariwai/internal/phrase"
	"nariwai/internal/query"
)

// partyPage is the data of templates/party.html.
type partyPage struct {
	query.PartyPage
	Place string
	Mine  bool
}

// partyShow is the public page of a party, whether it works, orders or both.
func (s *Server) partyShow(w http.ResponseWriter, q *Request) error {
	found, err := query.Party(q.Context(), s.DB.Snapshot(), q.PathValue("handle"))
	if err != nil {
		return err
	}
	p := partyPage{PartyPage: found, Mine: q.Viewer.Party == found.ID}
	switch {
	case q.Lang == phrase.Ja && p.Municipality != "":
		p.Place = p.Municipality.Full()
	default:
		p.Place = phrase.Show(q.Lang, p.Prefecture)
	}
	return s.show(w, q, "party", p)
}

// Initial is the first letter of the name, for the avatar.
func (p partyPage) Initial() string { return Viewer{Name: p.Name}.Initial() }
