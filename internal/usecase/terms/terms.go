// Package terms is the other step that processes share (the first is inform): the rates that a contract keeps from its award,
// and the writings that say what was agreed. An award writes the notice of terms; a change order that binds, a supplement.
package terms

import (
	"context"
	"fmt"
	"slices"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/document"
	"nariwai/internal/document/documentdb"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
	"nariwai/internal/yen"
)

// Of returns the rates and the closing rule of the day on which a contract was awarded: it keeps them to its end.
func Of(ctx context.Context, r db.Reader, c market.Contract) (t billing.Terms, closing calendar.Closing, err error) {
	defer fault.Wrap(&err, "terms of %s", c.ID)
	tax, _, err := policydb.At[billing.TaxRates](ctx, r, policy.Tax, id.Site, c.StartsOn)
	if err != nil {
		return t, closing, err
	}
	if closing, _, err = policydb.At[calendar.Closing](ctx, r, policy.Closing, id.Site, c.StartsOn); err != nil {
		return t, closing, err
	}
	closing.AutoAcceptDays, closing.LimitDays, closing.EscalateDays = c.AcceptDays, c.LimitDays, c.EscalateDays
	return billing.Terms{
		Fee: billing.FeePolicy{Worker: c.FeeRate, Client: c.ClientFeeRate}, Tax: tax, Withholding: billing.Withholding(c.Withholding),
		Gross: c.TeamForm == market.Joint,
	}, closing, nil
}

// Quotes quotes a contract's items, in their order: at the award, and anew when a change order alters one.
func Quotes(t billing.Terms, items []market.Item) []billing.Quote { return t.QuoteItems(Works(items)) }

// Works are items, with their payees, as billing sees them.
func Works(items []market.Item) []billing.Work {
	work := make([]billing.Work, len(items))
	for i, it := range items {
		work[i].Pay = it.Pay
		for _, p := range it.Payees {
			work[i].Shares = append(work[i].Shares, billing.Share{Payee: p.Party, Weight: p.Share, Withholding: billing.Withholding(p.Withholding)})
		}
	}
	return work
}

// Requote is the quote of a contract's item at another pay.
func Requote(ctx context.Context, r db.Reader, t billing.Terms, it market.Item, pay yen.Yen) (q billing.Quote, err error) {
	defer fault.Wrap(&err, "requote %s", it.ID)
	items, err := marketdb.ItemsAndPayees(ctx, r, it.Contract)
	if err != nil {
		return q, err
	}
	at := slices.IndexFunc(items, func(i market.Item) bool { return i.ID == it.ID })
	items[at].Pay = pay
	return Quotes(t, items)[at], nil
}

// WriteNotice keeps the notice of terms that article 3 of the Freelance Act asks for at once on engagement;
// total is the sum of the items' quotes.
func WriteNotice(ctx context.Context, tx *db.Tx, c market.Contract, items []market.Item, total billing.Quote) (doc document.Document, err error) {
	defer fault.Wrap(&err, "notice of terms of %s", c.ID)
	return write(ctx, tx, document.NoticeOfTerms, c, items, total, c.StartsOn, func(*document.Terms) {})
}

// WriteChange keeps the supplementary notice of a change order that has come into force on it.
// The item and its quote must have been saved; the notice restates the terms of everything that is still agreed.
func WriteChange(ctx context.Context, tx *db.Tx, c market.Contract, it market.Item, ch market.Change) (doc document.Document, err error) {
	defer fault.Wrap(&err, "changed terms of %s", c.ID)
	return supplement(ctx, tx, c, document.TermsOfAChange{Item: it.ID, Scope: ch.Scope, Reason: ch.Reason})
}

// supplement restates the terms of what is still agreed, by the items and quotes as they are saved.
func supplement(ctx context.Context, tx *db.Tx, c market.Contract, change document.TermsOfAChange) (doc document.Document, err error) {
	earlier, err := documentdb.About(ctx, tx, string(c.ID))
	if err != nil {
		return doc, err
	}
	if len(earlier) == 0 {
		return doc, fmt.Errorf("there is no notice of %s to change", c.ID)
	}
	last := earlier[len(earlier)-1]
	before, err := document.Read[document.Terms](last)
	if err != nil {
		return doc, err
	}
	change.Before = last.Number
	items, err := marketdb.Items(ctx, tx, c.ID)
	if err != nil {
		return doc, err
	}
	quotes, err := billingdb.Quotes(ctx, tx, c.ID)
	if err != nil {
		return doc, err
	}
	var agreed []market.Item
	var total billing.Quote
	for _, i := range items {
		if i.State == market.ItemCancelled || i.State == market.ItemLapsed {
			continue
		}
		agreed, total = append(agreed, i), total.Add(quotes[i.ID])
	}
	return write(ctx, tx, document.ChangedTerms, c, agreed, total, calendar.On(tx.Now), func(t *document.Terms) {
		// The call may go on for other places, with other words: what this worker agreed to stands.
		t.Content, t.Deliverable, t.Place, t.Rights, t.AIPolicy = before.Content, before.Deliverable, before.Place, before.Rights, before.AIPolicy
		t.Change = &change
	})
}

func write(ctx context.Context, tx *db.Tx, k document.Kind, c market.Contract, items []market.Item, total billing.Quote, on calendar.Date, amend func(*document.Terms)) (doc document.Document, err error) {
	j, err := marketdb.Job(ctx, tx, c.Job)
	if err != nil {
		return doc, err
	}
	client, err := peopledb.Party(ctx, tx, c.Client)
	if err != nil {
		return doc, err
	}
	worker, err := peopledb.Party(ctx, tx, c.Worker)
	if err != nil {
		return doc, err
	}
	_, closing, err := Of(ctx, tx, c)
	if err != nil {
		return doc, err
	}
	t := Facts(c, j, client, worker, items, total, closing, on)
	if err := teamUp(ctx, tx, c, worker, &t); err != nil {
		return doc, err
	}
	amend(&t)
	if doc, err = document.New(id.Document(tx.NewID()), k, string(c.ID), on, total.Pay, t, tx.Now, c.Client, c.Worker); err != nil {
		return doc, err
	}
	return documentdb.Keep(ctx, tx, doc)
}

// Facts are what the notice of terms of a contract says.
func Facts(c market.Contract, j market.Job, client, worker people.Party, items []market.Item, total billing.Quote, closing calendar.Closing, on calendar.Date) (t document.Terms) {
	t = document.Terms{
		Contract: c.ID, Client: identity(client), Worker: identity(worker), AgreedOn: on,
		Title: c.Title, Content: j.Body, Deliverable: j.Deliverable, Rights: string(j.Rights), AIPolicy: string(j.AIPolicy), Place: j.Place,
		Pay: total.Pay, Tax: total.Tax, Withheld: total.Withheld, Fee: total.Fee, FeeRate: c.FeeRate, ClientFee: total.ClientFee, Net: total.Net,
		AcceptDays: c.AcceptDays, Revisions: c.Revisions, FundBy: calendar.On(c.FundBy).AddDays(-1), Rules: c.Rules,
	}
	for _, it := range items {
		t.Items = append(t.Items, document.TermsItem{Item: it.ID, N: it.N, Title: it.Title, DueOn: it.DueOn,
			AcceptOn: it.DueOn.AddDays(c.AcceptDays), Pay: it.Pay, PayOn: closing.TermsPayday(it.DueOn)})
	}
	return t
}

func identity(p people.Party) document.Identity {
	name := p.LegalName
	if name == "" {
		name = p.DisplayName
	}
	return document.Identity{Party: p.ID, Name: name, Handle: p.Handle, Address: p.Address, TNumber: string(p.TNumber), Business: p.InBusiness()}
}
