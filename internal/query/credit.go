package query

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/credit"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/ledger"
	"nariwai/internal/policy"
	"nariwai/internal/yen"
)

// Exposure is what a client's line has at stake now, and where it is.
type Exposure struct {
	Limit, Free yen.Yen
	Owed        yen.Yen // all that is at stake
	Unbilled    yen.Yen // of it: settled, on no invoice yet
	Billed      yen.Yen // on invoices that are not due yet
	Overdue     yen.Yen
}

// InEscrow is what stands in escrow for work that goes on.
func (e Exposure) InEscrow() yen.Yen { return e.Owed.Sub(e.Unbilled).Sub(e.Billed).Sub(e.Overdue) }

// Share is a part of the limit in per cent, for a bar.
func (e Exposure) Share(part yen.Yen) int {
	return int(100 * part.Int64() / max(1, e.Limit.Int64()))
}

// exposureColumns are those of a line l at $1, a day in Japan; exposureFields reads them.
const exposureColumns = `l.amount,
	COALESCE((SELECT balance FROM ledger_account WHERE id = 'credit/' || l.party), 0),
	COALESCE((SELECT balance FROM ledger_account WHERE id = 'owed/' || l.party), 0),
	CAST(COALESCE((SELECT SUM(net + fee + client_fee) FROM billing_settlement s WHERE s.bill = 'due' AND s.client = l.party), 0) AS BIGINT),
	CAST(COALESCE((SELECT SUM(amount) FROM credit_invoice i WHERE i.state = 'open' AND i.party = l.party AND i.due_on >= $1), 0) AS BIGINT),
	CAST(COALESCE((SELECT SUM(amount) FROM credit_invoice i WHERE i.state = 'open' AND i.party = l.party AND i.due_on < $1), 0) AS BIGINT)`

func (e *Exposure) fields() []any {
	return []any{&e.Limit, &e.Free, &e.Owed, &e.Unbilled, &e.Billed, &e.Overdue}
}

// CreditLine is a line with what it has at stake.
type CreditLine struct {
	credit.Line
	Name, Handle string
	Exposure
}

const creditLineColumns = `l.party, l.state, l.due_months, l.wanted, l.note, l.asked_at, l.reason, p.display_name, p.handle, ` + exposureColumns + ` FROM credit_line l JOIN people_party p ON p.id = l.party `

func creditLineFields(l *CreditLine) []any {
	return append([]any{&l.Party, &l.State, &l.DueMonths, &l.Wanted, &l.Note, &l.AskedAt, &l.Reason, &l.Name, &l.Handle}, l.fields()...)
}

// CreditPage is a client's page of its line, or the desk's of one.
type CreditPage struct {
	Has bool // somebody has asked for a line, or was given one
	CreditLine
	Rules    credit.Rules // as they are today
	Invoices []InvoiceRow // the newest first
	Older    calendar.Month
}

// InvoiceRow is an invoice in a list.
type InvoiceRow struct {
	credit.Invoice
	Reference string
}

const invoicesOnAPage = 12

// Credit reads a party's line, with its invoices before a month (0 for the newest).
func Credit(ctx context.Context, r db.Reader, p id.Party, today calendar.Date, before calendar.Month) (c CreditPage, err error) {
	defer fault.Wrap(&err, "credit of %s", p)
	if c.Rules, err = ruleOn[credit.Rules](ctx, r, policy.Credit, id.Site, today); err != nil {
		return c, err
	}
	err = db.One(ctx, r, creditLineFields(&c.CreditLine), "SELECT "+creditLineColumns+"WHERE l.party = $2", today, p)
	if fault.Is(err, fault.NotFound) {
		return c, nil
	}
	if err != nil {
		return c, err
	}
	c.Has = true
	if before == 0 {
		before = 999912
	}
	c.Invoices, err = db.All(ctx, r, invoiceFields, "SELECT "+invoiceColumns+"WHERE i.party = $1 AND i.month < $2 ORDER BY i.month DESC LIMIT $3", p, before, invoicesOnAPage+1)
	if len(c.Invoices) > invoicesOnAPage {
		c.Invoices = c.Invoices[:invoicesOnAPage]
		c.Older = c.Invoices[invoicesOnAPage-1].Month
	}
	return c, err
}

const invoiceColumns = `i.id, i.number, i.party, i.month, i.state, i.amount, i.items, i.issued_on, i.due_on, i.document, i.paid_at, f.reference FROM credit_invoice i JOIN billing_funding f ON f.id = i.funding `

func invoiceFields(i *InvoiceRow) []any {
	return []any{&i.ID, &i.Number, &i.Party, &i.Month, &i.State, &i.Amount, &i.Items, &i.IssuedOn, &i.DueOn, &i.Document, &i.PaidAt, &i.Reference}
}

// CreditDecision is a line of a line's history.
type CreditDecision struct {
	credit.Change
	ByName, DecidedName string
}

// DeskCreditPage is the desk's page of one client's line.
type DeskCreditPage struct {
	CreditPage
	Party   Named
	Changes []CreditDecision // the newest first
	Waiting *CreditDecision  // for a second person
}

// Named is a party with its name.
type Named struct {
	ID           id.Party
	Name, Handle string
}

const decisionsShown = 50

// DeskCredit reads it. A party without a line has a page too: the desk may give it one.
func DeskCredit(ctx context.Context, r db.Reader, p id.Party, today calendar.Date) (c DeskCreditPage, err error) {
	defer fault.Wrap(&err, "credit of %s at the desk", p)
	if err := db.One(ctx, r, []any{&c.Party.ID, &c.Party.Name, &c.Party.Handle}, "SELECT id, display_name, handle FROM people_party WHERE id = $1 AND closed_at = 0", p); err != nil {
		return c, err
	}
	if c.CreditPage, err = Credit(ctx, r, p, today, 0); err != nil {
		return c, err
	}
	c.Changes, err = db.All(ctx, r, func(x *CreditDecision) []any {
		return []any{&x.ID, &x.Kind, &x.State, &x.Before, &x.After, &x.DueMonths, &x.Reason, &x.By, &x.At, &x.DecidedAt, &x.ByName, &x.DecidedName}
	}, `SELECT c.id, c.kind, c.state, c.before, c.after, c.due_months, c.reason, c.by_person, c.at, c.decided_at, `+shownName(`b`)+`, `+shownName(`d`)+`
		FROM credit_change c LEFT JOIN people_person b ON b.id = c.by_person LEFT JOIN people_person d ON d.id = c.decided_by
		WHERE c.party = $1 ORDER BY c.id DESC LIMIT $2`, p, decisionsShown)
	for i := range c.Changes {
		if c.Changes[i].State == credit.Proposed {
			c.Waiting = &c.Changes[i]
		}
	}
	return c, err
}

// DeskCreditsPage is the desk's page of all lines: what the operator has at stake, and how far its capital reaches.
type DeskCreditsPage struct {
	Capital           yen.Yen // that stands in for nobody yet
	Owed, Free        yen.Yen // of all clients: at stake, and what they could still use
	Unbilled, Overdue yen.Yen
	Asked             []CreditLine // the oldest question first
	Lines             []CreditLine // with a limit
	Next              id.Party
}

// Short is by how much the capital does not reach for all limits at once.
func (p DeskCreditsPage) Short() yen.Yen {
	if p.Capital.Less(p.Free) {
		return p.Free.Sub(p.Capital)
	}
	return yen.Yen{}
}

const creditLinesOnAPage = 50

// DeskCredits reads it, the lines after a party.
func DeskCredits(ctx context.Context, r db.Reader, today calendar.Date, after id.Party) (p DeskCreditsPage, err error) {
	defer fault.Wrap(&err, "credit at the desk")
	if err := db.One(ctx, r, []any{&p.Capital, &p.Owed, &p.Free, &p.Unbilled, &p.Overdue}, `SELECT
		COALESCE((SELECT balance FROM ledger_account WHERE id = $1), 0),
		CAST(COALESCE((SELECT SUM(balance) FROM ledger_account WHERE kind = $2), 0) AS BIGINT),
		CAST(COALESCE((SELECT SUM(balance) FROM ledger_account WHERE kind = $3), 0) AS BIGINT),
		CAST(COALESCE((SELECT SUM(net + fee + client_fee) FROM billing_settlement WHERE bill = 'due'), 0) AS BIGINT),
		CAST(COALESCE((SELECT SUM(amount) FROM credit_invoice WHERE state = 'open' AND due_on < $4), 0) AS BIGINT)`,
		ledger.Capital, ledger.KindOwed, ledger.KindCredit, today); err != nil {
		return p, err
	}
	if after == "" {
		if p.Asked, err = db.All(ctx, r, creditLineFields, "SELECT "+creditLineColumns+"WHERE l.wanted > 0 ORDER BY l.asked_at, l.party LIMIT 100", today); err != nil {
			return p, err
		}
	}
	p.Lines, err = db.All(ctx, r, creditLineFields, "SELECT "+creditLineColumns+"WHERE l.party > $2 AND l.amount > 0 ORDER BY l.party LIMIT $3", today, after, creditLinesOnAPage+1)
	if len(p.Lines) > creditLinesOnAPage {
		p.Lines = p.Lines[:creditLinesOnAPage]
		p.Next = p.Lines[creditLinesOnAPage-1].Party
	}
	return p, err
}

// LimitOf is the party that a decision is about.
func LimitOf(ctx context.Context, r db.Reader, c id.Limit) (p id.Party, err error) {
	err = db.One(ctx, r, []any{&p}, "SELECT party FROM credit_change WHERE id = $1", c)
	return p, err
}
