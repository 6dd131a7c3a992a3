// Package inviting is the step by which a contract that ends with something paid lets its two sides write about each other. It
// stands among the use cases because it joins contracts, rules and reviews; it decides nothing.
package inviting

import (
	"context"
	"slices"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/market"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
	"nariwai/internal/review"
	"nariwai/internal/review/reviewdb"
	"nariwai/internal/usecase/recording"
)

// Ended opens the window of a contract that has just ended, if something of it was paid: who got no work and no pay of each
// other has nothing to say. Both are told by the clock-work a little later, so that a settlement does not wait for it.
func Ended(ctx context.Context, tx *db.Tx, c market.Contract, items []market.Item) (err error) {
	defer fault.Wrap(&err, "invite reviews of %s", c.ID)
	paid := func(it market.Item) bool { return it.State == market.ItemAccepted || it.State == market.ItemSplit }
	if !slices.ContainsFunc(items, paid) || c.Client == c.Worker {
		return nil
	}
	rules, _, err := policydb.At[review.Rules](ctx, tx, policy.Reviews, c.Mall, calendar.On(tx.Now))
	if err != nil {
		return err
	}
	return reviewdb.Open(ctx, tx, review.NewWindow(c.ID, c.Client, c.Worker, recording.Field(c.Category), rules, tx.Now))
}
