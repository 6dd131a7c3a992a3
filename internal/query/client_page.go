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
	"nariwai/internal/yen"
)

// ClientPage is a client's money: what is to be paid in, where the rest is, and what comes back.
type ClientPage struct {
	ToPay     []ToPay
	Held      []HeldMoney // by state, only what holds money
	Secured   yen.Yen
	Contracts []OpenContract
	Jobs      []OwnJob
	Refunds   []ClientRefund
	Withheld  []WithheldMonth // income tax that this client must pay to the tax office, the newest first
	Spent     []MonthSum      // what was settled, fees on top included; twelve months, this one last
	Account   PayoutAccount   // for refunds
	Again     []AskAgain      // people whose work was accepted
}

// ToPay is an open request to pay in.
type ToPay struct {
	ID        id.Funding
	Contract  id.Contract
	Title     string
	Worker    string
	Reference string
	Amount    yen.Yen
	Raise     bool
	PayBy     clock.Instant
}

// HeldMoney is what is in escrow for items in one state.
type HeldMoney struct {
	State market.ItemState
	Items int64
	Sum   yen.Yen
}

// ClientRefund is money on its way back to a client.
type ClientRefund struct {
	ID       id.Refund
	Amount   yen.Yen
	Reason   string
	State    billing.RefundState
	At       clock.Instant
	DueBy    calendar.Date
	PayOn    calendar.Date // of its run; 0 before it has one
	Contract id.Contract   // "" for a deposit that paid nothing
	Title    string
}

// WithheldMonth is the income tax that was kept back in one month's payments, due on the 10th of the next month.
type WithheldMonth struct {
	Month    calendar.Month
	Payments int64
	Sum      yen.Yen
	DueOn    calendar.Date
}

// Client reads a client's page of money at now. Call it on a View.
func Client(ctx context.Context, r db.Reader, party id.Party, now clock.Instant) (p ClientPage, err error) {
	defer fault.Wrap(&err, "client page of %s", party)
	this := calendar.MonthOf(calendar.On(now))
	if p.ToPay, err = toPay(ctx, r, "f.state = 'open' AND f.client = $1 ORDER BY f.pay_by, f.id LIMIT 100", party); err != nil {
		return p, err
	}
	p.Held, err = db.All(ctx, r, func(h *HeldMoney) []any { return []any{&h.State, &h.Items, &h.Sum} },
		`SELECT i.state, COUNT(*), CAST(SUM(i.secured) AS BIGINT) FROM market_item i JOIN market_contract c ON c.id = i.contract
		WHERE c.client = $1 AND c.state IN ('awarded', 'active') AND i.state IN ('funded', 'delivered', 'revising', 'disputed') GROUP BY i.state`, party)
	if err != nil {
		return p, err
	}
	for _, h := range p.Held {
		p.Secured = p.Secured.Add(h.Sum)
	}
	if p.Jobs, err = ownJobs(ctx, r, party); err != nil {
		return p, err
	}
	all, err := openContractsOf(ctx, r, party)
	if err != nil {
		return p, err
	}
	for _, c := range all {
		if c.Side == market.ClientSide {
			p.Contracts = append(p.Contracts, c)
		}
	}
	p.Refunds, err = db.All(ctx, r, func(f *ClientRefund) []any {
		return []any{&f.ID, &f.Amount, &f.Reason, &f.State, &f.At, &f.DueBy, &f.PayOn, &f.Contract, &f.Title}
	}, `SELECT f.id, f.amount, f.reason, f.state, f.at, f.due_by, COALESCE(r.pay_on, 0), COALESCE(c.id, ''), COALESCE(c.title, '')
		FROM billing_refund f LEFT JOIN billing_run r ON r.id = f.run
		LEFT JOIN market_item i ON i.id = f.source AND f.source_kind = 'item' LEFT JOIN market_contract c ON c.id = i.contract
		WHERE f.party = $1 ORDER BY f.id DESC LIMIT 50`, party)
	if err != nil {
		return p, err
	}
	p.Withheld, err = db.All(ctx, r, func(w *WithheldMonth) []any { return []any{&w.Month, &w.Payments, &w.Sum} },
		`SELECT settled_on / 100, COUNT(*), CAST(SUM(withheld) AS BIGINT) FROM billing_settlement
		WHERE client = $1 AND withheld > 0 AND settled_on >= $2 GROUP BY settled_on / 100 ORDER BY 1 DESC`, party, this.Prev().Prev().First())
	if err != nil {
		return p, err
	}
	for i := range p.Withheld {
		p.Withheld[i].DueOn = calendar.NextBankDay(p.Withheld[i].Month.Next().First().AddDays(9))
	}
	if p.Spent, err = spentOf(ctx, r, party, this); err != nil {
		return p, err
	}
	if p.Again, err = peopleAgain(ctx, r, party); err != nil {
		return p, err
	}
	p.Account, err = paidOn(ctx, r, party)
	return p, err
}

func spentOf(ctx context.Context, r db.Reader, client id.Party, this calendar.Month) (year []MonthSum, err error) {
	year = make([]MonthSum, 12)
	for i, m := len(year)-1, this; i >= 0; i, m = i-1, m.Prev() {
		year[i].Month = m
	}
	rows, err := db.All(ctx, r, func(m *MonthSum) []any { return []any{&m.Month, &m.Net, &m.Items} },
		`SELECT settled_on / 100, CAST(SUM(pay + client_fee) AS BIGINT), COUNT(*) FROM billing_settlement WHERE client = $1 AND settled_on >= $2
		GROUP BY settled_on / 100`, client, year[0].Month.First())
	for _, x := range rows {
		for i := range year {
			if year[i].Month == x.Month {
				year[i] = x
			}
		}
	}
	return year, err
}

func toPay(ctx context.Context, r db.Reader, tail string, args ...any) ([]ToPay, error) {
	return db.All(ctx, r, func(t *ToPay) []any {
		return []any{&t.ID, &t.Contract, &t.Title, &t.Worker, &t.Reference, &t.Amount, &t.Raise, &t.PayBy}
	}, `SELECT f.id, f.contract, c.title, w.display_name, f.reference, f.amount, f.change_order <> '', f.pay_by
		FROM billing_funding f JOIN market_contract c ON c.id = f.contract JOIN people_party w ON w.id = c.worker WHERE `+tail, args...)
}

// FundingPage says how to pay a request.
type FundingPage struct {
	ToPay
	Client id.Party
	State  billing.FundingState
	PaidAt clock.Instant
	Items  []FundingPart
	Short  []ShortDeposit // what came under its number and did not pay it
}

// FundingPart is what of a request secures which item.
type FundingPart struct {
	N      int64
	Title  string
	Amount yen.Yen
}

// ShortDeposit is a line of the bank's list that names a request and does not fit.
type ShortDeposit struct {
	On       calendar.Date
	Amount   yen.Yen
	Reason   string
	State    billing.DepositState
	ReturnBy calendar.Date
}

// Funding returns a request for its client; for anybody else it is NotFound.
func Funding(ctx context.Context, r db.Reader, fid id.Funding, client id.Party) (p FundingPage, err error) {
	defer fault.Wrap(&err, "funding %s", fid)
	found, err := toPay(ctx, r, "f.id = $1 AND f.client = $2", fid, client)
	if err != nil {
		return p, err
	}
	if len(found) == 0 {
		return p, fault.New(fault.NotFound, "見つかりませんでした")
	}
	p.ToPay = found[0]
	if err := db.One(ctx, r, []any{&p.Client, &p.State, &p.PaidAt}, "SELECT client, state, paid_at FROM billing_funding WHERE id = $1", fid); err != nil {
		return p, err
	}
	p.Items, err = db.All(ctx, r, func(x *FundingPart) []any { return []any{&x.N, &x.Title, &x.Amount} },
		"SELECT i.n, i.title, f.amount FROM billing_funding_item f JOIN market_item i ON i.id = f.item WHERE f.funding = $1 ORDER BY i.n", fid)
	if err != nil {
		return p, err
	}
	p.Short, err = db.All(ctx, r, func(x *ShortDeposit) []any { return []any{&x.On, &x.Amount, &x.Reason, &x.State, &x.ReturnBy} },
		`SELECT day, amount, reason, state, return_by FROM billing_deposit WHERE reference = $1 AND state IN ('suspense', 'returning', 'returned') ORDER BY id DESC`, p.Reference)
	return p, err
}
