package web

import (
	"net/http"

	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/phrase"
	"nariwai/internal/query"
	"nariwai/internal/recurring"
	"nariwai/internal/usecase/offering"
)

// offersPage is the data of templates/offers.html.
type offersPage struct {
	query.Offers
	lang phrase.Lang
}

// Any reports whether there is anything to list.
func (p offersPage) Any() bool { return len(p.Received)+len(p.Sent)+len(p.Recurring) > 0 }

// Tag and OrderTag say where an offer stands.
func (p offersPage) Tag(s market.OfferState) Tag     { return offerTag(p.lang, s) }
func (p offersPage) OrderTag(s recurring.State) Tag  { return recurringTag(p.lang, s) }
func (p offersPage) Trial(a market.Arrangement) bool { return a == market.Trial }
func (p offerPage) Trial() bool                      { return p.Work.Arrangement == market.Trial }

func offerTag(lang phrase.Lang, s market.OfferState) Tag {
	say := func(text, class string) Tag { return Tag{phrase.T(lang, text), class} }
	switch s {
	case market.OfferSent:
		return say("返事待ち", "m")
	case market.OfferAccepted:
		return say("契約になりました", "k")
	case market.OfferDeclined:
		return say("見送り", "g")
	case market.OfferWithdrawn:
		return say("取り下げ", "g")
	}
	return say("期限切れ", "g")
}

// offersShow lists what was asked of a party and what it has asked of others.
func (s *Server) offersShow(w http.ResponseWriter, q *Request) error {
	o, err := query.OffersOf(q.Context(), s.DB, q.Viewer.Party)
	if err != nil {
		return err
	}
	return s.show(w, q, "offers", offersPage{o, q.Lang})
}

// offerPage is the data of templates/offer.html.
type offerPage struct {
	query.OfferPage
	Tag Tag
}

func (s *Server) offerPage(q *Request) (offerPage, error) {
	o, err := query.OfferShown(q.Context(), s.DB, id.Offer(q.PathValue("id")), q.Viewer.Party)
	if err != nil {
		return offerPage{}, err
	}
	if q.section = "/offers"; o.Mine {
		q.section = "/client"
	}
	return offerPage{o, offerTag(q.Lang, o.State)}, nil
}

func (s *Server) offerShow(w http.ResponseWriter, q *Request) error {
	p, err := s.offerPage(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "offer", p)
}

func (s *Server) afterOffer(w http.ResponseWriter, q *Request, to string, err error, done string) error {
	if err == nil {
		return s.done(w, q, to, done)
	}
	p, e := s.offerPage(q)
	if e != nil {
		return e
	}
	return s.again(w, q, "offer", p, err)
}

func (s *Server) offerAccept(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	cid, err := offering.AcceptOffer(q.Context(), s.DB, q.Actor(), id.Offer(q.PathValue("id")))
	return s.afterOffer(w, q, "/contracts/"+string(cid), err, "契約ができました。取引の条件の書面を双方に送りました")
}

func (s *Server) offerDecline(w http.ResponseWriter, q *Request) error {
	oid := id.Offer(q.PathValue("id"))
	err := offering.DeclineOffer(q.Context(), s.DB, q.Actor(), oid, lines(q.Form("reason")))
	return s.afterOffer(w, q, "/offers/"+string(oid), err, "お願いを断りました。相手に知らせました")
}

func (s *Server) offerWithdraw(w http.ResponseWriter, q *Request) error {
	oid := id.Offer(q.PathValue("id"))
	err := offering.WithdrawOffer(q.Context(), s.DB, q.Actor(), oid)
	return s.afterOffer(w, q, "/offers/"+string(oid), err, "お願いを取り下げました。相手に知らせました")
}
