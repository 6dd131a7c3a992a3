package contracting

import (
	"context"
	"slices"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/usecase/inform"
	"nariwai/internal/usecase/recording"
	"nariwai/internal/usecase/terms"
	"nariwai/internal/usecase/threading"
	"nariwai/internal/yen"
)

// Lines are what a worker takes of a bulk order at a time. Their money stands in escrow already.
type Lines struct {
	Job            market.Job
	Client, Worker people.Party
	Withhold       bool        // the client's own word, as in Deal
	Contract       id.Contract // the worker's last one about the order; "" or ended: another one begins
	Proposal       id.Proposal // the name of one that begins
	Security       market.Security
	By             id.Person
	Content        string // what the notice of terms says of the lines
	List           []Line
}

// Line becomes an item with its id.
type Line struct {
	ID    id.Item
	Title string
	Pay   yen.Yen
	Fee   yen.Yen // the client's, paid in with it
	DueOn calendar.Date
}

// Give makes lines the items of a contract between client and worker: of theirs about the order, if that goes on, or of a new one. Work
// may begin at once. The quotes, in the order of the list, say what each escrow must hold.
func Give(ctx context.Context, tx *db.Tx, g Lines) (c market.Contract, quotes []billing.Quote, err error) {
	defer fault.Wrap(&err, "give %d lines of job %s", len(g.List), g.Job.ID)
	c, before, rates, err := contractFor(ctx, tx, g)
	if err != nil {
		return c, nil, err
	}
	begins := len(before) == 0
	var fresh []market.Item
	for i, l := range g.List {
		fresh = append(fresh, market.Item{ID: l.ID, Contract: c.ID, N: int64(len(before) + i + 1), Title: l.Title, Pay: l.Pay, DueOn: l.DueOn,
			State: market.ItemAgreed, Security: g.Security, Payees: []market.Payee{{N: 1, Party: g.Worker.ID, Share: 1}}})
	}
	all := append(slices.Clone(before), fresh...)
	quotes = terms.Quotes(rates, all)[len(before):]
	var total billing.Quote
	for i := range fresh {
		q := &quotes[i]
		q.ClientFee, q.ClientFeeTax = g.List[i].Fee, rates.Tax.Inside(g.List[i].Fee) // as it was paid in, whatever order the lines are taken in
		q.Escrow = q.Pay.Sub(q.Withheld).Add(q.ClientFee)
		if err := fresh[i].Fund(q.Escrow); err != nil {
			return c, nil, err
		}
		all[len(before)+i] = fresh[i]
		total = total.Add(*q)
	}
	c.Amend(all, tx.Now)
	if begins {
		err = marketdb.InsertContract(ctx, tx, c, nil)
	} else {
		err = marketdb.SaveContract(ctx, tx, &c)
	}
	if err != nil {
		return c, nil, err
	}
	for i, it := range fresh {
		if err := marketdb.InsertItem(ctx, tx, it); err != nil {
			return c, nil, err
		}
		if err := billingdb.InsertQuote(ctx, tx, billingdb.ItemQuote{Item: it.ID, Contract: c.ID, Quote: quotes[i]}); err != nil {
			return c, nil, err
		}
		if err := marketdb.Log(ctx, tx, market.Event{Contract: c.ID, Item: it.ID, Kind: market.EventFunded, Amount: it.Secured.Int64()}); err != nil {
			return c, nil, err
		}
	}
	if begins {
		if err := beginLines(ctx, tx, g, c); err != nil {
			return c, nil, err
		}
	}
	return c, quotes, noteLines(ctx, tx, g, c, fresh, total, begins)
}

// contractFor returns the contract that the lines go to, its items so far and its rates.
func contractFor(ctx context.Context, tx *db.Tx, g Lines) (c market.Contract, before []market.Item, rates billing.Terms, err error) {
	if g.Contract != "" {
		if c, err = marketdb.Contract(ctx, tx, g.Contract); err != nil {
			return c, nil, rates, err
		}
		if c.State != market.ContractEnded {
			if before, err = marketdb.ItemsAndPayees(ctx, tx, c.ID); err != nil {
				return c, nil, rates, err
			}
			rates, _, err = terms.Of(ctx, tx, c)
			return c, before, rates, err
		}
	}
	r, err := rulesAt(ctx, tx, g.Job.Mall, calendar.On(tx.Now))
	if err != nil {
		return c, nil, rates, err
	}
	way := billing.Withhold(g.Client.Withholds(), g.Withhold, g.Worker.Form == people.Company, g.Worker.Resident)
	c, _ = market.NewContract(id.Contract(tx.NewID()), g.Job, market.Proposal{ID: g.Proposal, Job: g.Job.ID, Worker: g.Worker.ID}, r.terms(way), r.clocks.FundDays,
		func() id.Item { return "" }, tx.Now)
	return c, nil, billing.Terms{Fee: r.fee, Tax: r.tax, Withholding: way}, nil
}

// beginLines is what a contract of lines has of its first moment.
func beginLines(ctx context.Context, tx *db.Tx, g Lines, c market.Contract) error {
	j := g.Job
	j.Hired++
	if err := marketdb.SaveJob(ctx, tx, &j); err != nil {
		return err
	}
	if err := recording.Awarded(ctx, tx, c, c.AwardedAt); err != nil {
		return err
	}
	if err := marketdb.Log(ctx, tx, market.Event{Contract: c.ID, Kind: market.EventAwarded, By: g.By, Amount: c.Pay.Int64()}); err != nil {
		return err
	}
	return threading.Awarded(ctx, tx, c)
}

// noteLines writes the notice of what was taken, and sends it to the worker.
func noteLines(ctx context.Context, tx *db.Tx, g Lines, c market.Contract, fresh []market.Item, total billing.Quote, begins bool) error {
	doc, err := terms.WriteLines(ctx, tx, c, fresh, total, g.Content, begins)
	if err != nil {
		return err
	}
	paper, err := terms.Letter(doc)
	if err != nil {
		return err
	}
	return inform.Party(ctx, tx, c.Worker, "bulk_taken", notice.Message{
		Say: "「%s」の%d本を受け持ちました。作業を始められます", Args: []any{c.Title, len(fresh)}, Link: "/contracts/" + string(c.ID),
		More: append([]notice.Sentence{
			{Say: "報酬は%s、手取りは%sです。", Args: []any{total.Pay, total.Net}},
			{Say: "仮払いは済んでいます。報酬は、検収が済むまでお預かりしています。"},
		}, paper...),
	})
}
