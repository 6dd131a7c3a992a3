package hiring

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/message"
	"nariwai/internal/message/messagedb"
	"nariwai/internal/people"
)

// ShortlistProposal keeps a proposal at hand, or puts it back. Its proposer doesn't hear of it.
func ShortlistProposal(ctx context.Context, d *db.DB, a people.Actor, pid id.Proposal, on bool) (_ id.Job, err error) {
	defer fault.Wrap(&err, "shortlist proposal %s", pid)
	jid, err := d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		p, j, err := received(ctx, tx, a, pid)
		if err != nil {
			return "", err
		}
		if err := p.Shortlist(on); err != nil {
			return "", err
		}
		if err := marketdb.SaveAnswer(ctx, tx, &p); err != nil {
			return "", err
		}
		return string(j.ID), messagedb.Refill(ctx, tx, j.ID, p.Worker, j.Client, message.Replied) // to be kept is an answer
	})
	return id.Job(jid), err
}
