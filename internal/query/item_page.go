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
	"nariwai/internal/policy"
	"nariwai/internal/yen"
)

// ItemPage is one item of a contract for a page on which something is done to it.
type ItemPage struct {
	Sides
	Item     market.Item
	Quote    billing.Quote
	Payday   calendar.Date
	Several  bool       // the contract has other items
	Delivery WorkDone   // the newest; zero before the first
	Settled  Settlement // how it would be settled in full now
}

// WorkDone is a delivery with its files.
type WorkDone struct {
	ID      id.Delivery
	N       int64
	Body    string // Markdown
	Minutes int64
	At      clock.Instant
	Files   []RoomFile
}

// Settlement is where an item's money would go.
type Settlement struct {
	billing.Quote         // of what the payees would get together
	Refund        yen.Yen // what would go back to the client
	Secured       yen.Yen
}

// Item reads an item for one of the sides of its contract.
func Item(ctx context.Context, d *db.DB, iid id.Item, party id.Party) (p ItemPage, err error) {
	defer fault.Wrap(&err, "item %s", iid)
	err = d.View(ctx, func(s *db.Snapshot) error {
		p, err = itemOf(ctx, s, iid, party)
		return err
	})
	return p, err
}

func itemOf(ctx context.Context, s *db.Snapshot, iid id.Item, party id.Party) (p ItemPage, err error) {
	if err := db.One(ctx, s, append(itemFields(&p.Item), quoteFields(&p.Quote)...),
		"SELECT "+itemColumns+", "+quoteColumns+" FROM market_item i JOIN billing_quote q ON q.item = i.id WHERE i.id = $1", iid); err != nil {
		return p, err
	}
	if p.Sides, err = sidesOf(ctx, s, p.Item.Contract, party); err != nil {
		return p, err
	}
	p.Payday = p.Sides.Payday(p.Item)
	if err := db.One(ctx, s, []any{&p.Several}, "SELECT COUNT(*) > 1 FROM market_item WHERE contract = $1", p.ID); err != nil {
		return p, err
	}
	if p.Delivery, err = workDone(ctx, s, "d.item = $1 ORDER BY d.n DESC LIMIT 1", iid); err != nil && !fault.Is(err, fault.NotFound) {
		return p, err
	}
	p.Settled, err = settlementOf(ctx, s, p.Sides, p.Item, p.Item.Pay)
	return p, err
}

func workDone(ctx context.Context, r db.Reader, where string, args ...any) (w WorkDone, err error) {
	if err := db.One(ctx, r, []any{&w.ID, &w.N, &w.Body, &w.Minutes, &w.At}, "SELECT d.id, d.n, d.body, d.minutes, d.at FROM market_delivery d WHERE "+where, args...); err != nil {
		return w, err
	}
	w.Files, err = files.All(ctx, r, "WHERE f.delivery = $1 ORDER BY f.id", w.ID)
	return w, err
}

// settlementOf computes where an item's money would go if pay of it were paid now, by the same function that settles it.
// For an item without money in escrow it says how the quote would be paid.
func settlementOf(ctx context.Context, s *db.Snapshot, c Sides, it market.Item, pay yen.Yen) (out Settlement, err error) {
	terms, err := termsOf(ctx, s, c)
	if err != nil {
		return out, err
	}
	shares, err := db.All(ctx, s, func(x *billing.Share) []any { return []any{&x.Payee, &x.Weight, &x.Withholding, &x.Before} },
		`SELECT p.party, p.share, p.withholding, (SELECT CAST(COALESCE(SUM(t.pay), 0) AS BIGINT) FROM billing_settlement t WHERE t.contract = $2 AND t.payee = p.party)
		FROM market_payee p WHERE p.item = $1 ORDER BY p.n`, it.ID, c.ID)
	if err != nil {
		return out, err
	}
	if it.Secured.IsZero() || !it.State.HoldsMoney() {
		return out, nil
	}
	out.Secured = it.Secured
	ss, refund, _, err := terms.Settle(billing.Facts{Item: it.ID, Contract: c.ID, Full: it.Pay, Pay: pay, Secured: it.Secured, At: s.Now}, shares, "preview")
	for _, x := range ss {
		out.Quote = out.Quote.Add(x.Quote)
	}
	out.Refund = refund
	return out, err
}

// termsOf are the rates that a contract keeps from its award.
func termsOf(ctx context.Context, s *db.Snapshot, c Sides) (billing.Terms, error) {
	tax, err := ruleOn[billing.TaxRates](ctx, s, policy.Tax, id.Site, c.StartsOn)
	return billing.Terms{Fee: billing.FeePolicy{Worker: c.FeeRate, Client: c.ClientFeeRate}, Tax: tax, Withholding: billing.Withholding(c.Withholding),
		Gross: c.TeamForm == market.Joint}, err
}

// requote is the quote of an item at another pay, among the contract's other items.
func requote(ctx context.Context, s *db.Snapshot, c Sides, it market.Item, pay yen.Yen) (q billing.Quote, err error) {
	terms, err := termsOf(ctx, s, c)
	if err != nil {
		return q, err
	}
	type row struct {
		n   int64
		pay yen.Yen
		billing.Share
	}
	rows, err := db.All(ctx, s, func(x *row) []any { return []any{&x.n, &x.pay, &x.Payee, &x.Weight, &x.Withholding} },
		"SELECT i.n, i.pay, p.party, p.share, p.withholding FROM market_item i JOIN market_payee p ON p.item = i.id WHERE i.contract = $1 AND i.n <= $2 ORDER BY i.n, p.n", c.ID, it.N)
	if err != nil {
		return q, err
	}
	var items []billing.Work
	for i, x := range rows {
		if i == 0 || rows[i-1].n != x.n {
			items = append(items, billing.Work{Pay: x.pay})
		}
		last := &items[len(items)-1]
		last.Shares = append(last.Shares, x.Share)
	}
	items[len(items)-1].Pay = pay
	quotes := terms.QuoteItems(items)
	return quotes[len(quotes)-1], nil
}

// CancelPage is an offer to end an item, with what it would mean.
type CancelPage struct {
	ItemPage
	Offer market.Cancel
	Split Settlement
}

// Cancel reads an offer to end an item for one of the contract's sides.
func Cancel(ctx context.Context, d *db.DB, caid id.Cancel, party id.Party) (p CancelPage, err error) {
	defer fault.Wrap(&err, "offer %s", caid)
	err = d.View(ctx, func(s *db.Snapshot) error {
		p = CancelPage{}
		if p.Offer, err = cancels.One(ctx, s, "WHERE id = $1", caid); err != nil {
			return err
		}
		if p.ItemPage, err = itemOf(ctx, s, p.Offer.Item, party); err != nil {
			return err
		}
		if p.Offer.State == market.Offered {
			p.Split, err = settlementOf(ctx, s, p.Sides, p.Item, p.Offer.Pay)
		}
		return err
	})
	return p, err
}

// Split computes how an item's money would be split if pay of it were paid: for the page that checks an offer or a decision.
func Split(ctx context.Context, d *db.DB, p ItemPage, pay yen.Yen) (out Settlement, err error) {
	defer fault.Wrap(&err, "split of %s", p.Item.ID)
	if p.Item.Pay.Less(pay) || pay.Sign() < 0 {
		return out, nil // the form says so
	}
	err = d.View(ctx, func(s *db.Snapshot) error {
		out, err = settlementOf(ctx, s, p.Sides, p.Item, pay)
		return err
	})
	return out, err
}

// ChangePage is a change order, with what it would mean.
type ChangePage struct {
	ItemPage
	Change market.Change
	After  billing.Quote // of the new pay
	More   yen.Yen       // what the client would have to pay in besides; for unfunded work the whole is asked for anew
	Payday calendar.Date // that the new date would bring
}

// Change reads a change order for one of the contract's sides.
func Change(ctx context.Context, d *db.DB, chid id.Change, party id.Party) (p ChangePage, err error) {
	defer fault.Wrap(&err, "change %s", chid)
	err = d.View(ctx, func(s *db.Snapshot) error {
		p = ChangePage{}
		if p.Change, err = changes.One(ctx, s, "WHERE id = $1", chid); err != nil {
			return err
		}
		if p.ItemPage, err = itemOf(ctx, s, p.Change.Item, party); err != nil {
			return err
		}
		if p.After, err = requote(ctx, s, p.Sides, p.Item, p.Change.Pay); err != nil {
			return err
		}
		p.More = p.After.Escrow.Sub(p.Quote.Escrow)
		if p.Item.State.HoldsMoney() {
			p.More = p.After.Escrow.Sub(p.Item.Secured)
		}
		p.Payday = p.Closing.TermsPayday(p.Change.DueOn)
		return nil
	})
	return p, err
}

// Delivery reads one delivery in full, for one of the contract's sides.
func Delivery(ctx context.Context, d *db.DB, did id.Delivery, party id.Party) (p ItemPage, err error) {
	defer fault.Wrap(&err, "delivery %s", did)
	err = d.View(ctx, func(s *db.Snapshot) error {
		var iid id.Item
		if err := db.One(ctx, s, []any{&iid}, "SELECT item FROM market_delivery WHERE id = $1", did); err != nil {
			return err
		}
		if p, err = itemOf(ctx, s, iid, party); err != nil {
			return err
		}
		p.Delivery, err = workDone(ctx, s, "d.id = $1", did)
		return err
	})
	return p, err
}
