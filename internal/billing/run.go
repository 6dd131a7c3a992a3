package billing

import (
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
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
//	counting ─Count─▶ counted ─Check(person 1)─▶ checked ─Release(person 2)─▶ released ─Export─▶ exported ─Finish─▶ paid
//	                     ◀────────Return────────
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
	Operator    string // the version of the operator's identity that the bank's file carries
	ExportedBy  id.Person
	ExportedAt  clock.Instant
	SHA256      string // of the bank's file
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

// Release is the second person's yes. operator is the version of the identity that the bank's file will carry.
// From then on the payday stands.
func (r *Run) Release(by id.Person, operator string, now clock.Instant) error {
	if r.State != RunChecked {
		return fault.New(fault.Conflict, "この締めは、承認を待っていません")
	}
	if by == r.CheckedBy {
		return fault.New(fault.Forbidden, "確かめた人とは別の人が承認します")
	}
	r.PayOn = r.PaydayFrom(calendar.On(now))
	r.State, r.ReleasedBy, r.ReleasedAt, r.Operator = RunReleased, by, now, operator
	return nil
}

// PaydayFrom is the payday of a run that is released today: one that has passed moves to the next bank day, because a bank
// takes no order for the past or for the same day.
func (r *Run) PaydayFrom(today calendar.Date) calendar.Date {
	if r.PayOn.Before(today) {
		return calendar.AddBankDays(today, 1)
	}
	return r.PayOn
}

// Export notes that the bank's file was made. It can be made again, the same to the byte.
func (r *Run) Export(sha256 string, by id.Person, now clock.Instant) error {
	switch {
	case r.State == RunReleased:
		r.State, r.ExportedBy, r.ExportedAt, r.SHA256 = RunExported, by, now, sha256
	case r.State != RunExported && r.State != RunPaid:
		return fault.New(fault.Conflict, "振込データを作れるのは、2人めの承認のあとです")
	case r.SHA256 != sha256:
		return fault.New(fault.Conflict, "はじめに作った振込データと同じものが作れません。銀行に渡したファイルを使ってください")
	}
	return nil
}

// Payable refuses to mark lines before the bank could have paid them.
func (r *Run) Payable(today calendar.Date) error {
	if r.State != RunExported {
		return fault.New(fault.Conflict, "この締めの振込データは、まだ作られていません")
	}
	if today.Before(r.PayOn) {
		return fault.New(fault.Conflict, "支払済みにできるのは、振込の日（%s）からです", r.PayOn)
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

// Count writes down what the lines of a run add up to. A run that sends nothing is over at once.
func (r *Run) Count(now clock.Instant) {
	r.State, r.CountedAt = RunCounted, now
	if r.Total.IsZero() {
		r.State, r.PaidAt = RunPaid, now
	}
}

func fieldError(field, say string, args ...any) error {
	var f fault.Form
	f.Add(field, say, args...)
	return f.Err()
}
