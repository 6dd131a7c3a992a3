package posting

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/notice"
	"nariwai/internal/usecase/inform"
	"nariwai/internal/usecase/listing"
	"nariwai/internal/usecase/recording"
)

// EndUndecidedJobs ends every job whose client did not decide in time, and answers everybody who waits.
func EndUndecidedJobs(ctx context.Context, d *db.DB) (ended int, err error) {
	defer fault.Wrap(&err, "end undecided jobs")
	list := func(r db.Reader) ([]market.Job, error) { return marketdb.JobsUndecided(ctx, r, d.Clock(), atATime) }
	return eachDue(ctx, d, list, func(tx *db.Tx, j *market.Job) error {
		if j.State != market.JobDeciding { // somebody was faster
			return nil
		}
		waiting, err := marketdb.Proposals(ctx, tx, j.ID, market.Sent)
		if err != nil {
			return err
		}
		if len(waiting) == 0 { // there was nothing to decide
			err = j.End(j.DecideBy)
		} else {
			err = j.EndUndecided(tx.Now)
		}
		if err != nil {
			return err
		}
		if err := listing.Save(ctx, tx, j); err != nil {
			return err
		}
		if err := recording.JobEnded(ctx, tx, *j); err != nil {
			return err
		}
		if err := listing.AnswerAll(ctx, tx, *j); err != nil {
			return err
		}
		return inform.Party(ctx, tx, j.Client, "undecided", notice.Message{
			Say: "「%s」は、選ぶ期限が過ぎたので終わりました", Args: []any{j.Title}, Link: "/jobs/" + string(j.ID),
		})
	})
}
