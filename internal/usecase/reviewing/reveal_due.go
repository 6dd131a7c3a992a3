package reviewing

import (
	"context"
	"errors"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/notice"
	"nariwai/internal/review"
	"nariwai/internal/review/reviewdb"
	"nariwai/internal/usecase/inform"
	"nariwai/internal/usecase/recording"
)

// atATime is how many windows one round of the clock-work looks up.
const atATime = 100

// RevealDue reveals what was written in windows whose time is over. What nobody has written stays unsaid.
func RevealDue(ctx context.Context, d *db.DB) (revealed int, err error) {
	defer fault.Wrap(&err, "reveal due reviews")
	return each(ctx, d, func(r db.Reader) ([]review.Window, error) { return reviewdb.Due(ctx, r, d.Clock(), atATime) },
		func(tx *db.Tx, w *review.Window) error {
			if !w.Reveal(tx.Now) { // somebody was faster
				return nil
			}
			return reveal(ctx, tx, w)
		})
}

// each does something to every window that list finds, each in a transaction of its own. What fails doesn't keep the others
// waiting; it is tried again the next time. list must not find again what do has done.
func each(ctx context.Context, d *db.DB, list func(db.Reader) ([]review.Window, error), do func(*db.Tx, *review.Window) error) (done int, err error) {
	seen := map[id.Contract]bool{}
	var failed []error
	for fresh := true; fresh && ctx.Err() == nil; {
		found, err := list(d.Snapshot())
		if err != nil {
			return done, err
		}
		fresh = false
		for _, x := range found {
			if seen[x.Contract] {
				continue
			}
			seen[x.Contract], fresh = true, true
			if err := d.Write(ctx, func(tx *db.Tx) error {
				w, err := reviewdb.Window(ctx, tx, x.Contract)
				if err != nil {
					return err
				}
				return do(tx, &w)
			}); err != nil {
				failed = append(failed, err)
				continue
			}
			done++
		}
	}
	return done, errors.Join(append(failed, ctx.Err())...)
}

// reveal shows what was written in a window that has just ended, counts it, and tells those of whom something is said.
func reveal(ctx context.Context, tx *db.Tx, w *review.Window) error {
	if err := reviewdb.SaveWindow(ctx, tx, w); err != nil {
		return err
	}
	written, err := reviewdb.Of(ctx, tx, w.Contract)
	if err != nil || len(written) == 0 {
		return err
	}
	today := calendar.On(tx.Now).Start()
	for i := range written {
		r := &written[i]
		author, site, err := reviewdb.Averages(ctx, tx, r.By, r.Side, today)
		if err != nil {
			return err
		}
		r.RevealedAt, r.Adjusted = w.RevealedAt, review.Adjust(r.Content, author, site)
		if err := reviewdb.Save(ctx, tx, r); err != nil {
			return err
		}
	}
	if err := recording.Revealed(ctx, tx, written); err != nil {
		return err
	}
	rules, err := rulesNow(ctx, tx)
	if err != nil {
		return err
	}
	c, err := title(ctx, tx, w.Contract)
	if err != nil {
		return err
	}
	for _, r := range written {
		if err := inform.Party(ctx, tx, r.About, "reviewed", notice.Message{
			Say: "「%s」の評価が公開されました", Args: []any{c}, Link: link(w.Contract),
			More: []notice.Sentence{{Say: "%sまでに1度だけ、返事を書けます。", Args: []any{calendar.On(r.ReplyBy(rules)).AddDays(-1)}}}}); err != nil {
			return err
		}
	}
	return nil
}

func title(ctx context.Context, tx *db.Tx, cid id.Contract) (string, error) {
	c, err := marketdb.Contract(ctx, tx, cid)
	return c.Title, err
}

func link(cid id.Contract) string { return "/contracts/" + string(cid) + "/review" }
