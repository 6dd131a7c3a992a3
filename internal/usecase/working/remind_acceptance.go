package working

import (
	"context"
	"slices"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/notice"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
)

// RemindAcceptance reminds clients to decide on deliveries, on the days that the rules name (the third, fifth and sixth).
func RemindAcceptance(ctx context.Context, d *db.DB) (reminded int, err error) {
	defer fault.Wrap(&err, "remind of acceptance")
	now := d.Clock()
	rules, _, err := policydb.At[market.Clocks](ctx, d.Snapshot(), policy.Clocks, id.Site, calendar.On(now))
	if err != nil || len(rules.RemindOn) == 0 {
		return 0, err
	}
	on := slices.Sorted(slices.Values(rules.RemindOn))
	for last := range on[len(on)-1] {
		next := on[slices.IndexFunc(on, func(day int) bool { return day > last })]
		n, err := remindSince(ctx, d, last, calendar.On(now).AddDays(1-next).Start(), on)
		if reminded += n; err != nil {
			return reminded, err
		}
	}
	return reminded, nil
}

// remindSince reminds the clients of what was delivered before an instant and who were last reminded on a day.
func remindSince(ctx context.Context, d *db.DB, last int, before clock.Instant, on []int) (reminded int, err error) {
	var after id.Item
	for {
		page, err := marketdb.ItemsToRemind(ctx, d.Snapshot(), int64(last), before, after, atATime)
		if err != nil || len(page) == 0 {
			return reminded, err
		}
		after = page[len(page)-1].ID
		for _, it := range page {
			did := false
			err := d.Write(ctx, func(tx *db.Tx) (err error) {
				did, err = remind(ctx, tx, it.ID, on)
				return err
			})
			if err != nil {
				return reminded, err
			}
			if did {
				reminded++
			}
		}
	}
}

func remind(ctx context.Context, tx *db.Tx, iid id.Item, on []int) (bool, error) {
	c, it, err := reload(ctx, tx, iid)
	if err != nil {
		return false, err
	}
	if _, due := it.Remind(c.Terms, on, tx.Now); !due {
		return false, nil
	}
	if err := marketdb.SaveItem(ctx, tx, &it); err != nil {
		return false, err
	}
	return true, tellParty(ctx, tx, c, c.Client, "accept_soon", "「%s」の納品を、%sまでに確かめてください", []any{name(c, it), calendar.On(it.AcceptBy).AddDays(-1)},
		notice.Sentence{Say: "直してほしいところがあれば、理由を書いて戻せます。返事がないときは、期限の翌日の午前0時に検収が成立します。"})
}
