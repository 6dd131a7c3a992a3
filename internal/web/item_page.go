package web

import (
	"net/http"

	"nariwai/internal/clock"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/query"
)

// itemPage is what the pages on which something is done to an item have in common.
type itemPage struct {
	query.ItemPage
	Name  string // how the page calls the item
	Tag   Tag
	Lines []splitLine // where its money goes when it is accepted
	Back  []splitLine // and when all of it goes back
	Loose []query.RoomFile
	Blame []Option
}

func newItemPage(q *Request, p query.ItemPage) itemPage {
	out := itemPage{ItemPage: p, Name: p.Title, Tag: endedTag(q.Lang, p.Item.State), Lines: moneyLines(q.Lang, p.Settled, p.FeeRate), Blame: blameOptions(q)}
	out.Back = moneyLines(q.Lang, query.Settlement{Secured: p.Item.Secured, Refund: p.Item.Secured}, p.FeeRate)
	if p.Several {
		out.Name = p.Item.Title
	}
	return out
}

func (s *Server) itemPage(q *Request) (itemPage, error) {
	p, err := query.Item(q.Context(), s.DB, id.Item(q.PathValue("id")), q.Viewer.Party)
	if err != nil {
		return itemPage{}, err
	}
	return newItemPage(q, p), nil
}

// LateYet reports whether the client may cancel at now because the item is late.
func (p itemPage) LateYet(now clock.Instant) bool {
	from := p.Item.LateFrom(p.Terms)
	return !from.IsZero() && now >= from
}

// SilentYet reports whether the client may cancel at now because the worker doesn't answer.
func (p itemPage) SilentYet(now clock.Instant) bool {
	from := p.Item.SilentFrom(p.Contract)
	return !from.IsZero() && now >= from
}

// Open reports whether the item's state lets something be done to it. The pages show no button where it does not; whether
// it is done is decided by the command, in its transaction.
func (p itemPage) Open(verb string) bool {
	st := p.Item.State
	switch verb {
	case "accept", "revise":
		return st == market.ItemDelivered
	case "deliver":
		return st == market.ItemFunded || st == market.ItemRevising
	case "end":
		return st.HoldsMoney()
	case "dispute":
		return st.HoldsMoney() && st != market.ItemDisputed
	case "change":
		return !st.Ended() && st != market.ItemDisputed
	}
	return false
}

// showItem shows the page on which a verb is done to the item; where its state does not let it, the room says what is next.
func (s *Server) showItem(w http.ResponseWriter, q *Request, verb string) error {
	p, err := s.itemPage(q)
	if err != nil {
		return err
	}
	if !p.Open(verb) {
		return q.Redirect(w, roomLink(p.ID))
	}
	return s.show(w, q, "item_"+verb, p)
}

// afterItem ends a command on an item: it leads to the room, or shows the item's page again.
func (s *Server) afterItem(w http.ResponseWriter, q *Request, page string, cid id.Contract, err error, done string) error {
	if err == nil {
		return s.done(w, q, roomLink(cid), done)
	}
	p, e := s.itemPage(q)
	if e != nil {
		return e
	}
	return s.again(w, q, page, p, err)
}
