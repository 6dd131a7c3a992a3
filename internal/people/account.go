package people

import (
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// AccountKind is the kind of a bank account, as the transfer file numbers it.
type AccountKind string

const (
	Ordinary AccountKind = "1" // 普通
	Current  AccountKind = "2" // 当座
	Savings  AccountKind = "4" // 貯蓄
)

// Valid reports whether it is one of the kinds that people have.
func (k AccountKind) Valid() bool { return k == Ordinary || k == Current || k == Savings }

// AccountState is where a bank account stands.
type AccountState string

const (
	Checking      AccountState = "checking" // waits for a second person's look
	AccountActive AccountState = "active"   // payouts go here
	Retired       AccountState = "retired"  // replaced by a newer one
	RefusedCheck  AccountState = "refused"  // the desk found that it is not the party's
)

// Account is a bank account on which a party wants to be paid.
type Account struct {
	ID         id.Account
	Party      id.Party
	Bank       string // 4 digits
	Branch     string // 3 digits
	Kind       AccountKind
	Number     string // 7 digits
	Payee      string // half-width kana, as in the transfer file
	State      AccountState
	SetAt      clock.Instant
	SetBy      id.Person
	PromisedBy calendar.Date // the first payment date that was promised after SetAt: the check never holds money beyond it
	CheckedAt  clock.Instant
	CheckedBy  id.Person
	Reason     string // of a refusal
	Mark       string // the same for the same account at the bank, whoever gives it; the number itself lies sealed
	Version    int64
}

// Same reports whether a and b are the same account at the bank, under the same name.
func (a Account) Same(b Account) bool {
	return a.Bank == b.Bank && a.Branch == b.Branch && a.Kind == b.Kind && a.Number == b.Number && a.Payee == b.Payee
}

// Last4 is what pages show of the number.
func (a Account) Last4() string { return a.Number[max(0, len(a.Number)-4):] }

// HoldAfterChange is how long after a change of e-mail or password a new account is looked at, even the first.
const HoldAfterChange = 72 * clock.Hour

// NeedsCheck reports whether a new account is looked at by a second person before money goes there: when it replaces
// another, when the party has been paid before, or when the person's e-mail or password changed within HoldAfterChange.
func NeedsCheck(hadAccount bool, changedAt, now clock.Instant) bool {
	return hadAccount || changedAt != 0 && now.Sub(changedAt) < HoldAfterChange
}

// Approve lets payouts go to the account; by must not be one of the party's own persons, which the caller checks.
func (a Account) Approve(by id.Person, now clock.Instant) (Account, error) {
	if err := a.decidable(); err != nil {
		return a, err
	}
	a.State, a.CheckedAt, a.CheckedBy = AccountActive, now, by
	return a, nil
}

// Refuse ends the check of an account that is not the party's.
func (a Account) Refuse(by id.Person, reason string, now clock.Instant) (Account, error) {
	if err := a.decidable(); err != nil {
		return a, err
	}
	if reason == "" {
		return a, fault.New(fault.Invalid, "理由を書いてください。口座を登録した人に伝わります")
	}
	a.State, a.CheckedAt, a.CheckedBy, a.Reason = RefusedCheck, now, by, reason
	return a, nil
}

func (a Account) decidable() error {
	if a.State != Checking {
		return fault.New(fault.Conflict, "この口座は、もう確認が終わっています")
	}
	return nil
}

// Payable picks the account on which a payment promised for day goes: the active one; without one, a new account whose
// check has not been finished by the day that was promised, because a check never makes a payment late.
func Payable(accounts []Account, day calendar.Date) (Account, bool) {
	var late Account
	for _, a := range accounts {
		switch a.State {
		case AccountActive:
			return a, true
		case Checking:
			if !day.Before(a.PromisedBy) {
				late = a
			}
		}
	}
	return late, late.ID != ""
}
