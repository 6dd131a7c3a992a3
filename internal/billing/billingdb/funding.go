// Package billingdb keeps the billing_ tables.
package billingdb

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// ItemQuote is the stored quote of an item.
type ItemQuote struct {
	Item     id.Item
	Contract id.Contract
	billing.Quote
}

var quotes = db.Table[ItemQuote]{
	Name:    "billing_quote",
	Columns: "item, contract, pay, tax, withheld, fee, fee_tax, client_fee, client_fee_tax, net, escrow",
	Fields: func(q *ItemQuote) []any {
		return []any{&q.Item, &q.Contract, &q.Pay, &q.Tax, &q.Withheld, &q.Fee, &q.FeeTax, &q.ClientFee, &q.ClientFeeTax, &q.Net, &q.Escrow}
	},
}

// InsertQuote stores the quote of an item.
func InsertQuote(ctx context.Context, tx *db.Tx, q ItemQuote) error { return quotes.Insert(ctx, tx, q) }

// SaveQuote replaces the quote of an item after a change order.
func SaveQuote(ctx context.Context, tx *db.Tx, q ItemQuote) error {
	_, err := quotes.Update(ctx, tx, q)
	return err
}

// Quotes returns the quotes of a contract's items by item.
func Quotes(ctx context.Context, r db.Reader, c id.Contract) (map[id.Item]billing.Quote, error) {
	rows, err := quotes.All(ctx, r, "WHERE contract = $1", c)
	out := make(map[id.Item]billing.Quote, len(rows))
	for _, q := range rows {
		out[q.Item] = q.Quote
	}
	return out, err
}

var fundings = db.Table[billing.Funding]{
	Name:    "billing_funding",
	Columns: "id, reference, contract, bulk_order, client, change_order, amount, state, asked_at, pay_by, paid_at, deposit, invoice, version",
	Fields: func(f *billing.Funding) []any {
		return []any{&f.ID, &f.Reference, &f.Contract, &f.Bulk, &f.Client, &f.Change, &f.Amount, &f.State, &f.AskedAt, &f.PayBy, &f.PaidAt, &f.Deposit, &f.Invoice, &f.Version}
	},
}

func fundingItemFields(i *billing.FundingItem) []any { return []any{&i.Item, &i.Amount} }

// fundingPart is a row of what a request secures; one of a bulk order has hundreds.
type fundingPart struct {
	funding id.Funding
	billing.FundingItem
}

var fundingParts = db.Table[fundingPart]{
	Name: "billing_funding_item", Columns: "funding, item, amount",
	Fields: func(p *fundingPart) []any { return []any{&p.funding, &p.Item, &p.Amount} },
}

func withItems(ctx context.Context, r db.Reader, f *billing.Funding) (err error) {
	f.Items, err = db.All(ctx, r, fundingItemFields, "SELECT item, amount FROM billing_funding_item WHERE funding = $1 ORDER BY item", f.ID)
	return err
}

// Funding returns a funding request with its items, or NotFound.
func Funding(ctx context.Context, r db.Reader, fid id.Funding) (f billing.Funding, err error) {
	if f, err = fundings.One(ctx, r, "WHERE id = $1", fid); err != nil {
		return f, err
	}
	return f, withItems(ctx, r, &f)
}

// FundingByReference returns the request that a payer's reference names, or NotFound.
func FundingByReference(ctx context.Context, r db.Reader, reference string) (f billing.Funding, err error) {
	if f, err = fundings.One(ctx, r, "WHERE reference = $1", reference); err != nil {
		return f, err
	}
	return f, withItems(ctx, r, &f)
}

// Fundings returns a contract's requests, oldest first, with their items.
func Fundings(ctx context.Context, r db.Reader, c id.Contract) (fs []billing.Funding, err error) {
	if fs, err = fundings.All(ctx, r, "WHERE contract = $1 ORDER BY id", c); err != nil {
		return nil, err
	}
	for i := range fs { // a contract has a handful
		if err := withItems(ctx, r, &fs[i]); err != nil {
			return nil, err
		}
	}
	return fs, nil
}

// FundingsOfBulk returns a bulk order's requests, oldest first, without their items.
func FundingsOfBulk(ctx context.Context, r db.Reader, bid id.Bulk) ([]billing.Funding, error) {
	return fundings.All(ctx, r, "WHERE bulk_order = $1 AND bulk_order <> '' ORDER BY id", bid)
}

// RaisesUnpaid returns open requests for the difference of a raise whose time is over at now, without items, at most limit.
func RaisesUnpaid(ctx context.Context, r db.Reader, now clock.Instant, limit int) ([]billing.Funding, error) {
	return fundings.All(ctx, r, "WHERE state = 'open' AND change_order <> '' AND pay_by <= $1 ORDER BY pay_by, id LIMIT $2", now, limit)
}

// InsertFunding adds a request.
func InsertFunding(ctx context.Context, tx *db.Tx, f billing.Funding) (err error) {
	defer fault.Wrap(&err, "insert funding %s", f.ID)
	if err := fundings.Insert(ctx, tx, f); err != nil {
		return err
	}
	parts := make([]fundingPart, len(f.Items))
	for n, i := range f.Items {
		parts[n] = fundingPart{f.ID, i}
	}
	return fundingParts.InsertAll(ctx, tx, parts)
}

// SaveFunding writes f if nobody wrote it since it was read.
func SaveFunding(ctx context.Context, tx *db.Tx, f *billing.Funding) (err error) {
	its := f.Items
	*f, err = fundings.Update(ctx, tx, *f)
	f.Items = its
	return err
}

// ReferenceTaken reports whether a reference was ever given out.
func ReferenceTaken(ctx context.Context, r db.Reader, reference string) (bool, error) {
	var n int64
	err := db.One(ctx, r, []any{&n}, "SELECT COUNT(*) FROM billing_funding WHERE reference = $1", reference)
	return n > 0, err
}
