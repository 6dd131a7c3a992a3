package query

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/yen"
)

// DisputePage is a dispute as a side sees it, and as the desk does.
type DisputePage struct {
	ItemPage
	Dispute market.Dispute
	Split   Settlement // what the decision would do; zero without one
	// For the desk only: the newest part of the history, and where its earlier part is.
	Log     []LogEntry
	Earlier string
	Papers  []Paper
}

// DisputeOf reads a dispute for one of the contract's sides.
func DisputeOf(ctx context.Context, d *db.DB, did id.Dispute, party id.Party) (p DisputePage, err error) {
	return disputeOf(ctx, d, did, party, "", false)
}

// DisputeForDesk reads a dispute and, where it is open to the reader, the contract's papers and its history before a place in
// it ("" for its end). Whoever calls it has recorded the reading.
func DisputeForDesk(ctx context.Context, d *db.DB, did id.Dispute, earlier string, open bool) (p DisputePage, err error) {
	return disputeOf(ctx, d, did, asDesk, earlier, open)
}

func disputeOf(ctx context.Context, d *db.DB, did id.Dispute, party id.Party, earlier string, open bool) (p DisputePage, err error) {
	defer fault.Wrap(&err, "dispute %s", did)
	err = d.View(ctx, func(s *db.Snapshot) error {
		p = DisputePage{}
		if p.Dispute, err = disputes.One(ctx, s, "WHERE id = $1", did); err != nil {
			return err
		}
		if p.ItemPage, err = itemOf(ctx, s, p.Dispute.Item, party); err != nil {
			return err
		}
		if p.Dispute.State == market.DisputeDecided {
			if p.Split, err = settlementOf(ctx, s, p.Sides, p.Item, p.Dispute.Pay); err != nil {
				return err
			}
		}
		if !open {
			return nil
		}
		if p.Papers, err = papersOf(ctx, s, p.ID); err != nil {
			return err
		}
		all, err := files.All(ctx, s, "WHERE f.contract = $1 ORDER BY f.id", p.ID)
		if err != nil {
			return err
		}
		p.Log, p.Earlier, err = logOf(ctx, s, p.Sides, all, market.MostDelivery, earlier)
		return err
	})
	return p, err
}

// DisputeLine is a dispute in the desk's queue.
type DisputeLine struct {
	ID             id.Dispute
	State          market.DisputeState
	Title, Item    string
	Client, Worker string
	Secured        yen.Yen
	ByParty        id.Party // "" when the desk took it up
	OpenedAt       clock.Instant
	AppealBy       clock.Instant
	DecidedBy      id.Person
	Heard          int64 // how many sides have spoken
	ReceivedOn     calendar.Date
	LimitDays      int
}

// LastDay is the law's last day for the payment; 0 when nothing was received.
func (l DisputeLine) LastDay() calendar.Date { return l.ReceivedOn.AddDays(l.LimitDays) }

// Disputes returns the disputes that wait for the desk (open and appealed), those whose payment presses first, first;
// and those that are decided and wait for the sides.
func Disputes(ctx context.Context, r db.Reader) (waiting, decided []DisputeLine, err error) {
	defer fault.Wrap(&err, "disputes")
	all, err := db.All(ctx, r, func(l *DisputeLine) []any {
		return []any{&l.ID, &l.State, &l.Title, &l.Item, &l.Client, &l.Worker, &l.Secured, &l.ByParty, &l.OpenedAt, &l.AppealBy, &l.DecidedBy, &l.Heard, &l.ReceivedOn, &l.LimitDays}
	}, `SELECT d.id, d.state, c.title, i.title, p.display_name, w.display_name, i.secured, d.by_party, d.opened_at, d.appeal_by, d.decided_by,
			CASE WHEN d.client_says <> '' THEN 1 ELSE 0 END + CASE WHEN d.worker_says <> '' THEN 1 ELSE 0 END, i.received_on, c.limit_days
		FROM market_dispute d JOIN market_contract c ON c.id = d.contract JOIN market_item i ON i.id = d.item
		JOIN people_party p ON p.id = c.client JOIN people_party w ON w.id = c.worker
		WHERE d.state IN ('open', 'appealed', 'decided')
		ORDER BY CASE WHEN i.received_on = 0 THEN 1 ELSE 0 END, i.received_on, d.id LIMIT 500`)
	for _, l := range all {
		if l.State == market.DisputeDecided {
			decided = append(decided, l)
		} else {
			waiting = append(waiting, l)
		}
	}
	return waiting, decided, err
}

// EscalatedItem is an item that was received long ago and is undecided.
type EscalatedItem struct {
	Item           id.Item
	Title, Name    string
	Client, Worker string
	State          market.ItemState
	Secured        yen.Yen
	ReceivedOn     calendar.Date
	LimitDays      int
	AcceptBy       clock.Instant
	Dispute        id.Dispute // that is running on it; "" for none
}

// LastDay is the law's last day for the payment.
func (e EscalatedItem) LastDay() calendar.Date { return e.ReceivedOn.AddDays(e.LimitDays) }

// Escalated returns the items that were escalated and still hold money, the most pressing first.
func Escalated(ctx context.Context, r db.Reader) (out []EscalatedItem, err error) {
	defer fault.Wrap(&err, "escalated items")
	return db.All(ctx, r, func(e *EscalatedItem) []any {
		return []any{&e.Item, &e.Title, &e.Name, &e.Client, &e.Worker, &e.State, &e.Secured, &e.ReceivedOn, &e.LimitDays, &e.AcceptBy, &e.Dispute}
	}, `SELECT i.id, c.title, i.title, p.display_name, w.display_name, i.state, i.secured, i.received_on, c.limit_days, i.accept_by, COALESCE(d.id, '')
		FROM market_item i JOIN market_contract c ON c.id = i.contract JOIN people_party p ON p.id = c.client JOIN people_party w ON w.id = c.worker
		LEFT JOIN market_dispute d ON d.item = i.id AND d.state <> 'ended'
		WHERE i.state IN ('funded', 'delivered', 'revising', 'disputed') AND i.received_on > 0 AND i.escalated_at > 0
		ORDER BY i.received_on, i.id LIMIT 500`)
}
