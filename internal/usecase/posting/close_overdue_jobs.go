package posting

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/notice"
	"nariwai/internal/usecase/inform"
	"nariwai/internal/usecase/listing"
)

// CloseOverdueJobs ends every call whose last day has passed, and tells its client until when to decide.
func CloseOverdueJobs(ctx context.Context, d *db.DB) (closed int, err error) {
	defer fault.Wrap(&err, "close overdue jobs")
	list := func(r db.Reader) ([]market.Job, error) {
		return marketdb.JobsClosing(ctx, r, calendar.On(d.Clock()), atATime)
	}
	return eachDue(ctx, d, list, func(tx *db.Tx, j *market.Job) error {
		if j.State != market.JobOpen { // somebody was faster
			return nil
		}
		limits, err := clocks(ctx, tx, j.Mall)
		if err != nil {
			return err
		}
		if err := j.CloseOverdue(tx.Now, limits.DecideDays); err != nil {
			return err
		}
		if err := listing.Save(ctx, tx, j); err != nil {
			return err
		}
		waiting, err := marketdb.Proposals(ctx, tx, j.ID, market.Sent)
		if err != nil {
			return err
		}
		m := notice.Message{
			Say:  "「%s」の募集が締め切られました。%sまでに選んでください",
			Args: []any{j.Title, calendar.On(j.DecideBy).AddDays(-1)}, Link: "/jobs/" + string(j.ID) + "/proposals",
			More: []notice.Sentence{{Say: "届いている提案は%d件です。選ばないまま期限が過ぎると、依頼は終わり、提案した全員にお知らせします。", Args: []any{len(waiting)}}},
		}
		if len(waiting) == 0 {
			m = notice.Message{
				Say:  "「%s」は、提案がないまま締め切られました。%sまでは、もう一度募集できます",
				Args: m.Args, Link: "/jobs/" + string(j.ID),
			}
		}
		return inform.Party(ctx, tx, j.Client, "call_closed", m)
	})
}
