package posting

import (
	"context"
	"errors"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/notice"
	"nariwai/internal/usecase/inform"
)

// RemindUndecided reminds every client whose time to decide is running out. Where nobody waits for an answer nobody is reminded.
func RemindUndecided(ctx context.Context, d *db.DB) (reminded int, err error) {
	defer fault.Wrap(&err, "remind undecided")
	for n, days := range market.RemindBefore {
		list := func(r db.Reader) ([]market.Job, error) {
			// A job whose time is over waits for EndUndecidedJobs and not for a reminder.
			now := d.Clock()
			return marketdb.JobsToRemind(ctx, r, now, now.Add(clock.Duration(days)*clock.Day), int64(n+1), atATime)
		}
		done, e := eachDue(ctx, d, list, func(tx *db.Tx, j *market.Job) error { return remind(ctx, tx, j) })
		reminded, err = reminded+done, errors.Join(err, e)
	}
	return reminded, err
}

func remind(ctx context.Context, tx *db.Tx, j *market.Job) error {
	if !j.Remind(tx.Now) {
		return nil
	}
	if err := marketdb.SaveJob(ctx, tx, j); err != nil {
		return err
	}
	waiting, err := marketdb.Proposals(ctx, tx, j.ID, market.Sent)
	if err != nil || len(waiting) == 0 {
		return err
	}
	return inform.Party(ctx, tx, j.Client, "decide_soon", notice.Message{
		Say:  "「%s」は、%sまでに選んでください",
		Args: []any{j.Title, calendar.On(j.DecideBy).AddDays(-1)}, Link: "/jobs/" + string(j.ID) + "/proposals",
		More: []notice.Sentence{{Say: "届いている提案は%d件です。選ばないまま期限が過ぎると、依頼は終わり、提案した全員にお知らせします。", Args: []any{len(waiting)}}},
	})
}
