package reviewing

import (
	"context"
	"slices"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/notice"
	"nariwai/internal/review"
	"nariwai/internal/review/reviewdb"
	"nariwai/internal/usecase/inform"
)

// never lies behind all times.
const never clock.Instant = 1 << 60

// RemindReviews tells both sides that a window has opened, and before it closes once more those who have not written.
func RemindReviews(ctx context.Context, d *db.DB) (reminded int, err error) {
	defer fault.Wrap(&err, "remind of reviews")
	list := func(r db.Reader) ([]review.Window, error) {
		now := d.Clock()
		fresh, err := reviewdb.ToRemind(ctx, r, 0, never, atATime)
		if err != nil {
			return nil, err
		}
		last, err := reviewdb.ToRemind(ctx, r, 1, now.Add(review.LastCall+1), atATime)
		return slices.Concat(fresh, last), err
	}
	return each(ctx, d, list, func(tx *db.Tx, w *review.Window) error {
		again := w.Reminded > 0
		who := w.Remind(tx.Now)
		if err := reviewdb.SaveWindow(ctx, tx, w); err != nil || len(who) == 0 {
			return err
		}
		c, err := title(ctx, tx, w.Contract)
		if err != nil {
			return err
		}
		kind, say := notice.Kind("review_asked"), "「%s」はいかがでしたか。評価を書いてください"
		if again {
			kind, say = notice.Kind("review_soon"), "「%s」の評価を書ける期間が、まもなく終わります"
		}
		var told []inform.Told
		for _, p := range who {
			told = append(told, inform.Told{Party: p, Kind: kind, Message: notice.Message{Say: say, Args: []any{c}, Link: link(w.Contract),
				More: []notice.Sentence{{Say: "%sまで書けます。相手の評価は、ふたりが書いたときか、この日を過ぎたときに、いっしょに公開されます。", Args: []any{w.LastDay()}}}}})
		}
		return inform.Parties(ctx, tx, told)
	})
}
