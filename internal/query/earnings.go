package query

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/policy"
	"nariwai/internal/yen"
)

// EarningsPage is what a party has earned, what comes next and what was told of it.
type EarningsPage struct {
	CarryOver  bool
	Goal       yen.Yen
	Month      MonthMoney
	Year       []MonthSum // twelve months, this one last
	Coming     ComingMoney
	Settled    []SettledLine // accepted, and in no run yet; the newest first
	Statements []StatementRow
	Older      id.Payout // the page behind begins after it; "" on the last
}

// SettledLine is one settlement as its payee sees it.
type SettledLine struct {
	On                      calendar.Date
	Contract                id.Contract
	Title, Client           string
	Pay, Fee, Withheld, Net yen.Yen
}

// StatementRow is one line of a run for a payee, with the statement that tells of it.
type StatementRow struct {
	Payout    id.Payout
	Statement id.Document // "" for what was carried over
	Number    string
	Kind      billing.RunKind
	Month     calendar.Month
	PayOn     calendar.Date
	Amount    yen.Yen
	State     billing.PayoutState
	Reason    string
	PaidAt    clock.Instant
}

const statementsOnAPage = 24

// Earnings reads a worker's page of money at now, its statements after a line ("" for the newest). Call it on a View.
func Earnings(ctx context.Context, r db.Reader, person id.Person, party id.Party, after id.Payout, now clock.Instant) (p EarningsPage, err error) {
	defer fault.Wrap(&err, "earnings of %s", party)
	today := calendar.On(now)
	if err := db.One(ctx, r, []any{&p.CarryOver, &p.Goal}, `SELECT p.carry_over, (SELECT monthly_goal FROM people_person WHERE id = $1)
		FROM people_party p WHERE p.id = $2`, person, party); err != nil {
		return p, err
	}
	closing, err := Rule[calendar.Closing](ctx, r, policy.Closing, today)
	if err != nil {
		return p, err
	}
	if p.Year, err = yearOf(ctx, r, party, calendar.MonthOf(today)); err != nil {
		return p, err
	}
	if p.Coming, err = comingMoney(ctx, r, party, closing.Rule); err != nil {
		return p, err
	}
	all, err := openContractsOf(ctx, r, party)
	if err != nil {
		return p, err
	}
	var doing []OpenContract
	for _, c := range all {
		if c.Side == market.WorkerSide {
			doing = append(doing, c)
		}
	}
	p.Month = monthMoney(doing, p.Year[len(p.Year)-1].Net, today)
	if p.Settled, err = settledLines(ctx, r, "s.payee = $1 AND s.run = '' ORDER BY s.settled_on DESC, s.id DESC LIMIT 100", party); err != nil {
		return p, err
	}
	p.Statements, err = db.All(ctx, r, func(s *StatementRow) []any {
		return []any{&s.Payout, &s.Statement, &s.Number, &s.Kind, &s.Month, &s.PayOn, &s.Amount, &s.State, &s.Reason, &s.PaidAt}
	}, `SELECT p.id, p.statement, COALESCE(d.number, ''), r.kind, r.month, r.pay_on, p.amount, p.state, p.reason, p.paid_at
		FROM billing_payout p JOIN billing_run r ON r.id = p.run LEFT JOIN document_document d ON d.id = p.statement
		WHERE p.party = $1 AND p.refund = '' AND ($2 = '' OR p.id < $2) ORDER BY p.id DESC LIMIT $3`, party, after, statementsOnAPage+1)
	if len(p.Statements) > statementsOnAPage {
		p.Statements = p.Statements[:statementsOnAPage]
		p.Older = p.Statements[statementsOnAPage-1].Payout
	}
	return p, err
}

// SettledSince returns everything that was settled for a payee from a day on, the oldest first: the table for a spreadsheet.
func SettledSince(ctx context.Context, r db.Reader, payee id.Party, from calendar.Date) ([]SettledLine, error) {
	return settledLines(ctx, r, "s.payee = $1 AND s.settled_on >= $2 ORDER BY s.settled_on, s.id", payee, from)
}

func settledLines(ctx context.Context, r db.Reader, tail string, args ...any) (out []SettledLine, err error) {
	defer fault.Wrap(&err, "settlements")
	return db.All(ctx, r, func(l *SettledLine) []any {
		return []any{&l.On, &l.Contract, &l.Title, &l.Client, &l.Pay, &l.Fee, &l.Withheld, &l.Net}
	}, `SELECT s.settled_on, s.contract, s.title, c.display_name, s.pay, s.fee, s.withheld, s.net
		FROM billing_settlement s JOIN people_party c ON c.id = s.client WHERE `+tail, args...)
}
