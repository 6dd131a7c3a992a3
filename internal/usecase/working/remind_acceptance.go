package working

import (
	"context"

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
	var after id.Item
	for {
		page, err := marketdb.ItemsToRemind(ctx, d.Snapshot(), now.Add(longestAcceptance), after, atATime)
		if err != nil || len(page) == 0 {
			return reminded, err
		}
		after = page[len(page)-1].ID
		for _, it := range page {
			if !mayBeDue(it, rules.RemindOn, now) {
				continue
			}
			did := false
			err := d.Write(ctx, func(tx *db.Tx) (err error) {
				did, err = remind(ctx, tx, it.ID, rules.RemindOn)
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

// longestAcceptance is longer than any rule lets a client think; see calendar.Closing.Validate.
const longestAcceptance = 30 * clock.Day

// mayBeDue leaves out, without a transaction, what surely needs no reminder: the days since the delivery are the most that count.
func mayBeDue(it market.Item, on []int, now clock.Instant) bool {
	since := calendar.On(now).Sub(calendar.On(it.DeliveredAt))
	for _, day := range on {
		if day <= since && int64(day) > it.Reminded {
			return true
		}
	}
	return false
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
