package billing

import (
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/ledger"
	"nariwai/internal/yen"
)

// BillDue is the bill of a settlement on credit that no invoice has taken up yet. What the client's cash has paid has none.
const BillDue id.Invoice = "due"

// Secure marks an open request as secured by the operator's credit instead of the client's transfer.
func (f *Funding) Secure(now clock.Instant) error {
	if f.State != FundingOpen {
		return fault.New(fault.Conflict, "この仮払いの番号は、もう使われています")
	}
	f.State, f.PaidAt = FundingCredit, now
	return nil
}

// CreditEntry books a request that is secured by credit: the operator's capital goes into the items' escrow, and as much of the
// client's limit is at stake.
func (f *Funding) CreditEntry(on calendar.Date) (ledger.Entry, error) {
	var ts []ledger.Transfer
	for _, i := range f.Items {
		ts = append(ts, ledger.Move("secure", i.Amount, ledger.Capital, ledger.Escrow(i.Item)))
	}
	ts = append(ts, ledger.Move("stake", f.Amount, ledger.Credit(f.Client), ledger.Owed(f.Client)))
	return ledger.New("fund/"+string(f.ID), on, ts...)
}

// Recall takes what an item on credit does not need out of its escrow: back to the capital, and off the client's stake.
func Recall(item id.Item, client id.Party, amount yen.Yen) []ledger.Transfer {
	return []ledger.Transfer{
		ledger.Move("recall", amount, ledger.Escrow(item), ledger.Capital),
		ledger.Move("unstake", amount, ledger.Owed(client), ledger.Credit(client)),
	}
}

// NewBill is the request that carries an invoice's reference.
func NewBill(i id.Invoice, client id.Party, amount yen.Yen, now, payBy clock.Instant) Funding {
	return Funding{Client: client, Invoice: i, Amount: amount, State: FundingOpen, AskedAt: now, PayBy: payBy}
}

// BillEntry books what a client has paid for an invoice: from from (a suspense account) to the capital, and off the client's stake.
func (f *Funding) BillEntry(from ledger.Account, on calendar.Date) (ledger.Entry, error) {
	return ledger.New("fund/"+string(f.ID), on,
		ledger.Move("repay", f.Amount, from, ledger.Capital),
		ledger.Move("unstake", f.Amount, ledger.Owed(f.Client), ledger.Credit(f.Client)))
}

// SetLimit books the difference between a client's limit before and after.
func SetLimit(change id.Limit, client id.Party, before, after yen.Yen, on calendar.Date) (ledger.Entry, error) {
	move := ledger.Move("limit", after.Sub(before), ledger.Limit, ledger.Credit(client))
	if after.Less(before) {
		move = ledger.Move("limit", before.Sub(after), ledger.Credit(client), ledger.Limit)
	}
	return ledger.New("limit/"+string(change), on, move)
}

// TakeAsCapital books a line that the operator has paid in as capital for clients with credit.
func (d *Deposit) TakeAsCapital(note string, now clock.Instant) (ledger.Entry, error) {
	if note == "" {
		return ledger.Entry{}, fieldError("capital_note", "何のお金かを書いてください")
	}
	if d.State != DepositSuspense {
		return ledger.Entry{}, fault.New(fault.Conflict, "この入金は、もう行き先が決まっています")
	}
	d.State, d.Reason, d.ReturnBy = DepositCapital, note, 0
	return ledger.New("own/"+string(d.ID), calendar.On(now), ledger.Move("capital_in", d.Amount, ledger.Suspense(d.ID), ledger.Capital))
}

// ReleaseCapital books capital that the operator takes out: from then on it is like fees that were earned.
func ReleaseCapital(key string, m id.Mall, amount yen.Yen, on calendar.Date) (ledger.Entry, error) {
	return ledger.New("capital/"+key, on, ledger.Move("capital_out", amount, ledger.Capital, ledger.Fee(m)))
}
