package billing

import (
	"fmt"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/ledger"
	"nariwai/internal/yen"
)

// Settlement is what one payee gets for one item, and what goes to the fee and back. The day of the settlement is
// the payment day for tax: from then on the site holds the money as the worker's agent (代理受領).
type Settlement struct {
	ID       id.Settlement
	Item     id.Item
	Contract id.Contract
	Mall     id.Mall
	Client   id.Party
	Payee    id.Party
	Title    string
	Ending   string // why: market.Ending
	Quote           // of what was paid; Escrow is what of the secured money it used
	Refund   yen.Yen
	At       clock.Instant
	On       calendar.Date // decides the closing
	Received calendar.Date
	PayBy    calendar.Date // the last lawful bank day (Freelance Act, art. 4)
	Run      id.Run        // the payout run that took it up
	Bill     id.Invoice    // who still pays for it: see BillDue
}

// lateDays is how many bank days after its settlement a payment may need that was settled too late for PayBy,
// because its item was in dispute or its client would not decide.
const lateDays = 2

// PayUntil is the last day on which it may be paid: PayBy, or the second bank day after a settlement that came too late for it.
func (s Settlement) PayUntil() calendar.Date {
	return max(s.PayBy, calendar.AddBankDays(calendar.On(s.At), lateDays))
}

// Facts are what a settlement needs to know of its item.
type Facts struct {
	Item     id.Item
	Contract id.Contract
	Mall     id.Mall
	Client   id.Party
	Title    string
	Ending   string
	Full     yen.Yen // its whole pay
	Pay      yen.Yen // what is paid for it: all of it, a part, or nothing
	Secured  yen.Yen // what stands in its escrow
	Credit   bool    // it is the operator's capital: what is left goes back there, and the client is billed for the rest
	At       clock.Instant
	On       calendar.Date
	Received calendar.Date
	PayBy    calendar.Date
}

// Settle splits what is paid between the payees, takes the fees, and returns the rest of the escrow to the client.
// The entry empties the escrow to the yen; refund is what goes back ("" refund id when nothing does).
//
// What the client paid in beyond the whole pay, less what each payee's tax keeps back of it, is the client's fee; of a part of the
// pay the same part of the fee is due. So nothing goes back of an item that is paid in full, in whatever order a contract's
// items are settled. The escrow must have been quoted for the same shares (QuoteItems): then it holds enough for any part.
func (t Terms) Settle(f Facts, shares []Share, rid id.Refund) (ss []Settlement, refund yen.Yen, e ledger.Entry, err error) {
	defer fault.Wrap(&err, "settle item %s", f.Item)
	refund = f.Secured
	var ts []ledger.Transfer
	if f.Pay.Sign() > 0 {
		parts, fees, err := t.split(f, shares)
		if err != nil {
			return nil, yen.Yen{}, ledger.Entry{}, err
		}
		for i, s := range shares {
			q := t.part(s, parts[i], f.Pay, fees[i])
			refund = refund.Sub(q.Escrow)
			ss = append(ss, Settlement{ID: s.ID, Item: f.Item, Contract: f.Contract, Mall: f.Mall, Client: f.Client, Payee: s.Payee,
				Title: f.Title, Ending: f.Ending, Quote: q, At: f.At, On: f.On, Received: f.Received, PayBy: f.PayBy, Bill: f.bill()})
			ts = append(ts,
				ledger.Move("pay", q.Net, ledger.Escrow(f.Item), ledger.Earned(s.Payee)),
				ledger.Move("fee", q.Fee, ledger.Escrow(f.Item), ledger.Fee(f.Mall)),
				ledger.Move("client_fee", q.ClientFee, ledger.Escrow(f.Item), ledger.Fee(f.Mall)))
		}
		ss[len(ss)-1].Refund = refund
	}
	if f.Credit {
		ts = append(ts, Recall(f.Item, f.Client, refund)...)
	} else {
		ts = append(ts, ledger.Move("refund", refund, ledger.Escrow(f.Item), ledger.Refund(rid)))
	}
	e, err = ledger.New("settle/"+string(f.Item), calendar.On(f.At), ts...)
	return ss, refund, e, err
}

func (f Facts) bill() id.Invoice {
	if f.Credit {
		return BillDue
	}
	return ""
}

// split shares what is paid and the client's fee for it between the payees. A part of the pay is shared as all of it would be,
// so that nobody's part is more than that.
func (t Terms) split(f Facts, shares []Share) (parts, fees []yen.Yen, err error) {
	weights := weights(shares)
	full := yen.Split(f.Full, weights)
	fee := f.Secured.Sub(f.Full)
	for i, part := range full {
		if !t.Gross {
			fee = fee.Add(t.keptBack(shares[i], part, f.Full))
		}
		weights[i] = part.Int64()
	}
	if fee.Sign() < 0 || f.Full.Less(f.Pay) {
		return nil, nil, fmt.Errorf("%s of %s for an escrow of %s", f.Pay, f.Full, f.Secured)
	}
	parts = yen.Split(f.Pay, weights)
	return parts, yen.Split(fee.MulDiv(f.Pay.Int64(), f.Full.Int64()), weights), nil
}

// RefundState is where a refund stands.
type RefundState string

const (
	RefundWaiting RefundState = "waiting" // for a bank account to send it to
	RefundDue     RefundState = "due"     // goes with the next bank file
	RefundInRun   RefundState = "in_run"
	RefundPaid    RefundState = "paid"
)

// RefundSource is what a refund returns money of.
type RefundSource string

const (
	FromItem    RefundSource = "item"
	FromDeposit RefundSource = "deposit"
	FromBulk    RefundSource = "bulk" // lines of a bulk order that nobody writes, or tax that need not be paid in
)

// Refund is money on its way back to where it came from.
type Refund struct {
	ID         id.Refund
	Party      id.Party // "" when the payer is not known here
	SourceKind RefundSource
	Source     string
	Amount     yen.Yen
	Reason     string
	State      RefundState
	At         clock.Instant
	DueBy      calendar.Date
	Run        id.Run
	Target
	Version int64
}

// Target is the bank account that a payout goes to, as it was when the file was made.
type Target struct {
	Bank, Branch, Type, Number string
	Payee                      string // half-width kana
}

// Known reports whether money can be sent to the target.
func (t Target) Known() bool {
	return t.Bank != "" && t.Branch != "" && t.Number != "" && t.Payee != ""
}

// NewRefund makes the refund of an item's or deposit's money; to may be unknown yet.
func NewRefund(rid id.Refund, party id.Party, kind RefundSource, source string, amount yen.Yen, reason string, to Target, now clock.Instant) Refund {
	r := Refund{ID: rid, Party: party, SourceKind: kind, Source: source, Amount: amount, Reason: reason,
		State: RefundWaiting, At: now, DueBy: calendar.On(now).AddDays(ReturnDays), Target: to}
	if to.Known() {
		r.State = RefundDue
	}
	return r
}

// Bounced takes a refund out of its run whose money did not reach its target: it waits for another, and its days begin anew.
func (r *Refund) Bounced(reason string, now clock.Instant) {
	r.State, r.Run, r.Target, r.Reason, r.DueBy = RefundWaiting, "", Target{}, reason, calendar.On(now).AddDays(ReturnDays)
}

// SendTo gives a refund its target.
func (r *Refund) SendTo(to Target) error {
	if r.State != RefundWaiting && r.State != RefundDue {
		return fault.New(fault.Conflict, "この返金は、もう振込の手続きに入っています")
	}
	if !to.Known() {
		return fault.New(fault.Invalid, "返金先の口座を入れてください")
	}
	r.Target, r.State = to, RefundDue
	return nil
}
