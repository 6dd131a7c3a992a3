package billing

import (
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/ledger"
	"nariwai/internal/yen"
)

// FundingState is where a funding request stands.
type FundingState string

const (
	FundingOpen FundingState = "open"
	FundingPaid FundingState = "paid"
	FundingVoid FundingState = "void" // replaced by another request, or its items have ended

	FundingCredit FundingState = "credit" // nobody paid it: the operator's capital stands in
)

// Funding asks a client to pay in for some items of one contract, for all lines of a bulk order, or for one invoice, under one reference.
// There is no client wallet: money in is always tied to a contract (資金決済法: no prepaid balance).
type Funding struct {
	ID        id.Funding
	Reference string // eight digits, put before the payer's name
	Contract  id.Contract
	Bulk      id.Bulk // the bulk order whose lines it pays for, instead of a contract
	Client    id.Party
	Change    id.Change // the raise that it pays for, if any
	Amount    yen.Yen
	State     FundingState
	AskedAt   clock.Instant
	PayBy     clock.Instant
	PaidAt    clock.Instant
	Deposit   id.Deposit // the line that paid it; "" when a demonstration's button did
	Invoice   id.Invoice // that it pays, with neither contract nor items; "" for the others
	Version   int64
	Items     []FundingItem
}

// FundingItem is what of the amount secures which item.
type FundingItem struct {
	Item   id.Item
	Amount yen.Yen
}

// NewFunding adds up a request.
func NewFunding(fid id.Funding, reference string, c id.Contract, client id.Party, items []FundingItem, now, payBy clock.Instant) (Funding, error) {
	f := Funding{ID: fid, Reference: reference, Contract: c, Client: client, State: FundingOpen, AskedAt: now, PayBy: payBy, Items: items}
	for _, i := range items {
		f.Amount = f.Amount.Add(i.Amount)
	}
	if f.Amount.Sign() <= 0 {
		return Funding{}, fault.New(fault.Conflict, "仮払いを待っている区切りはありません")
	}
	return f, nil
}

// NewBulkFunding adds up a request for all lines of a bulk order.
func NewBulkFunding(bid id.Bulk, client id.Party, lines []FundingItem, now, payBy clock.Instant) (Funding, error) {
	f, err := NewFunding("", "", "", client, lines, now, payBy)
	f.Bulk = bid
	return f, err
}

// Link is the page of what the request pays for.
func (f *Funding) Link() string {
	if f.Bulk != "" {
		return "/bulk/" + string(f.Bulk)
	}
	return "/contracts/" + string(f.Contract)
}

// Pay marks the request as paid by a deposit of exactly its amount.
func (f *Funding) Pay(d id.Deposit, amount yen.Yen, now clock.Instant) error {
	if f.State != FundingOpen {
		return fault.New(fault.Conflict, "この仮払いの番号は、もう使われています")
	}
	if amount != f.Amount {
		return fault.New(fault.Invalid, "仮払いの金額が違います（%sのところ%s）", f.Amount, amount)
	}
	f.State, f.PaidAt, f.Deposit = FundingPaid, now, d
	return nil
}

// Void ends an open request; money that comes for it later waits in suspense and goes back.
func (f *Funding) Void() bool {
	if f.State != FundingOpen {
		return false
	}
	f.State = FundingVoid
	return true
}

// Entry books the money from from (a suspense account) into the items' escrow.
func (f *Funding) Entry(from ledger.Account, on calendar.Date) (ledger.Entry, error) {
	var ts []ledger.Transfer
	for _, i := range f.Items {
		ts = append(ts, ledger.Move("fund", i.Amount, from, ledger.Escrow(i.Item)))
	}
	return ledger.New("fund/"+string(f.ID), on, ts...)
}

// DepositState is where a line of the bank's list stands.
type DepositState string

const (
	DepositPending   DepositState = "pending"   // imported; a second person has not confirmed the list
	DepositMatched   DepositState = "matched"   // it paid a request
	DepositSuspense  DepositState = "suspense"  // nothing matches; goes back within ReturnDays
	DepositReturning DepositState = "returning" // a refund is on its way
	DepositReturned  DepositState = "returned"  // and has gone out
	DepositBounced   DepositState = "bounced"   // a payout of ours that the bank sent back
	DepositOutgoing  DepositState = "outgoing"  // money out: our own payout, booked where it was made
	DepositOwn       DepositState = "own"       // the operator's own money: fees taken out, the bank's charges, money put in
	DepositCapital   DepositState = "capital"   // the operator's, set apart for clients with credit
	DepositDropped   DepositState = "dropped"   // the list was not confirmed
)

// ReturnDays is how many days after its arrival money that matches nothing must be back at its source.
const ReturnDays = 30

// Deposit is one line of the bank's list. Line identifies it for ever: no line is booked twice.
type Deposit struct {
	ID        id.Deposit
	Line      string
	Import    id.Import
	N         int64
	On        calendar.Date
	Amount    yen.Yen
	Payer     string
	Balance   yen.Yen
	Reference string
	State     DepositState
	Funding   id.Funding
	Reason    string // why it stands in suspense: a Japanese sentence
	BookedAt  clock.Instant
	ReturnBy  calendar.Date
	Refund    id.Refund
	Version   int64
}

// Entry books the line's arrival at the bank, on the bank's day.
func (d *Deposit) Entry() (ledger.Entry, error) {
	return ledger.New("deposit/"+string(d.ID), d.On, ledger.Move("deposit", d.Amount, ledger.Bank, ledger.Suspense(d.ID)))
}

// Match pays f with the line, or says why it can't. f is nil when no request has the reference.
func (d *Deposit) Match(f *Funding, now clock.Instant) bool {
	why := ""
	switch {
	case d.Reference == "":
		why = "お支払い番号がありません"
	case f == nil:
		why = "このお支払い番号の仮払いはありません"
	case f.State == FundingPaid:
		why = "この仮払いは、もう済んでいます"
	case f.State == FundingVoid:
		why = "この仮払いは、取り消されています"
	case d.Amount.Less(f.Amount):
		why = "金額が足りません"
	case f.Amount.Less(d.Amount):
		why = "金額が多すぎます"
	}
	if why != "" {
		d.State, d.Reason, d.ReturnBy = DepositSuspense, why, d.On.AddDays(ReturnDays)
		return false
	}
	if err := f.Pay(d.ID, d.Amount, now); err != nil {
		return false
	}
	d.State, d.Funding, d.Reason, d.ReturnBy = DepositMatched, f.ID, "", 0
	return true
}

// SendBack makes the refund that returns a line from suspense to where it came from.
func (d *Deposit) SendBack(rid id.Refund, party id.Party, to Target, now clock.Instant) (Refund, ledger.Entry, error) {
	if d.State != DepositSuspense {
		return Refund{}, ledger.Entry{}, fault.New(fault.Conflict, "この入金は、もう行き先が決まっています")
	}
	r := NewRefund(rid, party, FromDeposit, string(d.ID), d.Amount, d.Reason, to, now)
	r.DueBy = d.ReturnBy
	d.State, d.Refund = DepositReturning, rid
	e, err := ledger.New("return/"+string(d.ID), calendar.On(now), ledger.Move("return", d.Amount, ledger.Suspense(d.ID), ledger.Refund(rid)))
	return r, e, err
}

// TakeAsOwn books a line as the operator's own: money out against what the site has earned (fees taken out, what the bank
// charges), or money in that the operator put there. It is never anybody's pay.
func (d *Deposit) TakeAsOwn(m id.Mall, note string, now clock.Instant) (ledger.Entry, error) {
	if note == "" {
		return ledger.Entry{}, fieldError("note", "何のお金かを書いてください")
	}
	move := ledger.Move("own_in", d.Amount, ledger.Suspense(d.ID), ledger.Fee(m))
	on := calendar.On(now)
	switch d.State {
	case DepositSuspense:
	case DepositOutgoing:
		move, on = ledger.Move("own_out", d.Amount.Neg(), ledger.Fee(m), ledger.Bank), d.On
	default:
		return ledger.Entry{}, fault.New(fault.Conflict, "この入金は、もう行き先が決まっています")
	}
	d.State, d.Reason, d.ReturnBy, d.BookedAt = DepositOwn, note, 0, now
	return ledger.New("own/"+string(d.ID), on, move)
}

// ImportState is where a list of deposits stands.
type ImportState string

const (
	ImportPending   ImportState = "pending"
	ImportConfirmed ImportState = "confirmed"
	ImportDropped   ImportState = "dropped"
)

// Import is one list from the bank. One person brings it, another confirms it.
type Import struct {
	ID               id.Import
	SHA256           string
	Name             string
	Opening, Closing yen.Yen
	FirstOn, LastOn  calendar.Date
	Lines            int64
	State            ImportState
	By               id.Person
	At               clock.Instant
	ConfirmedBy      id.Person
	ConfirmedAt      clock.Instant
	Version          int64
}

// Confirm is the second person's yes.
func (im *Import) Confirm(by id.Person, now clock.Instant) error {
	if im.State != ImportPending {
		return fault.New(fault.Conflict, "この入金の一覧は、もう確かめてあります")
	}
	if by == im.By {
		return fault.New(fault.Forbidden, "取り込んだ人とは別の人が確かめます")
	}
	im.State, im.ConfirmedBy, im.ConfirmedAt = ImportConfirmed, by, now
	return nil
}

// Drop sets a list aside that should not have been brought.
func (im *Import) Drop(by id.Person, now clock.Instant) error {
	if im.State != ImportPending {
		return fault.New(fault.Conflict, "この入金の一覧は、もう確かめてあります")
	}
	im.State, im.ConfirmedBy, im.ConfirmedAt = ImportDropped, by, now
	return nil
}

// DemonstrationLine is a list of one line from the bank that a demonstration does not have: money in, or below zero money out.
// before is the balance that the last list ended with.
func DemonstrationLine(iid id.Import, did id.Deposit, on calendar.Date, amount yen.Yen, payer string, before yen.Yen, now clock.Instant) (Import, Deposit) {
	after := before.Add(amount)
	im := Import{ID: iid, SHA256: "demonstration/" + string(iid), Name: payer, Opening: before, Closing: after, FirstOn: on, LastOn: on, Lines: 1,
		State: ImportConfirmed, At: now, ConfirmedAt: now}
	dep := Deposit{ID: did, Line: "demonstration/" + string(did), Import: iid, N: 1, On: on, Amount: amount, Payer: payer, Balance: after, State: DepositPending}
	if amount.Sign() < 0 {
		dep.State = DepositOutgoing
	}
	return im, dep
}
