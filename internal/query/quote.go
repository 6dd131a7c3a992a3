package query

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/yen"
)

// Quote is what a price for a job means to both sides.
type Quote struct {
	billing.Quote
	Terms  billing.Terms
	Unit   market.Unit
	Tenths int64         // pay per piece or character in tenths of a yen; 0 for a lump sum
	Due    calendar.Date // the delivery that Payday is counted from
	Payday calendar.Date // when the net pay arrives if that delivery is accepted in time
	Look   PriceLook     // where the pay lies beside what such work is worth; only where a price is looked at
}

// QuoteOf quotes prices for a job to a worker ("" for somebody who is not signed in) by the rules of today: one price for
// the whole, or one for each milestone. Without a due date the job's own counts.
func QuoteOf(ctx context.Context, d *db.DB, jid id.Job, worker id.Party, prices []yen.Yen, due calendar.Date) (q Quote, err error) {
	defer fault.Wrap(&err, "quote for job %s", jid)
	err = d.View(ctx, func(s *db.Snapshot) error {
		j, err := jobs.One(ctx, s, "WHERE id = $1", jid)
		if err != nil {
			return err
		}
		if !j.Shown() {
			return fault.New(fault.NotFound, "見つかりませんでした")
		}
		client, err := taxFacts(ctx, s, j.Client)
		if err != nil {
			return err
		}
		by, err := taxFacts(ctx, s, worker)
		if err != nil {
			return err
		}
		rates, err := ratesOn(ctx, s, j.Mall, calendar.On(s.Now))
		if err != nil {
			return err
		}
		q = rates.quote(j, client, by, prices, due)
		guides, err := priceRulesOf(ctx, s, j.Mall)
		if err != nil {
			return err
		}
		q.Look = guides.look(j.Spec, q.Pay, by.Prefecture, q.Terms)
		return nil
	})
	return q, err
}

func (r Rates) quote(j market.Job, client, worker people.Party, prices []yen.Yen, due calendar.Date) Quote {
	return r.quoteBy(withholding(client, worker, j.Category), j, prices, due)
}

func (r Rates) quoteBy(w billing.Withholding, j market.Job, prices []yen.Yen, due calendar.Date) Quote {
	if due.IsZero() {
		due = j.DueOn
	}
	q := Quote{Terms: r.terms(w), Unit: j.Unit, Due: due}
	items := make([]billing.Work, len(prices))
	for i, p := range prices {
		items[i].Pay = p
	}
	for _, one := range q.Terms.QuoteItems(items) {
		q.Quote = q.Quote.Add(one)
	}
	offered := market.Spec{Unit: j.Unit, Quantity: j.Quantity, Pay: q.Pay}
	q.Tenths = offered.UnitPay()
	if !due.IsZero() {
		q.Payday = r.Closing.TermsPayday(due)
	}
	return q
}

// pays are the amounts by which a proposal would be settled: its milestones, or the whole.
func pays(p market.Proposal) []yen.Yen {
	if len(p.Parts) == 0 {
		return []yen.Yen{p.Price}
	}
	out := make([]yen.Yen, len(p.Parts))
	for i, part := range p.Parts {
		out[i] = part.Price
	}
	return out
}
