package proposing

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/inform"
)

// AnswerQuestion answers, once, what the client asked about a proposal.
func AnswerQuestion(ctx context.Context, d *db.DB, a people.Actor, qid id.Question, answer string) (_ id.Proposal, err error) {
	defer fault.Wrap(&err, "answer question %s", qid)
	pid, err := d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		q, err := marketdb.Question(ctx, tx, qid)
		if err != nil {
			return "", err
		}
		p, j, worker, err := own(ctx, tx, a, q.Proposal, peopledb.Acting)
		if err != nil {
			return "", err
		}
		if err := q.Reply(answer, tx.Now); err != nil {
			return "", err
		}
		if err := marketdb.SaveQuestion(ctx, tx, q); err != nil {
			return "", err
		}
		return string(p.ID), inform.Party(ctx, tx, j.Client, "answered", notice.Message{
			Say: "「%s」への質問に、%sさんが答えました", Args: []any{j.Title, worker.DisplayName}, Link: "/proposals/" + string(p.ID),
		})
	})
	return id.Proposal(pid), err
}
