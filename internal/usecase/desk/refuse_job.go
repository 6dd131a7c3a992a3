package desk

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/notice"
	"nariwai/internal/people"
)

// RefuseJob sends a job that waits for the desk back with a reason: it can be mended and published again. One that was shown
// before it was held back ends.
func RefuseJob(ctx context.Context, d *db.DB, a people.Actor, jid id.Job, reason string) (err error) {
	defer fault.Wrap(&err, "refuse job %s", jid)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		j, err := waiting(ctx, tx, a, jid)
		if err != nil {
			return "", err
		}
		if j.State != market.JobReview {
			return "", fault.New(fault.Conflict, "この依頼は、確認を待っていません")
		}
		if err := stop(ctx, tx, a, j, reason); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, a.Party, "refuse_job", string(j.ID), reason)
	})
	return err
}

// refused tells a client that a job went back to them.
func refused(j market.Job) notice.Message {
	return notice.Message{
		Say: "「%s」は、このままでは公開できません", Args: []any{j.Title}, Link: "/jobs/" + string(j.ID) + "/edit",
		More: []notice.Sentence{{Say: "理由：%s", Args: []any{j.Reason}}, {Say: "直して、もう一度公開の手続きをしてください。"}},
	}
}
