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
	"nariwai/internal/usecase/replying"
)

// WithdrawProposal takes an offer back while nobody has decided.
func WithdrawProposal(ctx context.Context, d *db.DB, a people.Actor, pid id.Proposal) (err error) {
	defer fault.Wrap(&err, "withdraw proposal %s", pid)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		p, j, worker, err := own(ctx, tx, a, pid, peopledb.Acting)
		if err != nil {
			return "", err
		}
		if err := p.Withdraw(); err != nil {
			return "", err
		}
		if err := marketdb.SaveAnswer(ctx, tx, &p); err != nil {
			return "", err
		}
		if err := replying.Withdrew(ctx, tx, j.ID, p.Worker, j.Client); err != nil {
			return "", err
		}
		return "", inform.Party(ctx, tx, j.Client, "proposal_withdrawn", notice.Message{
			Say: "「%s」への%sさんの提案が取り下げられました", Args: []any{j.Title, worker.DisplayName}, Link: "/jobs/" + string(j.ID) + "/proposals",
		})
	})
	return err
}
