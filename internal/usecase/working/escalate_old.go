package working

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/notice"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
	"nariwai/internal/usecase/inform"
)

// EscalateOld marks items that are undecided so long after receipt that the law's last day for the payment comes near
// (Freelance Act, art. 4), and tells the desk and both sides.
func EscalateOld(ctx context.Context, d *db.DB) (marked int, err error) {
	defer fault.Wrap(&err, "escalate old items")
	today := calendar.On(d.Clock())
	closing, _, err := policydb.At[calendar.Closing](ctx, d.Snapshot(), policy.Closing, id.Site, today)
	if err != nil {
		return 0, err
	}
	list := func(r db.Reader) ([]market.Item, error) {
		return marketdb.ItemsToEscalate(ctx, r, today.AddDays(-closing.EscalateDays), atATime)
	}
	return eachDue(ctx, d, itemKey, list, func(tx *db.Tx, found market.Item) (bool, error) {
		c, it, err := reload(ctx, tx, found.ID)
		if err != nil || !it.Escalate(c.Terms, tx.Now) {
			return false, err
		}
		if err := marketdb.SaveItem(ctx, tx, &it); err != nil {
			return false, err
		}
		if err := marketdb.Log(ctx, tx, market.Event{Contract: c.ID, Item: it.ID, Kind: market.EventEscalated}); err != nil {
			return false, err
		}
		if err := inform.Desk(ctx, tx, "escalated", notice.Message{
			Say: "受け取りから%d日たっても決まらない区切りがあります：「%s」", Args: []any{c.EscalateDays, name(c, it)}, Link: "/desk/escalated",
			More: []notice.Sentence{{Say: "受け取りは%s。法律の支払いの期限は%sです。", Args: []any{it.ReceivedOn, it.ReceivedOn.AddDays(c.LimitDays)}}},
		}); err != nil {
			return false, err
		}
		return true, tellBoth(ctx, tx, c, "escalated", "「%s」は、受け取りから%d日たったので、運営が確かめます", []any{name(c, it), c.EscalateDays},
			notice.Sentence{Say: "検収するか、ふたりで終え方を決めてください。決まらないときは、運営が両方の話を聞いて決めます。"})
	})
}
