package billing

import (
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/ledger"
	"nariwai/internal/yen"
)

// RunKind is why a payout run is made.
type RunKind string

const (
	RunMonth RunKind = "month" // the month's closing
	RunGuard RunKind = "guard" // in between, because something would otherwise be paid too late, or must go back
)

// RunState is where a payout run stands.
//
//	counting ─Counted─▶ counted ─Check(person 1)─▶ checked ─Release(person 2)─▶ released ─Export─▶ exported ─Finish─▶ paid
//	                       ◀────────Return────────
type RunState string

const (
	RunCounting RunState = "counting"
	RunCounted  RunState = "counted"
	RunChecked  RunState = "checked"
	RunReleased RunState = "released"
	RunExported RunState = "exported"
	RunPaid     RunState = "paid"
)

// Run pays out what was settled up to Through, on PayOn.
type Run struct {
	ID          id.Run
	Kind        RunKind
	Month       calendar.Month
	Through     calendar.Date
	PayOn       calendar.Date
	State       RunState
	Payees      int64 // payouts that go to the bank, refunds not counted
	Held        int64 // payees without an account
	Refunds     int64
	Pay         yen.Yen // what the work cost, tax included
	Fee         yen.Yen
	Withheld    yen.Yen
	Net         yen.Yen // of the settlements of this run
	HeldTotal   yen.Yen // could not be sent
	RefundTotal yen.Yen
	Total       yen.Yen // of the bank file
	StartedAt   clock.Instant
	CountedAt   clock.Instant
	CheckedBy   id.Person
	CheckedAt   clock.Instant
	ReleasedBy  id.Person
	ReleasedAt  clock.Instant
	ExportedBy  id.Person
	ExportedAt  clock.Instant
	PaidAt      clock.Instant
	Version     int64
}

// Check is the first person's yes: they type the total that they see at the bank.
func (r *Run) Check(total yen.Yen, by id.Person, now clock.Instant) error {
	if r.State != RunCounted {
		return fault.New(fault.Conflict, "この締めは、確かめるのを待っていません")
	}
	if total != r.Total {
		return fieldError("total", "お金は動いていません。入れた金額 %s が、振込額 %s と違います", total, r.Total)
	}
	r.State, r.CheckedBy, r.CheckedAt = RunChecked, by, now
	return nil
}

// Return sends a checked run back.
func (r *Run) Return() error {
	if r.State != RunChecked {
		return fault.New(fault.Conflict, "この締めは、差し戻せません")
	}
	r.State, r.CheckedBy, r.CheckedAt = RunCounted, "", 0
	return nil
}

// Release is the second person's yes.
func (r *Run) Release(by id.Person, now clock.Instant) error {
	if r.State != RunChecked {
		return fault.New(fault.Conflict, "この締めは、承認を待っていません")
	}
	if by == r.CheckedBy {
		return fault.New(fault.Forbidden, "確かめた人とは別の人が承認します")
	}
	r.State, r.ReleasedBy, r.ReleasedAt = RunReleased, by, now
	return nil
}

// Export notes that the bank's file was made. It can be made again, the same, until it is paid.
func (r *Run) Export(by id.Person, now clock.Instant) error {
	if r.State != RunReleased && r.State != RunExported {
		return fault.New(fault.Conflict, "振込データを作れるのは、2人めの承認のあとです")
	}
	if r.State == RunReleased {
		r.State, r.ExportedBy, r.ExportedAt = RunExported, by, now
	}
	return nil
}

// Finish notes that every payout of the run is paid or returned.
func (r *Run) Finish(now clock.Instant) error {
	if r.State != RunExported {
		return fault.New(fault.Conflict, "この締めの振込データは、まだ作られていません")
	}
	r.State, r.PaidAt = RunPaid, now
	return nil
}

// PayoutState is where one line of a run stands.
type PayoutState string

const (
	PayoutDue      PayoutState = "due"
	PayoutHeld     PayoutState = "held" // offered on time; there is no account to send it to
	PayoutPaid     PayoutState = "paid"
	PayoutReturned PayoutState = "returned" // the bank sent it back
	PayoutCarried  PayoutState = "carried"  // carried over at the worker's own request
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
	Reason      string
	Target
	PaidAt  clock.Instant
	Version int64
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

// Pay marks a line as paid by the bank.
func (p *Payout) Pay(now clock.Instant, on calendar.Date) (ledger.Entry, error) {
	if p.State != PayoutDue {
		return ledger.Entry{}, fault.New(fault.Conflict, "お金は動いていません。この振込は、もう済んでいるか、戻っています")
	}
	p.State, p.PaidAt = PayoutPaid, now
	return ledger.New("paid/"+string(p.ID), on, ledger.Move("bank_out", p.Amount, p.from(), ledger.Bank))
}

// Bounce marks a line that the bank sent back. Its money is at the bank still (or again) and is held for the payee;
// a refund waits for a new target.
func (p *Payout) Bounce(reason string, on calendar.Date) (ledger.Entry, error) {
	if reason == "" {
		return ledger.Entry{}, fieldError("reason", "戻ったわけを書いてください")
	}
	to := ledger.Held(p.Party)
	from := p.from()
	switch {
	case p.State == PayoutPaid: // it had left the bank and came back
		from = ledger.Bank
		if p.Refund != "" {
			to = ledger.Refund(p.Refund)
		}
	case p.State != PayoutDue:
		return ledger.Entry{}, fault.New(fault.Conflict, "お金は動いていません。この振込は、もう戻っています")
	case p.Refund != "": // it never left: the refund's account still holds it
		p.State, p.Reason = PayoutReturned, reason
		return ledger.Entry{}, nil
	}
	p.State, p.Reason = PayoutReturned, reason
	return ledger.New("returned/"+string(p.ID), on, ledger.Move("returned", p.Amount, from, to))
}

func fieldError(field, say string, args ...any) error {
	var f fault.Form
	f.Add(field, say, args...)
	return f.Err()
}
