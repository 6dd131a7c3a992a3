package reviewing

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
	"nariwai/internal/review"
	"nariwai/internal/review/reviewdb"
)

// ChangeReview replaces what one side has written, as long as nobody has seen it.
func ChangeReview(ctx context.Context, d *db.DB, a people.Actor, cid id.Contract, c review.Content) (err error) {
	defer fault.Wrap(&err, "change review of %s", cid)
	return command(ctx, d, a, func(tx *db.Tx) error {
		w, err := reviewdb.Window(ctx, tx, cid)
		if err != nil {
			return err
		}
		written, err := reviewdb.Of(ctx, tx, cid)
		if err != nil {
			return err
		}
		rules, err := rulesNow(ctx, tx)
		if err != nil {
			return err
		}
		for _, r := range written {
			if r.By != a.Party {
				continue
			}
			if err := r.Change(w, rules, a.Party, a.Person, c, tx.Now); err != nil {
				return err
			}
			return reviewdb.Save(ctx, tx, &r)
		}
		return fault.New(fault.NotFound, "見つかりませんでした")
	})
}

func rulesNow(ctx context.Context, tx *db.Tx) (rules review.Rules, err error) {
	rules, _, err = policydb.At[review.Rules](ctx, tx, policy.Reviews, id.Site, calendar.On(tx.Now))
	return rules, err
}
