// Package directing is what a director does with a bulk order that others write: pass what is right, and be given the order to look after.
// What is not right goes back by working.RequestRevision, and whoever may decide about money accepts what was passed by
// working.AcceptChecked: a director who is not of the client can do neither more nor elsewhere.
package directing

import (
	"context"
	"fmt"

	"nariwai/internal/bulk/bulkdb"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/usecase/deputing"
)

// MostPassed is how many items are passed with one command.
const MostPassed = 100

func command(ctx context.Context, d *db.DB, a people.Actor, f func(*db.Tx) (string, error)) (string, error) {
	return d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, f)
}

// PassItems notes that deliveries are as they should be: they wait for the acceptance from now on. To pass one twice changes nothing.
func PassItems(ctx context.Context, d *db.DB, a people.Actor, bid id.Bulk, list []id.Item) (err error) {
	defer fault.Wrap(&err, "pass %d items of %s", len(list), bid)
	switch {
	case len(list) == 0:
		return fault.New(fault.Invalid, "記事を選んでください")
	case len(list) > MostPassed:
		return fault.New(fault.Invalid, "一度に選べるのは%d本までです", MostPassed)
	}
	_, err = command(ctx, d, a, func(tx *db.Tx) (string, error) {
		o, err := bulkdb.Order(ctx, tx, bid)
		if err != nil {
			return "", err
		}
		as, err := deputing.For(ctx, tx, a, people.Direct, o)
		if err != nil {
			return "", err
		}
		lines, err := bulkdb.Among(ctx, tx, bid, list)
		if err != nil {
			return "", err
		}
		if len(lines) != len(list) {
			return "", fault.New(fault.NotFound, "見つかりませんでした")
		}
		for i := range lines {
			l := &lines[i]
			if err := l.Pass(a.Person, tx.Now); err != nil {
				return "", err
			}
			it, err := marketdb.Item(ctx, tx, l.ID)
			if err != nil {
				return "", err
			}
			if it.State != market.ItemDelivered {
				return "", fault.New(fault.Conflict, "%d番は、いま確認を待っていません", l.N)
			}
			if err := bulkdb.SaveLine(ctx, tx, l); err != nil {
				return "", err
			}
		}
		return "", tx.Audit(ctx, a.Person, as.Party, "pass_items", string(bid), fmt.Sprint(len(lines)))
	})
	return err
}
