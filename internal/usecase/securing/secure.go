// Package securing is the step by which items get the money that work may begin on: from the client's line of credit where it has
// one with room, else by a request to pay in. It runs in the caller's transaction.
package securing

import (
	"context"

	"nariwai/internal/bank"
	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/credit"
	"nariwai/internal/credit/creditdb"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/ledger"
	"nariwai/internal/ledger/ledgerdb"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/usecase/inform"
	"nariwai/internal/yen"
)

// Secured is how something was secured.
type Secured struct {
	billing.Funding
	Refusal string // why credit did not do it, for a client that has a line: a sentence
}

// OnCredit reports whether the money is in escrow already.
func (s Secured) OnCredit() bool { return s.State == billing.FundingCredit }

// Secure sees to the money for all agreed items of a new contract, of which quotes are in the same order. On credit they are funded, and
// the contract active, when it returns: c and items say so. Otherwise the client is asked, and the caller tells it.
func Secure(ctx context.Context, tx *db.Tx, client people.Party, c *market.Contract, items []market.Item, quotes []billing.Quote) (s Secured, err error) {
	defer fault.Wrap(&err, "secure contract %s", c.ID)
	fund := make([]billing.FundingItem, len(items))
	for i, q := range quotes {
		fund[i] = billing.FundingItem{Item: items[i].ID, Amount: q.Escrow}
	}
	f, err := billing.NewFunding("", "", c.ID, c.Client, fund, tx.Now, c.FundBy)
	if err != nil {
		return s, err
	}
	if s, err = OnCreditOr(ctx, tx, client.ID, f); err != nil {
		return s, err
	}
	if !s.OnCredit() {
		s.Funding, err = billingdb.RequestFunding(ctx, tx, f, bank.NewReference)
		return s, err
	}
	for i := range items {
		it := &items[i]
		if err := it.Fund(fund[i].Amount); err != nil {
			return s, err
		}
		it.Security = market.SecuredByCredit
		if err := marketdb.SaveItem(ctx, tx, it); err != nil {
			return s, err
		}
		if err := marketdb.Log(ctx, tx, market.Event{Contract: c.ID, Item: it.ID, Kind: market.EventFunded, Amount: fund[i].Amount.Int64(), Note: string(market.SecuredByCredit)}); err != nil {
			return s, err
		}
	}
	c.Follow(items, tx.Now)
	return s, marketdb.SaveContract(ctx, tx, c)
}

// Raise secures the difference of a raise on an item that is on credit already. There is no other way to: an item has one kind of
// security, so that what is left of it has one place to go back to.
func Raise(ctx context.Context, tx *db.Tx, c market.Contract, it market.Item, ch id.Change, more yen.Yen) (err error) {
	defer fault.Wrap(&err, "secure a raise of %s", it.ID)
	f, err := billing.NewFunding("", "", c.ID, c.Client, []billing.FundingItem{{Item: it.ID, Amount: more}}, tx.Now, tx.Now)
	if err != nil {
		return err
	}
	f.Change = ch
	s, err := OnCreditOr(ctx, tx, c.Client, f)
	if err != nil {
		return err
	}
	if !s.OnCredit() {
		return fault.New(fault.Conflict, "差額%sを確保できません。この仕事は請求書払いで始まっていて、差額も枠から出ます。依頼主が請求書を支払うか、枠を増やしてから、もう一度署名してください", more)
	}
	return marketdb.Log(ctx, tx, market.Event{Contract: c.ID, Item: it.ID, Kind: market.EventFunded, Amount: more.Int64(), Note: string(market.SecuredByCredit)})
}

// Order secures what has no contract yet, under the id that the item will have: the lines of a bulk order. On credit they are
// funded when it returns; otherwise nothing has happened, and the caller asks for a transfer.
func Order(ctx context.Context, tx *db.Tx, client id.Party, lines []billing.FundingItem, payBy clock.Instant) (Secured, error) {
	f, err := billing.NewFunding("", "", "", client, lines, tx.Now, payBy)
	if err != nil {
		return Secured{}, err
	}
	return OnCreditOr(ctx, tx, client, f)
}

// OnCreditOr secures an open request by the client's line of credit, if that has room; then f is booked and kept. Otherwise it
// changes nothing, and says why when the client has a line.
func OnCreditOr(ctx context.Context, tx *db.Tx, client id.Party, f billing.Funding) (s Secured, err error) {
	defer fault.Wrap(&err, "secure on credit of %s", client)
	s.Funding = f
	room, err := roomOf(ctx, tx, client)
	if err != nil || room.State == "" {
		return s, err
	}
	if s.Refusal = room.Refusal(f.Amount); s.Refusal != "" {
		if room.State == credit.Open && !room.Overdue && !room.Free.Less(f.Amount) && room.CapitalShort(f.Amount) {
			return s, inform.Desk(ctx, tx, "capital_short", notice.Message{
				Say: "立て替えの元手が足りず、%sの依頼を請求書払いで始められませんでした", Args: []any{f.Amount}, Link: "/desk/credit",
				More: []notice.Sentence{{Say: "元手の残りは%sです。依頼主には仮払いをお願いしました。", Args: []any{room.Capital}}},
			})
		}
		return s, nil
	}
	f.ID = id.Funding(tx.NewID())
	if err := f.Secure(tx.Now); err != nil {
		return s, err
	}
	entry, err := f.CreditEntry(calendar.On(tx.Now))
	if err != nil {
		return s, err
	}
	if err := billingdb.InsertSecured(ctx, tx, f); err != nil {
		return s, err
	}
	s.Funding = f
	if len(f.Items) > many {
		return s, ledgerdb.PostAll(ctx, tx, []ledger.Entry{entry})
	}
	return s, ledgerdb.Post(ctx, tx, entry)
}

// many is from where on an entry is written in pieces.
const many = 16

// roomOf is what a client's line has left; its State is "" without one that is in force.
func roomOf(ctx context.Context, tx *db.Tx, client id.Party) (room credit.Room, err error) {
	line, err := creditdb.Line(ctx, tx, client)
	if fault.Is(err, fault.NotFound) || err == nil && !line.InForce() {
		return room, nil
	}
	if err != nil {
		return room, err
	}
	room.State = line.State
	if room.Overdue, err = creditdb.Overdue(ctx, tx, client, calendar.On(tx.Now)); err != nil {
		return room, err
	}
	if room.Free, err = ledgerdb.Balance(ctx, tx, ledger.Credit(client)); err != nil {
		return room, err
	}
	room.Capital, err = ledgerdb.Balance(ctx, tx, ledger.Capital)
	return room, err
}
