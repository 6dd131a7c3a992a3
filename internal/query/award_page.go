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
)

// AwardPage is what a client reads before the last yes: the amounts of both sides and what happens next.
type AwardPage struct {
	ProposalPage
	Rates    Rates
	Asks     bool  // whether tax is withheld hangs on the client's word about the kind of work
	InScope  bool  // the category's answer, until the client gives one
	Withheld Quote // if the work is of the kind that tax is withheld from
	Plain    Quote // if it is not
	Items    []AwardItem
	FundBy   calendar.Date // the last day to pay in, if the award is today
	Last     bool          // this hire fills the last place and ends the job
	Others   int           // proposals that are then answered
	Late     bool          // the delivery date that was offered has passed
}

// AwardItem is one item that the contract would have.
type AwardItem struct {
	market.Part
	Payday calendar.Date
}

// AwardOf returns what an award of a proposal would mean; other people's proposals are not found.
func AwardOf(ctx context.Context, d *db.DB, pid id.Proposal, client id.Party) (p AwardPage, err error) {
	defer fault.Wrap(&err, "award page %s", pid)
	err = d.View(ctx, func(s *db.Snapshot) error {
		p = AwardPage{}
		if err := p.read(ctx, s, pid, client); err != nil {
			return err
		}
		if p.Side != market.ClientSide {
			return fault.New(fault.NotFound, "見つかりませんでした")
		}
		p.Rates = p.rates
		inScope := func(yes bool) billing.Withholding {
			return billing.Withhold(p.client.Withholds(), yes, p.worker.Form == people.Company, p.worker.Resident)
		}
		p.Asks = inScope(true) != billing.NotWithheld
		c, _ := market.Categories.Find(p.Of.Category)
		p.InScope = c.Withholding
		p.Withheld = p.Rates.quoteBy(inScope(true), p.Of, pays(p.Proposal), p.DueOn)
		p.Plain = p.Rates.quoteBy(inScope(false), p.Of, pays(p.Proposal), p.DueOn)
		parts := p.Parts
		if len(parts) == 0 {
			parts = []market.Part{{N: 1, Title: p.Of.Title, Price: p.Price, DueOn: p.DueOn}}
		}
		for _, part := range parts {
			p.Items = append(p.Items, AwardItem{part, p.Rates.Closing.TermsPayday(part.DueOn)})
		}
		today := calendar.On(s.Now)
		p.FundBy, p.Late = today.AddDays(p.Rates.Clocks.FundDays), p.Items[0].DueOn.Before(today)
		if p.Last = p.Of.Hired+1 >= p.Of.Hires; !p.Last {
			return nil
		}
		return db.One(ctx, s, []any{&p.Others}, "SELECT COUNT(*) FROM market_proposal WHERE job = $1 AND state = 'sent' AND id <> $2", p.Job, pid)
	})
	return p, err
}
