// Package funding is how money comes in and, when it belongs to nothing, goes back: the request with its reference, the
// bank's list of deposits, the match, and the return of what matches nothing.
package funding

import (
	"context"
	"slices"

	"nariwai/internal/bank"
	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
)

// RequestFunding asks for a reference under which the client pays in for some unfunded items of a contract, or for all of
// them when none is chosen. Older open requests for the same items end: their references no longer pay anything.
func RequestFunding(ctx context.Context, d *db.DB, a people.Actor, cid id.Contract, chosen []id.Item) (fid id.Funding, err error) {
	defer fault.Wrap(&err, "request funding of contract %s", cid)
	answer, err := d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if _, err := peopledb.Acting(ctx, tx, a, people.Accounts); err != nil {
			return "", err
		}
		c, err := marketdb.Contract(ctx, tx, cid)
		if err != nil {
			return "", err
		}
		if err := c.Must(a.Party, market.ClientSide); err != nil {
			return "", err
		}
		items, err := unfunded(ctx, tx, cid, chosen)
		if err != nil {
			return "", err
		}
		f, err := billing.NewFunding("", "", cid, c.Client, items, tx.Now, c.FundBy)
		if err != nil {
			return "", err
		}
		if f, err = billingdb.RequestFunding(ctx, tx, f, bank.NewReference); err != nil {
			return "", err
		}
		return string(f.ID), tx.Audit(ctx, a.Person, a.Party, "request_funding", string(f.ID), f.Amount.String())
	})
	return id.Funding(answer), err
}

// unfunded returns what secures the chosen items that wait for money.
func unfunded(ctx context.Context, tx *db.Tx, cid id.Contract, chosen []id.Item) (out []billing.FundingItem, err error) {
	items, err := marketdb.Items(ctx, tx, cid)
	if err != nil {
		return nil, err
	}
	quotes, err := billingdb.Quotes(ctx, tx, cid)
	if err != nil {
		return nil, err
	}
	found := 0
	for _, it := range items {
		if len(chosen) > 0 && !slices.Contains(chosen, it.ID) {
			continue
		}
		found++
		switch {
		case it.State == market.ItemAgreed:
			out = append(out, billing.FundingItem{Item: it.ID, Amount: quotes[it.ID].Escrow})
		case len(chosen) > 0:
			return nil, fault.New(fault.Conflict, "「%s」は、仮払いを待っていません", it.Title)
		}
	}
	if found < len(chosen) {
		return nil, fault.New(fault.NotFound, "見つかりませんでした")
	}
	return out, nil
}
