// Package hiring is what a client does with the proposals for a job: keep, ask, decline, award.
package hiring

import (
	"context"

	"nariwai/internal/bank"
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
	"nariwai/internal/people/peopledb"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
	"nariwai/internal/usecase/inform"
	"nariwai/internal/usecase/listing"
	"nariwai/internal/usecase/recording"
	"nariwai/internal/usecase/replying"
	"nariwai/internal/usecase/terms"
	"nariwai/internal/usecase/threading"
	"nariwai/internal/yen"
)

// AwardProposal hires the author of a proposal. A contract of one or more items begins, with its quote, its notice of terms
// and a request to pay in; both sides are told. The last place of a job ends it and answers everybody else.
// withhold is the client's own word on whether the work is of a kind from whose pay income tax is withheld.
func AwardProposal(ctx context.Context, d *db.DB, a people.Actor, pid id.Proposal, withhold bool) (cid id.Contract, err error) {
	defer fault.Wrap(&err, "award proposal %s", pid)
	answer, err := d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		client, err := peopledb.Trading(ctx, tx, a)
		if err != nil {
			return "", err
		}
		p, err := marketdb.Proposal(ctx, tx, pid)
		if err != nil {
			return "", err
		}
		j, err := marketdb.Job(ctx, tx, p.Job)
		if err != nil {
			return "", err
		}
		if j.Client != client.ID {
			return "", fault.New(fault.NotFound, "見つかりませんでした")
		}
		worker, err := peopledb.Tradable(ctx, tx, p.Worker)
		if err != nil {
			return "", err
		}
		if err := unseen(ctx, tx, j, p); err != nil {
			return "", err
		}
		if err := j.Award(&p, tx.Now); err != nil {
			return "", err
		}
		if err := replying.Withdrew(ctx, tx, j.ID, j.Client, p.Worker); err != nil {
			return "", err
		}
		if err := listing.Save(ctx, tx, &j); err != nil {
			return "", err
		}
		if err := marketdb.SaveAnswer(ctx, tx, &p); err != nil {
			return "", err
		}
		c, err := begin(ctx, tx, a, j, p, client, worker, withhold)
		if err != nil {
			return "", err
		}
		if j.State == market.JobEnded {
			if err := recording.JobEnded(ctx, tx, j); err != nil {
				return "", err
			}
			if err := answerRest(ctx, tx, j); err != nil {
				return "", err
			}
		}
		return string(c.ID), tx.Audit(ctx, a.Person, a.Party, "award", string(c.ID), p.Price.String())
	})
	return id.Contract(answer), err
}

// unseen refuses to bind a proposer to work that has changed since they last confirmed it: the notice of terms would say
// what they never agreed to.
func unseen(ctx context.Context, tx *db.Tx, j market.Job, p market.Proposal) error {
	edits, err := marketdb.Edits(ctx, tx, j.ID, p.SeenEditsAt)
	if err != nil {
		return err
	}
	for _, e := range edits {
		if e.Binds() {
			return fault.New(fault.Conflict, "依頼の内容が変わったことを、相手の方がまだ確かめていません。確かめてもらってから採用してください")
		}
	}
	return nil
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

// begin writes the contract with all that belongs to its first moment.
func begin(ctx context.Context, tx *db.Tx, a people.Actor, j market.Job, p market.Proposal, client, worker people.Party, withhold bool) (c market.Contract, err error) {
	r, err := rulesAt(ctx, tx, j.Mall, calendar.On(tx.Now))
	if err != nil {
		return c, err
	}
	way := billing.Withhold(client.Withholds(), withhold, worker.Form == people.Company, worker.Resident)
	c, items := market.NewContract(id.Contract(tx.NewID()), j, p, r.terms(way), r.clocks.FundDays, func() id.Item { return id.Item(tx.NewID()) }, tx.Now)
	if err := marketdb.InsertContract(ctx, tx, c, items); err != nil {
		return c, err
	}
	if err := recording.Awarded(ctx, tx, c, p.SentAt); err != nil {
		return c, err
	}
	if err := withinCaps(ctx, tx, client, c.Pay); err != nil {
		return c, err
	}
	quotes := terms.Quotes(billing.Terms{Fee: r.fee, Tax: r.tax, Withholding: way}, items)
	var total billing.Quote
	var fund []billing.FundingItem
	for i, q := range quotes {
		total = total.Add(q)
		fund = append(fund, billing.FundingItem{Item: items[i].ID, Amount: q.Escrow})
		if err := billingdb.InsertQuote(ctx, tx, billingdb.ItemQuote{Item: items[i].ID, Contract: c.ID, Quote: q}); err != nil {
			return c, err
		}
	}
	f, err := billing.NewFunding("", "", c.ID, c.Client, fund, tx.Now, c.FundBy)
	if err != nil {
		return c, err
	}
	if f, err = billingdb.RequestFunding(ctx, tx, f, bank.NewReference); err != nil {
		return c, err
	}
	doc, err := terms.WriteNotice(ctx, tx, c, items, total)
	if err != nil {
		return c, err
	}
	if err := marketdb.Log(ctx, tx, market.Event{Contract: c.ID, Kind: market.EventAwarded, By: a.Person, Amount: c.Pay.Int64()}); err != nil {
		return c, err
	}
	if err := threading.Awarded(ctx, tx, c); err != nil {
		return c, err
	}
	paper, err := terms.Letter(doc)
	if err != nil {
		return c, err
	}
	link := "/contracts/" + string(c.ID)
	if err := inform.Party(ctx, tx, c.Worker, "awarded", notice.Message{
		Say: "「%s」に採用されました", Args: []any{c.Title}, Link: link,
		More: append([]notice.Sentence{
			{Say: "報酬は%s、手取りは%sです。", Args: []any{total.Pay, total.Net}},
			{Say: "依頼主が仮払いをするまで、作業は始めないでください。期限は%sです。", Args: []any{calendar.On(c.FundBy).AddDays(-1)}},
		}, paper...),
	}); err != nil {
		return c, err
	}
	return c, inform.Party(ctx, tx, c.Client, "to_fund", notice.Message{
		Say: "「%s」の契約ができました。仮払いをお願いします", Args: []any{c.Title}, Link: link,
		More: append([]notice.Sentence{
			{Say: "仮払いの金額は%s、お支払い番号は %s です。振込のとき、お名前の前に番号を入れてください。", Args: []any{f.Amount, f.Reference}},
			{Say: "期限は%sです。過ぎると契約はなくなります。", Args: []any{calendar.On(c.FundBy).AddDays(-1)}},
		}, paper...),
	})
}

// answerRest answers those whom an ended job leaves unchosen.
func answerRest(ctx context.Context, tx *db.Tx, j market.Job) error {
	rest, err := marketdb.Proposals(ctx, tx, j.ID, market.Sent)
	if err != nil {
		return err
	}
	for _, p := range rest {
		if !p.CloseUnchosen() {
			continue
		}
		if err := marketdb.SaveAnswer(ctx, tx, &p); err != nil {
			return err
		}
		if err := inform.Party(ctx, tx, p.Worker, "unchosen", notice.Message{
			Say: "「%s」は、ほかの方に決まりました。提案をありがとうございました", Args: []any{j.Title}, Link: "/jobs/" + string(j.ID),
		}); err != nil {
			return err
		}
	}
	return nil
}
