package billing

import (
	"strconv"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/ledger"
	"nariwai/internal/yen"
)

// PayoutState is where one line of a run stands.
type PayoutState string

const (
	PayoutDue      PayoutState = "due"
	PayoutHeld     PayoutState = "held" // offered on time; there is no account to send it to
	PayoutPaid     PayoutState = "paid"
	PayoutReturned PayoutState = "returned" // the bank sent it back
	PayoutCarried  PayoutState = "carried"  // carried over at the worker's own request: nothing was moved
	PayoutJoined   PayoutState = "joined"   // was held or returned; its money went into a later line
)

// Payout is one line of a run: what goes to one payee, or one refund.
type Payout struct {
	ID          id.Payout
	Run         id.Run
	Party       id.Party
	Refund      id.Refund // set when the line is a refund
	N           int64     // its place in the bank's file
	Amount      yen.Yen
	Settlements int64
	FromHeld    yen.Yen // what of the amount had been held before
	Statement   id.Document
	State       PayoutState
	Reason      string // why it is held or came back
	Target
	PaidAt     clock.Instant
	ReturnedAt clock.Instant
	Version    int64
}

// from is where a line's money waits.
func (p *Payout) from() ledger.Account {
	if p.Refund != "" {
		return ledger.Refund(p.Refund)
	}
	return ledger.Payout(p.Run, p.Party)
}

// CloseEntry moves what a payee has earned (and what was held) into the run; a held line's money is set apart at once.
func (p *Payout) CloseEntry(earned yen.Yen, on calendar.Date) (ledger.Entry, error) {
	key := "close/" + string(p.Run) + "/" + string(p.Party)
	if p.State == PayoutHeld {
		return ledger.New(key, on, ledger.Move("held", earned, ledger.Earned(p.Party), ledger.Held(p.Party)))
	}
	return ledger.New(key, on,
		ledger.Move("payout", earned, ledger.Earned(p.Party), ledger.Payout(p.Run, p.Party)),
		ledger.Move("payout", p.FromHeld, ledger.Held(p.Party), ledger.Payout(p.Run, p.Party)))
}

// Hold sets a line apart whose account has gone since the closing.
func (p *Payout) Hold(reason string, on calendar.Date) (ledger.Entry, error) {
	if p.State != PayoutDue || p.Refund != "" {
		return ledger.Entry{}, stateOver()
	}
	p.State, p.Reason = PayoutHeld, reason
	return ledger.New(p.event("hold"), on, ledger.Move("held", p.Amount, p.from(), ledger.Held(p.Party)))
}

// Unhold lets a held line go with its run after all, because the payee has given an account in time.
// held is all that is held for the payee: older lines join this one.
func (p *Payout) Unhold(held yen.Yen, on calendar.Date) (ledger.Entry, error) {
	if p.State != PayoutHeld || held.Less(p.Amount) {
		return ledger.Entry{}, stateOver()
	}
	p.FromHeld = p.FromHeld.Add(held.Sub(p.Amount))
	p.State, p.Reason, p.Amount = PayoutDue, "", held
	return ledger.New(p.event("unhold"), on, ledger.Move("payout", held, ledger.Held(p.Party), p.from()))
}

// event names what happens to the line now; a line may be held and let go more than once.
func (p *Payout) event(what string) string {
	return what + "/" + string(p.ID) + "/" + strconv.FormatInt(p.Version, 10)
}

// Pay marks a line as paid by the bank on a day.
func (p *Payout) Pay(now clock.Instant, on calendar.Date) (ledger.Entry, error) {
	if p.State != PayoutDue {
		return ledger.Entry{}, stateOver()
	}
	p.State, p.PaidAt = PayoutPaid, now
	return ledger.New("paid/"+string(p.ID), on, ledger.Move("bank_out", p.Amount, p.from(), ledger.Bank))
}

// Bounce marks a line that the bank sent back. What had left the bank comes back as a line of its list: that deposit,
// which then belongs to the payout. What never left needs none (back is nil). The money is held for the payee;
// a refund's money waits for another target. The entry is empty when nothing moves.
func (p *Payout) Bounce(reason string, back *Deposit, now clock.Instant) (ledger.Entry, error) {
	if reason == "" {
		return ledger.Entry{}, fieldError("reason", "戻ったわけを書いてください")
	}
	to := ledger.Held(p.Party)
	if p.Refund != "" {
		to = ledger.Refund(p.Refund)
	}
	from := p.from()
	switch {
	case p.State == PayoutDue && back == nil:
	case p.State == PayoutPaid && back == nil:
		return ledger.Entry{}, fieldError("deposit", "戻ってきた入金の行を選んでください。まだ無いときは、先に銀行の入出金の一覧を取り込みます")
	case p.State == PayoutPaid && back.State == DepositSuspense && back.Amount == p.Amount:
		from = ledger.Suspense(back.ID)
		back.State, back.Reason, back.ReturnBy = DepositBounced, "", 0
	case p.State == PayoutPaid:
		return ledger.Entry{}, fieldError("deposit", "同じ金額の、行き先の決まっていない入金を選んでください")
	default:
		return ledger.Entry{}, stateOver()
	}
	p.State, p.Reason, p.ReturnedAt = PayoutReturned, reason, now
	if from == to { // a refund that never left
		return ledger.Entry{}, nil
	}
	return ledger.New("returned/"+string(p.ID), calendar.On(now), ledger.Move("returned", p.Amount, from, to))
}

func stateOver() error {
	return fault.New(fault.Conflict, "お金は動いていません。この振込は、もう済んでいるか、戻っています")
}
