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
	"nariwai/internal/usecase/replying"
)

// DeclineProposal says no to a proposal, with a reason that its proposer is told.
func DeclineProposal(ctx context.Context, d *db.DB, a people.Actor, pid id.Proposal, reason string) (_ id.Job, err error) {
	defer fault.Wrap(&err, "decline proposal %s", pid)
	jid, err := d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		p, j, err := received(ctx, tx, a, pid)
		if err != nil {
			return "", err
		}
		if err := p.Decline(reason); err != nil {
			return "", err
		}
		if err := marketdb.SaveAnswer(ctx, tx, &p); err != nil {
			return "", err
		}
		if err := replying.Withdrew(ctx, tx, j.ID, j.Client, p.Worker); err != nil {
			return "", err
		}
		return string(j.ID), inform.Party(ctx, tx, p.Worker, "declined", notice.Message{
			Say: "「%s」への提案は、見送られました", Args: []any{j.Title}, Link: "/proposals/" + string(p.ID),
			More: []notice.Sentence{{Say: "依頼主の言葉：%s", Args: []any{p.Reason}}},
		})
	})
	return id.Job(jid), err
}
