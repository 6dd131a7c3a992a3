package query

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/ledger"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/yen"
)

// MonthMoney is what this month brings, net, by how sure it is.
type MonthMoney struct {
	Accepted   yen.Yen // settled this month
	Waiting    yen.Yen // delivered, not yet accepted
	InProgress yen.Yen // funded, and due this month at the latest
}

// Total is all three.
func (m MonthMoney) Total() yen.Yen { return yen.Sum(m.Accepted, m.Waiting, m.InProgress) }

// Sure is what needs no more work.
func (m MonthMoney) Sure() yen.Yen { return m.Accepted.Add(m.Waiting) }

func monthMoney(doing []OpenContract, accepted yen.Yen, today calendar.Date) MonthMoney {
	m := MonthMoney{Accepted: accepted}
	end := calendar.MonthOf(today).Last()
	for _, c := range doing {
		for _, it := range c.Items {
			switch it.State {
			case market.ItemDelivered:
				m.Waiting = m.Waiting.Add(it.Net)
			case market.ItemFunded, market.ItemRevising:
				if !it.DueOn.After(end) {
					m.InProgress = m.InProgress.Add(it.Net)
				}
			}
		}
	}
	return m
}

// MonthSum is what was settled for a party in one month, net.
type MonthSum struct {
	Month calendar.Month
	Net   yen.Yen
	Items int64
}

// yearOf returns the twelve months up to this one, oldest first; those without income are zero.
func yearOf(ctx context.Context, r db.Reader, party id.Party, this calendar.Month) (year []MonthSum, err error) {
	defer fault.Wrap(&err, "months of %s", party)
	year = make([]MonthSum, 12)
	for i, m := len(year)-1, this; i >= 0; i, m = i-1, m.Prev() {
		year[i].Month = m
	}
	rows, err := db.All(ctx, r, func(m *MonthSum) []any { return []any{&m.Month, &m.Net, &m.Items} },
		`SELECT settled_on / 100, CAST(SUM(net) AS BIGINT), COUNT(*) FROM billing_settlement WHERE payee = $1 AND settled_on >= $2
		GROUP BY settled_on / 100`, party, year[0].Month.First())
	for _, x := range rows {
		for i := range year {
			if year[i].Month == x.Month {
				year[i] = x
			}
		}
	}
	return year, err
}

// ComingMoney is the money on its way to a party's bank account.
type ComingMoney struct {
	Next    []ExpectedPayment // the nearest first
	Held    yen.Yen           // was offered on time and could not be paid
	Account PayoutAccount     // Last4 is "" without one
}

// ExpectedPayment is money that will arrive on a day.
type ExpectedPayment struct {
	On     calendar.Date
	Month  calendar.Month // the closing; 0 for money in a run already
	Amount yen.Yen
	Fixed  bool // counted: the amount will not grow
}

// First is the next payment; the zero ExpectedPayment when nothing is on its way.
func (p ComingMoney) First() ExpectedPayment {
	if len(p.Next) == 0 {
		return ExpectedPayment{}
	}
	return p.Next[0]
}

func comingMoney(ctx context.Context, r db.Reader, party id.Party, closing calendar.Closing) (p ComingMoney, err error) {
	defer fault.Wrap(&err, "payouts to %s", party)
	p.Next, err = db.All(ctx, r, func(x *ExpectedPayment) []any { return []any{&x.On, &x.Amount} },
		`SELECT r.pay_on, CAST(SUM(p.amount) AS BIGINT) FROM billing_payout p JOIN billing_run r ON r.id = p.run
		WHERE p.party = $1 AND p.state = 'due' AND p.refund = '' GROUP BY r.pay_on`, party)
	if err != nil {
		return p, err
	}
	for i := range p.Next {
		p.Next[i].Fixed = true
	}
	type month struct {
		ExpectedPayment
		payBy calendar.Date
	}
	rest, err := db.All(ctx, r, func(m *month) []any { return []any{&m.Month, &m.Amount, &m.payBy} },
		`SELECT settled_on / 100, CAST(SUM(net) AS BIGINT), MIN(pay_by) FROM billing_settlement WHERE run = '' AND payee = $1
		GROUP BY settled_on / 100`, party)
	if err != nil {
		return p, err
	}
	for _, m := range rest {
		m.On = closing.Payday(m.Month)
		if !m.payBy.IsZero() && m.payBy.Before(m.On) { // a run in between comes first
			m.On = m.payBy
		}
		p.Next = append(p.Next, m.ExpectedPayment)
	}
	sortByDate(p.Next, func(x ExpectedPayment) calendar.Date { return x.On })
	if err := db.One(ctx, r, []any{&p.Held}, "SELECT CAST(COALESCE(SUM(balance), 0) AS BIGINT) FROM ledger_account WHERE id = $1",
		ledger.Held(party)); err != nil {
		return p, err
	}
	p.Account, err = paidOn(ctx, r, party)
	return p, err
}

// paidOn is the account that money goes to now; one that is still looked at counts only where there is no other.
func paidOn(ctx context.Context, r db.Reader, party id.Party) (a PayoutAccount, err error) {
	all, err := accountNumber.all(ctx, r, func(x *people.Account) []any {
		return []any{&x.ID, &x.Bank, &x.Kind, &x.Number, &x.State, &x.PromisedBy}
	},
		"SELECT id, bank, kind, number, state, promised_by FROM people_account WHERE party = $1 AND state IN ($2, $3) ORDER BY id",
		party, people.AccountActive, people.Checking)
	for _, x := range all {
		if x.State == people.Checking {
			a.Checking = x.PromisedBy
		}
		if x.State == people.AccountActive || a.Last4 == "" {
			a.Bank, a.Kind, a.Last4 = x.Bank, x.Kind, x.Last4()
		}
	}
	return a, err
}
