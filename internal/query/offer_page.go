package query

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/policy"
	"nariwai/internal/yen"
)

// offeredAt is the page on which a party sees a job that was offered to one; "" for everybody who is no side of it.
func offeredAt(ctx context.Context, s *db.Snapshot, jid id.Job, viewer id.Party) (path string, err error) {
	if viewer == "" {
		return "", nil
	}
	err = db.One(ctx, s, []any{&path}, "SELECT '/offers/' || id FROM market_offer WHERE job = $1 AND (client = $2 OR worker = $2) LIMIT 1", jid, viewer)
	if !fault.Is(err, fault.NotFound) {
		return path, err
	}
	err = db.One(ctx, s, []any{&path}, `SELECT '/recurring/' || m.recurring FROM market_contract c JOIN recurring_month m ON m.contract = c.id AND m.contract <> ''
		WHERE c.job = $1 AND (c.client = $2 OR c.worker = $2) LIMIT 1`, jid, viewer)
	if fault.Is(err, fault.NotFound) {
		return "", nil
	}
	return path, err
}

// Asked is the one whom a client asks.
type Asked struct {
	ID           id.Party
	Name, Handle string
	Certified    bool
}

// OrderForm is what a client must know who writes an order to one party.
type OrderForm struct {
	To        Asked
	Withholds bool // the client withholds tax from what is paid to this worker, if the work is of such a kind
	Trials    market.Trials
	Known     bool // some work of theirs for this client has been accepted: an order may come again
}

// OrderTo returns the form with which client asks a party by its handle. Who does not take work is not found.
func OrderTo(ctx context.Context, d *db.DB, client id.Party, handle string) (f OrderForm, err error) {
	defer fault.Wrap(&err, "order to %s", handle)
	err = d.View(ctx, func(s *db.Snapshot) error {
		f = OrderForm{}
		if err := db.One(ctx, s, []any{&f.To.ID, &f.To.Name, &f.To.Handle, &f.To.Certified},
			"SELECT id, display_name, handle, certified FROM people_party WHERE handle = $1 AND handle <> '' AND works AND closed_at = 0", handle); err != nil {
			return err
		}
		c, err := taxFacts(ctx, s, client)
		if err != nil {
			return err
		}
		w, err := taxFacts(ctx, s, f.To.ID)
		if err != nil {
			return err
		}
		f.Withholds = billing.Withhold(c.Withholds(), true, w.Form == people.Company, w.Resident) != billing.NotWithheld
		if f.Trials, err = ruleOn[market.Trials](ctx, s, policy.Trials, id.Site, calendar.On(s.Now)); err != nil {
			return err
		}
		return db.One(ctx, s, []any{&f.Known}, `SELECT EXISTS (SELECT 1 FROM market_contract c WHERE c.worker = $1 AND c.client = $2 AND c.state = 'ended'
			AND EXISTS (SELECT 1 FROM market_item i WHERE i.contract = c.id AND i.state IN ('accepted', 'split')))`, f.To.ID, client)
	})
	return f, err
}

// OfferPage is an offer as one of its two sides sees it.
type OfferPage struct {
	market.DirectOffer
	Work  market.Job
	Mine  bool // the viewer has sent it
	Other Asked
	Quote Quote
	Talk  ThreadMark
	Open  bool // it can be answered
}

// OfferShown returns an offer for one of its two sides; for everybody else there is none.
func OfferShown(ctx context.Context, d *db.DB, oid id.Offer, viewer id.Party) (p OfferPage, err error) {
	defer fault.Wrap(&err, "offer page %s", oid)
	err = d.View(ctx, func(s *db.Snapshot) error {
		p = OfferPage{}
		o := &p.DirectOffer
		if err := db.One(ctx, s, []any{&o.ID, &o.Job, &o.Client, &o.Worker, &o.State, &o.Message, &o.Withhold, &o.At, &o.AnswerBy, &o.AnsweredAt, &o.Reason, &o.Contract},
			"SELECT id, job, client, worker, state, message, withhold, at, answer_by, answered_at, reason, contract FROM market_offer WHERE id = $1 AND (client = $2 OR worker = $2)", oid, viewer); err != nil {
			return err
		}
		p.Mine, p.Open = o.Client == viewer, o.State == market.OfferSent && s.Now < o.AnswerBy
		other := o.Client
		if p.Mine {
			other = o.Worker
		}
		if p.Other, err = asked(ctx, s, other); err != nil {
			return err
		}
		if p.Work, err = jobs.One(ctx, s, "WHERE id = $1", o.Job); err != nil {
			return err
		}
		if p.Talk, err = threadOf(ctx, s, o.Job, o.Worker, "", viewer); err != nil {
			return err
		}
		p.Quote, err = offered(ctx, s, o.Client, o.Worker, o.Withhold, p.Work, []yen.Yen{p.Work.Pay})
		return err
	})
	return p, err
}

func asked(ctx context.Context, s *db.Snapshot, p id.Party) (a Asked, err error) {
	err = db.One(ctx, s, []any{&a.ID, &a.Name, &a.Handle, &a.Certified}, "SELECT id, display_name, handle, certified FROM people_party WHERE id = $1", p)
	return a, err
}

// offered quotes work between two parties by the rules of today.
func offered(ctx context.Context, s *db.Snapshot, client, worker id.Party, withhold bool, j market.Job, prices []yen.Yen) (q Quote, err error) {
	c, err := taxFacts(ctx, s, client)
	if err != nil {
		return q, err
	}
	w, err := taxFacts(ctx, s, worker)
	if err != nil {
		return q, err
	}
	rates, err := ratesOn(ctx, s, id.Site, calendar.On(s.Now))
	if err != nil {
		return q, err
	}
	return rates.quoteBy(billing.Withhold(c.Withholds(), withhold, w.Form == people.Company, w.Resident), j, prices, j.DueOn), nil
}

// OfferLine is an offer in a list.
type OfferLine struct {
	ID          id.Offer
	Title       string
	Arrangement market.Arrangement
	Other       string
	State       market.OfferState
	Pay         yen.Yen
	DueOn       calendar.Date
	AnswerBy    clock.Instant
	Contract    id.Contract
}

// Offers are the offers and recurring orders of a party, the newest of each first.
type Offers struct {
	Received, Sent []OfferLine
	Recurring      []RecurringLine
}

// offersShown is how many of each are listed: what is older stands in its contract.
const offersShown = 50

// OffersOf returns what a party was offered and has offered.
func OffersOf(ctx context.Context, d *db.DB, viewer id.Party) (p Offers, err error) {
	defer fault.Wrap(&err, "offers of %s", viewer)
	list := func(s *db.Snapshot, mine, other string) ([]OfferLine, error) {
		return db.All(ctx, s, func(l *OfferLine) []any {
			return []any{&l.ID, &l.Title, &l.Arrangement, &l.Other, &l.State, &l.Pay, &l.DueOn, &l.AnswerBy, &l.Contract}
		}, `SELECT o.id, j.title, j.arrangement, p.display_name, o.state, j.pay, j.due_on, o.answer_by, o.contract
			FROM market_offer o JOIN market_job j ON j.id = o.job JOIN people_party p ON p.id = o.`+other+` WHERE o.`+mine+` = $1 ORDER BY o.id DESC LIMIT $2`, viewer, offersShown)
	}
	err = d.View(ctx, func(s *db.Snapshot) error {
		p = Offers{}
		if p.Received, err = list(s, "worker", "client"); err != nil {
			return err
		}
		if p.Sent, err = list(s, "client", "worker"); err != nil {
			return err
		}
		p.Recurring, err = recurringOf(ctx, s, viewer)
		return err
	})
	return p, err
}

// AskAgain is somebody whose work a client has accepted.
type AskAgain struct {
	Asked
	Contracts int64
	Last      clock.Instant
	Title     string // of the last one
}

// againShown is how many people a client is reminded of, and againLooked how many contracts they are looked for in.
const againShown, againLooked = 6, 200

// peopleAgain are those whose work a client has accepted, the last one first. Who takes no work now is left out.
func peopleAgain(ctx context.Context, r db.Reader, client id.Party) ([]AskAgain, error) {
	return db.All(ctx, r, func(a *AskAgain) []any {
		return []any{&a.ID, &a.Name, &a.Handle, &a.Certified, &a.Contracts, &a.Last, &a.Title}
	}, `SELECT w.id, w.display_name, w.handle, w.certified, x.n, x.last, l.title
		FROM (SELECT c.worker, COUNT(*) n, MAX(c.ended_at) last, MAX(c.id) newest FROM (SELECT id, worker, state, ended_at FROM market_contract WHERE client = $1 ORDER BY id DESC LIMIT $2) c
			WHERE c.state = 'ended' AND EXISTS (SELECT 1 FROM market_item i WHERE i.contract = c.id AND i.state = 'accepted') GROUP BY c.worker) x
		JOIN people_party w ON w.id = x.worker AND w.works AND w.closed_at = 0 JOIN market_contract l ON l.id = x.newest
		ORDER BY x.last DESC, w.id LIMIT $3`, client, againLooked, againShown)
}
