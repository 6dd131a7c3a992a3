package desk

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/trust"
	"nariwai/internal/usecase/inform"
	"nariwai/internal/usecase/listing"
	"nariwai/internal/usecase/vetting"
)

// ApproveJob shows a job that waits for the desk to all. The desk has then looked at this client, whose later jobs don't wait,
// and at what the rules had found in the job.
func ApproveJob(ctx context.Context, d *db.DB, a people.Actor, jid id.Job) (err error) {
	defer fault.Wrap(&err, "approve job %s", jid)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		j, err := waiting(ctx, tx, a, jid)
		if err != nil {
			return "", err
		}
		if err := j.Approve(tx.Now); err != nil {
			return "", err
		}
		if err := listing.Save(ctx, tx, &j); err != nil {
			return "", err
		}
		if err := vetting.Settle(ctx, tx, j.ID, trust.Dismiss, a.Person, ""); err != nil {
			return "", err
		}
		if err := peopledb.Reviewed(ctx, tx, j.Client); err != nil {
			return "", err
		}
		if err := inform.Party(ctx, tx, j.Client, "job_approved", notice.Message{
			Say: "「%s」を公開しました。提案が届くとお知らせします", Args: []any{j.Title}, Link: "/jobs/" + string(j.ID),
		}); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, a.Party, "approve_job", string(j.ID), j.Title)
	})
	return err
}

// waiting returns a job for an operator to look at. Nobody looks at a job of their own.
func waiting(ctx context.Context, tx *db.Tx, a people.Actor, jid id.Job) (j market.Job, err error) {
	if err := peopledb.Operating(ctx, tx, a); err != nil {
		return j, err
	}
	if j, err = marketdb.Job(ctx, tx, jid); err != nil {
		return j, err
	}
	persons, err := peopledb.Contacts(ctx, tx, j.Client)
	if err != nil {
		return j, err
	}
	for _, p := range persons {
		if p.ID == a.Person {
			return j, fault.New(fault.Forbidden, "自分の依頼は、運営のほかの人が確かめます")
		}
	}
	return j, nil
}
