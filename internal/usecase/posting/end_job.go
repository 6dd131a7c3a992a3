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
)

// EndJob ends a job without further hires and answers everybody who still waits.
func EndJob(ctx context.Context, d *db.DB, a people.Actor, jid id.Job) (err error) {
	defer fault.Wrap(&err, "end job %s", jid)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		j, _, err := own(ctx, tx, a, jid, peopledb.Acting)
		if err != nil {
			return "", err
		}
		if err := j.End(); err != nil {
			return "", err
		}
		if err := listing.Save(ctx, tx, &j); err != nil {
			return "", err
		}
		return "", answerAll(ctx, tx, j)
	})
	return err
}

// answerAll answers those whose proposals a job that has ended leaves unchosen.
func answerAll(ctx context.Context, tx *db.Tx, j market.Job) error {
	waiting, err := marketdb.Proposals(ctx, tx, j.ID, market.Sent)
	if err != nil {
		return err
	}
	say := "「%s」は、採用のないまま終わりました。提案をありがとうございました"
	if j.Hired > 0 {
		say = "「%s」は、ほかの方に決まりました。提案をありがとうございました"
	}
	for _, p := range waiting {
		if !p.CloseUnchosen() {
			continue
		}
		if err := marketdb.SaveAnswer(ctx, tx, &p); err != nil {
			return err
		}
		if err := inform.Party(ctx, tx, p.Worker, "unchosen", notice.Message{
			Say: say, Args: []any{j.Title}, Link: "/proposals/" + string(p.ID),
		}); err != nil {
			return err
		}
	}
	return nil
}
