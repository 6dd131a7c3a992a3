// Package working is what happens in a contract between the award and its end: delivery, revision, acceptance,
// changes, early ends and disputes.
package working

import (
	"context"
	"slices"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/ledger/ledgerdb"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/concluding"
	"nariwai/internal/usecase/listing"
	"nariwai/internal/usecase/terms"
	"nariwai/internal/yen"
)

// outcome is where an item's money went.
type outcome struct {
	paid    billing.Quote // of what the payees get together; zero when nothing is paid
	refund  yen.Yen
	credit  bool          // the item was on credit: the refund is the operator's, the client's limit is free again
	homed   bool          // the client has a bank account to which the refund goes
	payday  calendar.Date // of what is paid
	pressed bool          // the law asks for it before the closing's payday
}

// settle moves the money of an item whose state machine has just ended it: pay to its payees, the fee, the rest back to the client.
// It saves the item and the contract, voids what still asked for money, and ends what was still open on the item.
func settle(ctx context.Context, tx *db.Tx, c *market.Contract, it *market.Item, pay yen.Yen) (o outcome, err error) {
	items, err := marketdb.Items(ctx, tx, c.ID)
	if err != nil {
		return o, err
	}
	return settleAmong(ctx, tx, c, it, items, pay)
}

// settleAmong is settle where the contract's items were read before.
func settleAmong(ctx context.Context, tx *db.Tx, c *market.Contract, it *market.Item, items []market.Item, pay yen.Yen) (o outcome, err error) {
	defer fault.Wrap(&err, "settle item %s", it.ID)
	rates, closing, err := terms.Of(ctx, tx, *c)
	if err != nil {
		return o, err
	}
	first := !slices.ContainsFunc(items, func(i market.Item) bool { return i.ID != it.ID && !i.SettledOn.IsZero() })
	var shares []billing.Share
	for _, p := range it.Payees {
		var before yen.Yen
		if !first {
			if before, err = billingdb.SettledBefore(ctx, tx, c.ID, p.Party); err != nil {
				return o, err
			}
		}
		shares = append(shares, billing.Share{ID: id.Settlement(tx.NewID()), Payee: p.Party, Weight: p.Share, Before: before, Withholding: billing.Withholding(p.Withholding)})
	}
	facts := billing.Facts{
		Item: it.ID, Contract: c.ID, Mall: c.Mall, Client: c.Client, Title: name(*c, *it), Ending: string(it.Ending),
		Full: it.Pay, Pay: pay, Secured: it.Secured, Credit: it.Security == market.SecuredByCredit, At: it.AcceptedAt, On: it.SettledOn, Received: it.ReceivedOn,
	}
	o.payday = closing.PaydayFor(it.SettledOn)
	if !it.ReceivedOn.IsZero() {
		facts.PayBy = closing.PayBy(it.ReceivedOn)
		if facts.PayBy.Before(o.payday) {
			o.payday, o.pressed = facts.PayBy, true
		}
	}
	rid := id.Refund(tx.NewID())
	ss, refund, entry, err := rates.Settle(facts, shares, rid)
	if err != nil {
		return o, err
	}
	// The item's row comes first in every transaction that ends it, so that two of them wait for each other instead of deadlocking.
	if err := marketdb.SaveItem(ctx, tx, it); err != nil {
		return o, err
	}
	for _, s := range ss {
		if err := billingdb.InsertSettlement(ctx, tx, s); err != nil {
			return o, err
		}
		o.paid = o.paid.Add(s.Quote)
	}
	o.refund, o.credit = refund, facts.Credit
	if refund.Sign() > 0 && !facts.Credit {
		if o.homed, err = sendBack(ctx, tx, rid, *c, *it, refund, whyBack(*c, it.Ending)); err != nil {
			return o, err
		}
	}
	// The book's day is this transaction's even when the settlement is dated earlier: days that are closed stand.
	entry.On = calendar.On(tx.Now)
	if err := ledgerdb.Post(ctx, tx, entry); err != nil {
		return o, err
	}
	if it.Ending == market.ByAcceptance || it.Ending == market.ByTime {
		first, err := peopledb.FirstAcceptance(ctx, tx, c.Client)
		if err == nil && first {
			err = listing.Client(ctx, tx, c.Client)
		}
		if err != nil {
			return o, err
		}
	}
	return o, concluding.Among(ctx, tx, c, it, items, ss)
}

// sendBack asks the closing to return money to the client, to the bank account that the client has given; without one it waits.
func sendBack(ctx context.Context, tx *db.Tx, rid id.Refund, c market.Contract, it market.Item, amount yen.Yen, why string) (homed bool, err error) {
	var to billing.Target
	acc, homed, err := peopledb.PayoutAccount(ctx, tx, c.Client, calendar.On(tx.Now))
	if err != nil {
		return false, err
	}
	if homed {
		to = billing.Target{Bank: acc.Bank, Branch: acc.Branch, Type: string(acc.Kind), Number: acc.Number, Payee: acc.Payee}
	}
	return homed, billingdb.InsertRefund(ctx, tx, billing.NewRefund(rid, c.Client, billing.FromItem, string(it.ID), amount, why, to, tx.Now))
}

// whyBack is the reason of a refund as its payer reads it.
func whyBack(c market.Contract, e market.Ending) string {
	switch e {
	case market.ByAcceptance, market.ByTime:
		if c.TeamForm == market.Joint {
			return "源泉徴収の分（依頼主が税務署に納めます）"
		}
	case market.ByLateness:
		return "納期を過ぎたための取り消し"
	case market.BySilence:
		return "連絡がないための取り消し"
	case market.ByDecision:
		return "もめごと相談の決定"
	case market.ByAgreement:
		return "ふたりの合意による終了"
	}
	return "仮払いの残り"
}
