package hiring

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/usecase/inform"
)

// AskProposer asks the author of a proposal something.
func AskProposer(ctx context.Context, d *db.DB, a people.Actor, pid id.Proposal, question string) (err error) {
	defer fault.Wrap(&err, "ask about proposal %s", pid)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		p, j, err := received(ctx, tx, a, pid)
		if err != nil {
			return "", err
		}
		q, err := p.Ask(id.Question(tx.NewID()), a.Person, question, tx.Now)
		if err != nil {
			return "", err
		}
		if err := marketdb.InsertQuestion(ctx, tx, q); err != nil {
			return "", err
		}
		return "", inform.Party(ctx, tx, p.Worker, "asked", notice.Message{
			Say: "「%s」の依頼主から質問が届きました", Args: []any{j.Title}, Link: "/proposals/" + string(p.ID),
		})
	})
	return err
}
