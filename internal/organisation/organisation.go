// Package organisation holds what a company decides about its own orders: on whose cost they go, how much a department may
// spend in a month, and above which amount a second person has to agree.
package organisation

import (
	"strings"
	"unicode/utf8"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

// Limits of what a company may keep.
const (
	MostDepartments = 200
	MostName        = 40
	MostCode        = 12
	MostReason      = 300
)

// Setting is what holds for the whole company.
type Setting struct {
	Party            id.Party
	ApproveOver      yen.Yen // commitments above it need a second person; 0 for none
	InvoiceByDefault bool    // orders go on the monthly invoice where there is credit
	Version          int64
}

// NeedsApproval says whether a commitment of this size waits for a second person.
func (s Setting) NeedsApproval(amount yen.Yen) bool {
	return s.ApproveOver.Sign() > 0 && s.ApproveOver.Less(amount)
}

// Department is what costs are put on.
type Department struct {
	ID       id.Department
	Party    id.Party
	Code     string // the company's own, on every document
	Name     string
	ClosedAt clock.Instant
	Version  int64
}

// NewDepartment checks code and name.
func NewDepartment(did id.Department, p id.Party, code, name string) (Department, error) {
	d := Department{ID: did, Party: p, Code: strings.TrimSpace(code), Name: strings.TrimSpace(name)}
	var f fault.Form
	if n := utf8.RuneCountInString(d.Code); n == 0 || n > MostCode || strings.ContainsAny(d.Code, "\r\n\t\",") {
		f.Add("cost_code", "コードは、コンマや引用符を使わずに、1字から%d字で書いてください", MostCode)
	}
	if n := utf8.RuneCountInString(d.Name); n == 0 || n > MostName || strings.ContainsAny(d.Name, "\r\n\t") {
		f.Add("name", "部門の名前は、1字から%d字で書いてください", MostName)
	}
	return d, f.Err()
}

// Label is how a department stands on documents.
func (d Department) Label() string {
	if d.ID == "" {
		return ""
	}
	return d.Code + " " + d.Name
}

// Budget is what a department may commit in a month. Without one there is no limit.
type Budget struct {
	Department id.Department
	Month      calendar.Month
	Amount     yen.Yen
}

// Check refuses what goes beyond the budget, with the figures.
func (b Budget) Check(spent, more yen.Yen) error {
	if sum := spent.Add(more); b.Amount.Less(sum) {
		left := yen.Yen{}
		if spent.Less(b.Amount) {
			left = b.Amount.Sub(spent)
		}
		return fault.New(fault.Conflict, "部門の今月の予算%sをこえます。これまでに%s、残りは%s、今回は%sです", b.Amount, spent, left, more)
	}
	return nil
}
