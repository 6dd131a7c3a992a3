// Package credit is the operator's credit for clients: how much of its capital may stand in for a client's money, what of it is at
// stake, and the invoice by which the client pays once a month. Credit never makes cash: what it secures is moved into escrow from
// the operator's own capital at once. docs/accounting.md says which accounts that needs.
package credit

import (
	"strings"

	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

// State is where a client's line of credit stands.
type State string

const (
	Asked   State = "asked"   // the desk has not answered yet
	Open    State = "open"    // new work may be secured by it
	Stopped State = "stopped" // nothing new; what was begun goes on
	Refused State = "refused"
	Ended   State = "ended"
)

// Line is what one client was granted. The party may be a person as well as an organisation.
type Line struct {
	Party     id.Party
	State     State
	Amount    yen.Yen // how much may be at stake at once
	DueMonths int64   // a month's invoice is due at the end of so many months later
	Wanted    yen.Yen // what the client asks for and the desk has not answered; zero when nothing is asked
	Note      string  // what the client says it is for
	AskedBy   id.Person
	AskedAt   clock.Instant
	Reason    string // of the desk's last decision, for the client to read
	Version   int64
}

// MostWanted is more than anybody is granted by a form.
var MostWanted = yen.Of(100_000_000)

// Ask asks for a line, or for another limit of the one that there is.
func (l *Line) Ask(amount yen.Yen, note string, by id.Person, now clock.Instant) error {
	var f fault.Form
	if amount.Sign() <= 0 || MostWanted.Less(amount) {
		f.Add("amount", "金額は1円から%sまでにしてください", MostWanted)
	}
	if note = strings.TrimSpace(note); note == "" {
		f.Add("note", "何をどれくらい依頼する予定かを書いてください")
	} else if len([]rune(note)) > 2000 {
		f.Add("note", "2,000文字までで書いてください")
	}
	if err := f.Err(); err != nil {
		return err
	}
	switch {
	case l.Wanted.Sign() > 0:
		return fault.New(fault.Conflict, "前の申し込みの答えを待っています")
	case l.State == Stopped:
		return fault.New(fault.Conflict, "請求書払いを止めているあいだは、申し込めません")
	case l.State == Open && l.Amount == amount:
		return fault.New(fault.Conflict, "枠は、もう%sです", amount)
	}
	if l.State != Open {
		l.State, l.Amount, l.Reason = Asked, yen.Yen{}, ""
	}
	l.Wanted, l.Note, l.AskedBy, l.AskedAt = amount, note, by, now
	return nil
}

// InForce reports whether the line has a limit: then its parts stand in the ledger.
func (l Line) InForce() bool { return l.State == Open || l.State == Stopped }

// Room is what decides whether a line secures an amount now.
type Room struct {
	State   State   // "" without a line
	Free    yen.Yen // of the limit
	Capital yen.Yen // that the operator has left for everybody
	Overdue bool    // an invoice was not paid in time
}

// Refusal is why a line does not secure an amount: a sentence for the client, or "" when it does.
func (r Room) Refusal(amount yen.Yen) string {
	switch {
	case r.State == Stopped:
		return "請求書払いが止まっているため"
	case r.State != Open:
		return "請求書払いの枠がないため"
	case r.Overdue:
		return "期限を過ぎた請求書があるため"
	case r.Free.Less(amount):
		return "請求書払いの枠が足りないため"
	case r.CapitalShort(amount):
		return "運営の立て替えの用意が足りないため"
	}
	return ""
}

// CapitalShort reports whether the client might have the amount, but the operator has not.
func (r Room) CapitalShort(amount yen.Yen) bool { return r.Capital.Less(amount) }
