package posting

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
	"nariwai/internal/usecase/inform"
	"nariwai/internal/usecase/listing"
	"nariwai/internal/usecase/vetting"
)

// PublishJob shows a draft to all. The six items of article 12 of the Freelance Act must stand in it; who recruits comes
// from the client's profile. A client's first job goes to the desk before anybody sees it, and so does
// one in which a rule finds what must not be shown unseen: the answer is the state it is in now.
func PublishJob(ctx context.Context, d *db.DB, a people.Actor, jid id.Job) (_ market.JobState, err error) {
	defer fault.Wrap(&err, "publish job %s", jid)
	answer, err := d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		j, client, err := own(ctx, tx, a, jid, peopledb.Trading)
		if err != nil {
			return "", err
		}
		published, err := marketdb.Published(ctx, tx, client.ID)
		if err != nil {
			return "", err
		}
		first := published == 0 && client.ReviewedAt.IsZero()
		read, err := vetting.Read(ctx, tx, j)
		if err != nil {
			return "", err
		}
		if err := j.Publish(recruiter(client), tx.Now, first || read.Hold); err != nil {
			return "", err
		}
		if err := fair(ctx, tx, j); err != nil {
			return "", err
		}
		if err := listing.Save(ctx, tx, &j); err != nil {
			return "", err
		}
		if err := withinCaps(ctx, tx, j, client); err != nil {
			return "", err
		}
		switch {
		case first:
			err = inform.Desk(ctx, tx, "first_job", notice.Message{
				Say: "はじめての依頼「%s」が、確認を待っています", Args: []any{j.Title}, Link: "/desk/jobs",
			})
		case read.Hold:
			err = held(ctx, tx, j)
		default:
			err = vetting.TellDesk(ctx, tx, j, read)
		}
		return string(j.State), err
	})
	return market.JobState(answer), err
}

// held tells the desk that a job waits because of what is written in it.
func held(ctx context.Context, tx *db.Tx, j market.Job) error {
	return inform.Desk(ctx, tx, "job_held", notice.Message{
		Say: "「%s」は、公開の前に文の確認を待っています", Args: []any{j.Title}, Link: "/desk/jobs",
	})
}
