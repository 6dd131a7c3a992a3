// Package contracting is the step by which a contract begins, however the two sides have found each other: by an award, an offer
// that is accepted, or the turn of a month. It runs in the caller's transaction.
package contracting

import (
	"context"

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
	"nariwai/internal/phrase"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
	"nariwai/internal/usecase/inform"
	"nariwai/internal/usecase/recording"
	"nariwai/internal/usecase/securing"
	"nariwai/internal/usecase/terms"
	"nariwai/internal/usecase/threading"
	"nariwai/internal/yen"
)

// Deal is what two parties have agreed on.
type Deal struct {
	Job            market.Job
	Proposal       market.Proposal
	Client, Worker people.Party
	Withhold       bool      // the client's own word: is it work of a kind from whose pay income tax is withheld?
	By             id.Person // who made it so; nobody when it was a clock
}

// Begin writes the contract of a deal with all that belongs to its first moment: items, their quote, the notice of terms, a request to
// pay in, its thread; both sides are told. Job and proposal have been awarded, and are saved, by the caller.
func Begin(ctx context.Context, tx *db.Tx, d Deal) (c market.Contract, err error) {
	defer fault.Wrap(&err, "begin a contract of job %s", d.Job.ID)
	j, p := d.Job, d.Proposal
	r, err := rulesAt(ctx, tx, j.Mall, calendar.On(tx.Now))
	if err != nil {
		return c, err
	}
	crew, err := crewOf(ctx, tx, d.Worker)
	if err != nil {
		return c, err
	}
	signer := crew.signer(d.Worker)
	way := billing.Withhold(d.Client.Withholds(), d.Withhold, signer.Form == people.Company, signer.Resident)
	c, items := market.NewContract(id.Contract(tx.NewID()), j, p, r.terms(way), r.clocks.FundDays, func() id.Item { return id.Item(tx.NewID()) }, tx.Now)
	crew.pay(&c, items)
	if err := marketdb.InsertContract(ctx, tx, c, items); err != nil {
		return c, err
	}
	if err := recording.Awarded(ctx, tx, c, p.SentAt); err != nil {
		return c, err
	}
	if err := withinCaps(ctx, tx, d.Client, c.Pay); err != nil {
		return c, err
	}
	quotes := terms.Quotes(billing.Terms{Fee: r.fee, Tax: r.tax, Withholding: way, Gross: c.TeamForm == market.Joint}, items)
	var total billing.Quote
	for i, q := range quotes {
		total = total.Add(q)
		if err := billingdb.InsertQuote(ctx, tx, billingdb.ItemQuote{Item: items[i].ID, Contract: c.ID, Quote: q}); err != nil {
			return c, err
		}
	}
	if err := marketdb.Log(ctx, tx, market.Event{Contract: c.ID, Kind: market.EventAwarded, By: d.By, Amount: c.Pay.Int64()}); err != nil {
		return c, err
	}
	f, err := securing.Secure(ctx, tx, d.Client, &c, items, quotes)
	if err != nil {
		return c, err
	}
	doc, err := terms.WriteNotice(ctx, tx, c, items, total)
	if err != nil {
		return c, err
	}
	if err := threading.Awarded(ctx, tx, c); err != nil {
		return c, err
	}
	paper, err := terms.Letter(doc)
	if err != nil {
		return c, err
	}
	return c, tell(ctx, tx, c, f, total, paper)
}

// tell tells both sides that a contract has begun, with the notice of terms, and who has to do what now.
func tell(ctx context.Context, tx *db.Tx, c market.Contract, f securing.Secured, total billing.Quote, paper []notice.Sentence) error {
	link := "/contracts/" + string(c.ID)
	until := calendar.On(c.FundBy).AddDays(-1)
	next := notice.Sentence{Say: "依頼主が仮払いをするまで、作業は始めないでください。期限は%sです。", Args: []any{until}}
	if f.OnCredit() {
		next = notice.Sentence{Say: "報酬は、もうお預かりしています。すぐに作業を始められます。"}
	}
	if err := inform.Party(ctx, tx, c.Worker, "awarded", notice.Message{
		Say: hired(c), Args: []any{c.Title}, Link: link,
		More: append([]notice.Sentence{
			{Say: "報酬は%s、手取りは%sです。", Args: []any{total.Pay, total.Net}}, next,
		}, paper...),
	}); err != nil {
		return err
	}
	if f.OnCredit() {
		return inform.Party(ctx, tx, c.Client, "funded", notice.Message{
			Say: "「%s」の契約ができました。請求書払いで始まっています", Args: []any{c.Title}, Link: link,
			More: append([]notice.Sentence{
				{Say: "枠から%sを使いました。検収した分を、月の終わりにまとめて請求します。", Args: []any{f.Amount}},
			}, paper...),
		})
	}
	more := []notice.Sentence{
		{Say: "仮払いの金額は%s、お支払い番号は %s です。振込のとき、お名前の前に番号を入れてください。", Args: []any{f.Amount, f.Reference}},
		{Say: "期限は%sです。過ぎると契約はなくなります。", Args: []any{until}},
	}
	if f.Refusal != "" {
		more = append([]notice.Sentence{{Say: "%s、この依頼は請求書払いにできませんでした。", Args: []any{phrase.Word(f.Refusal)}}}, more...)
	}
	return inform.Party(ctx, tx, c.Client, "to_fund", notice.Message{
		Say: "「%s」の契約ができました。仮払いをお願いします", Args: []any{c.Title}, Link: link, More: append(more, paper...),
	})
}

// hired is what a worker is told: who was asked, or goes on, was not chosen among others.
func hired(c market.Contract) string {
	switch c.Arrangement {
	case market.Direct, market.Recurring:
		return "「%s」の契約ができました"
	}
	return "「%s」に採用されました"
}

// withinCaps holds a client without a first acceptance to the caps: a proposal may cost more than the job's budget.
func withinCaps(ctx context.Context, tx *db.Tx, client people.Party, pay yen.Yen) error {
	if !client.NewClient() {
		return nil
	}
	caps, _, err := policydb.At[market.Caps](ctx, tx, policy.Caps, id.Site, calendar.On(tx.Now))
	if err != nil {
		return err
	}
	open, err := marketdb.ClientExposure(ctx, tx, client.ID)
	if err != nil {
		return err
	}
	return caps.Check(pay, open)
}
