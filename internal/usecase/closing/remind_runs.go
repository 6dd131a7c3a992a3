package closing

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
	"nariwai/internal/usecase/inform"
)

// RemindRuns tells the desk, once a day, of runs whose file must be at the bank today or on the next bank day, or should have
// been, and of those that the bank has had beyond their payday without anybody saying what became of them.
func RemindRuns(ctx context.Context, d *db.DB) (err error) {
	defer fault.Wrap(&err, "remind of runs")
	today := calendar.On(d.Clock())
	runs, err := billingdb.RunsAtDesk(ctx, d.Snapshot())
	if err != nil || len(runs) == 0 {
		return err
	}
	rule, _, err := policydb.At[calendar.Closing](ctx, d.Snapshot(), policy.Closing, id.Site, today)
	if err != nil {
		return err
	}
	_, err = d.Once(ctx, db.Command{Key: "remind of runs " + today.String()}, func(tx *db.Tx) (string, error) {
		for _, run := range runs {
			link, fileDay := "/desk/runs/"+string(run.ID), rule.FileDay(run.PayOn)
			switch {
			case run.State == billing.RunExported && run.PayOn.Before(today):
				if err := inform.Desk(ctx, tx, "run_to_finish", notice.Message{
					Say: "%sに振り込んだ%sの結果が、まだ記されていません", Args: []any{run.PayOn, run.Total}, Link: link,
					More: []notice.Sentence{{Say: "銀行の結果を見て、戻ったものを先に記し、残りを振込済みにしてください。"}},
				}); err != nil {
					return "", err
				}
			case run.State != billing.RunExported && !fileDay.After(calendar.AddBankDays(today, 1)):
				if err := inform.Desk(ctx, tx, "run_to_send", notice.Message{
					Say: "振込 %s が、まだ銀行に渡っていません。渡す日は%s、振込の日は%sです", Args: []any{run.Total, fileDay, run.PayOn}, Link: link,
					More: []notice.Sentence{{Say: "遅れると、約束した日に振り込めません。1人めが確かめ、2人めが承認すると、振込データを作れます。"}},
				}); err != nil {
					return "", err
				}
			}
		}
		return "", nil
	})
	return err
}
