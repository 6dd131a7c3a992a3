// Package ledger is the book of the money. It is a list of transfers; each takes an amount from one account and gives it
// to another, so nothing can be unbalanced. docs/accounting.md explains every account and every kind of transfer.
package ledger

import (
	"fmt"

	"nariwai/internal/calendar"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

// Account names a place where money can be: a kind, and whose it is.
type Account string

// Kind is what an account is for.
type Kind string

const (
	KindBank     Kind = "bank"     // open: the segregated bank account, seen from the book: money that came in is negative
	KindFee      Kind = "fee"      // open: what the site has earned, per mall
	KindSuspense Kind = "suspense" // guarded, per deposit line: came in, not yet matched
	KindEscrow   Kind = "escrow"   // guarded, per item: the client's money until acceptance
	KindEarned   Kind = "earned"   // guarded, per party: received as the worker's agent, waits for the closing
	KindPayout   Kind = "payout"   // guarded, per run and party: on its way to the bank
	KindHeld     Kind = "held"     // guarded, per party: was offered on time and could not be paid
	KindRefund   Kind = "refund"   // guarded, per refund: on its way back to its source
	KindCapital  Kind = "capital"  // guarded: the operator's own money that stands in for clients with a line of credit

	// Units of credit are no money: they say how much of the capital a client may use, and come to nothing among themselves.
	KindLimit  Kind = "limit"  // open: all limits that were granted, as a negative sum
	KindCredit Kind = "credit" // guarded, per client: what is left of the limit
	KindOwed   Kind = "owed"   // guarded, per client: what the capital has at stake for it
)

// Bank is the segregated account at the bank, Capital the operator's money in it for clients with credit, Limit where the units of credit come from.
const (
	Bank    Account = "bank"
	Capital Account = "capital"
	Limit   Account = "limit"
)

func Fee(m id.Mall) Account         { return Account("fee/" + string(m)) }
func Suspense(d id.Deposit) Account { return Account("suspense/" + string(d)) }
func Escrow(i id.Item) Account      { return Account("escrow/" + string(i)) }
func Earned(p id.Party) Account     { return Account("earned/" + string(p)) }
func Held(p id.Party) Account       { return Account("held/" + string(p)) }
func Refund(r id.Refund) Account    { return Account("refund/" + string(r)) }
func Credit(p id.Party) Account     { return Account("credit/" + string(p)) }
func Owed(p id.Party) Account       { return Account("owed/" + string(p)) }

func Payout(r id.Run, p id.Party) Account { return Account("payout/" + string(r) + "/" + string(p)) }

// Kind is the part before the slash.
func (a Account) Kind() Kind {
	for i := range a {
		if a[i] == '/' {
			return Kind(a[:i])
		}
	}
	return Kind(a)
}

// Guarded reports whether the account keeps a balance that may not fall below zero.
// Open accounts keep none, so that no row is written by everybody.
func (a Account) Guarded() bool {
	k := a.Kind()
	return k != KindBank && k != KindFee && k != KindLimit
}

// Money reports whether what stands in the account is money, and not units of credit.
func (a Account) Money() bool {
	k := a.Kind()
	return k != KindLimit && k != KindCredit && k != KindOwed
}

// Transfer moves an amount from Debit to Credit.
type Transfer struct {
	Leg           int64
	Debit, Credit Account
	Amount        yen.Yen
	Kind          string // "fund", "pay", "fee" …: docs/accounting.md
}

// Entry is the transfers of one business event. ID is derived from the event, so that the event is booked once;
// the same ID with other transfers is an error, not a repeat.
type Entry struct {
	ID        string
	On        calendar.Date // the day in Japan to which the event belongs
	Transfers []Transfer
}

// New makes an entry. Legs of zero are left out; negative ones, and entries without any leg, are refused.
func New(eventID string, on calendar.Date, ts ...Transfer) (Entry, error) {
	e := Entry{ID: eventID, On: on}
	for _, t := range ts {
		if t.Amount.IsZero() {
			continue
		}
		if t.Amount.Sign() < 0 || t.Debit == t.Credit {
			return Entry{}, fault.Because(fmt.Errorf("ledger: %s: %s from %s to %s", eventID, t.Amount, t.Debit, t.Credit), fault.Internal, "帳簿に書けない内容です")
		}
		t.Leg = int64(len(e.Transfers) + 1)
		e.Transfers = append(e.Transfers, t)
	}
	if len(e.Transfers) == 0 {
		return Entry{}, fault.Because(fmt.Errorf("ledger: %s moves nothing", eventID), fault.Internal, "帳簿に書けない内容です")
	}
	return e, nil
}

// Move is one transfer of an entry.
func Move(kind string, amount yen.Yen, from, to Account) Transfer {
	return Transfer{Debit: from, Credit: to, Amount: amount, Kind: kind}
}
