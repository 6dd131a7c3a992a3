package desk

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/usecase/inform"
	"nariwai/internal/usecase/listing"
)

// RefuseJob sends a client's first job back with a reason. It can be mended and published again.
func RefuseJob(ctx context.Context, d *db.DB, a people.Actor, jid id.Job, reason string) (err error) {
	defer fault.Wrap(&err, "refuse job %s", jid)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		j, err := waiting(ctx, tx, a, jid)
		if err != nil {
			return "", err
		}
		if err := j.Refuse(reason); err != nil {
			return "", err
		}
		if err := listing.Save(ctx, tx, &j); err != nil {
			return "", err
		}
		if err := inform.Party(ctx, tx, j.Client, "job_refused", notice.Message{
			Say: "「%s」は、このままでは公開できません", Args: []any{j.Title}, Link: "/jobs/" + string(j.ID) + "/edit",
			More: []notice.Sentence{{Say: "理由：%s", Args: []any{j.Reason}}, {Say: "直して、もう一度公開の手続きをしてください。"}},
		}); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, a.Party, "refuse_job", string(j.ID), j.Reason)
	})
	return err
}
