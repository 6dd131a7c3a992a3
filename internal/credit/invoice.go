package credit

import (
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

// InvoiceState is whether an invoice is paid.
type InvoiceState string

const (
	InvoiceOpen InvoiceState = "open"
	InvoicePaid InvoiceState = "paid"
)

// Invoice asks a client once for everything that was settled on its line in a month.
type Invoice struct {
	ID       id.Invoice
	Number   string // of its document
	Party    id.Party
	Month    calendar.Month
	State    InvoiceState
	Amount   yen.Yen
	Items    int64
	IssuedOn calendar.Date
	DueOn    calendar.Date
	RemindOn calendar.Date // the day of the next reminder; zero when there is none
	Funding  id.Funding    // the request that carries its reference
	Document id.Document
	PaidAt   clock.Instant
	Version  int64
}

// DueOn is the day by which a month's invoice must be paid: the end of a later month, or the first day after it on which banks are open.
func DueOn(m calendar.Month, months int64) calendar.Date {
	for range months {
		m = m.Next()
	}
	if d := m.Last(); !calendar.IsBankDay(d) {
		return calendar.NextBankDay(d)
	}
	return m.Last()
}

// Overdue reports whether the invoice should have been paid before today.
func (i Invoice) Overdue(today calendar.Date) bool {
	return i.State == InvoiceOpen && i.DueOn.Before(today)
}

// Remind moves on to the next reminder, and reports whether one is due. Of several that fall due at once only the last is sent.
func (i *Invoice) Remind(r Rules, today calendar.Date) (due bool) {
	if i.State != InvoiceOpen || i.RemindOn.IsZero() || today.Before(i.RemindOn) {
		return false
	}
	i.RemindOn = i.next(r, today)
	return true
}

// next is the first day after today on which the rules remind.
func (i Invoice) next(r Rules, today calendar.Date) calendar.Date {
	for _, n := range r.RemindOn {
		if d := i.DueOn.AddDays(n); d.After(today) {
			return d
		}
	}
	return 0
}

// Schedule sets the first reminder.
func (i *Invoice) Schedule(r Rules) { i.RemindOn = i.next(r, i.IssuedOn) }

// Pay marks it as paid.
func (i *Invoice) Pay(now clock.Instant) error {
	if i.State != InvoiceOpen {
		return fault.New(fault.Conflict, "この請求書は、もう支払われています")
	}
	i.State, i.PaidAt, i.RemindOn = InvoicePaid, now, 0
	return nil
}
