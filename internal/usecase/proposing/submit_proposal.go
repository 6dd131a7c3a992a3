// Package proposing is what a worker does with an offer for a job.
package proposing

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
	"nariwai/internal/search/searchdb"
	"nariwai/internal/trust/trustdb"
	"nariwai/internal/usecase/inform"
	"nariwai/internal/usecase/threading"
)

// SubmitProposal sends an offer for a job. A party has one proposal per job: one that was withdrawn is sent again.
func SubmitProposal(ctx context.Context, d *db.DB, a people.Actor, jid id.Job, o market.Offer) (_ id.Proposal, err error) {
	defer fault.Wrap(&err, "propose for job %s", jid)
	same, err := alike(ctx, d, a.Party, jid, o.Message)
	if err != nil {
		return "", err
	}
	answer, err := d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		worker, err := peopledb.Trading(ctx, tx, a, people.Work)
		if err != nil {
			return "", err
		}
		j, err := marketdb.Job(ctx, tx, jid)
		if err != nil {
			return "", err
		}
		if !j.Shown() {
			return "", fault.New(fault.NotFound, "見つかりませんでした")
		}
		p, err := marketdb.ProposalOf(ctx, tx, j.ID, worker.ID)
		switch {
		case err == nil && p.State == market.Withdrawn:
			if err := p.Edit(o, j, tx.Now); err != nil {
				return "", err
			}
			err = marketdb.SaveProposal(ctx, tx, &p)
		case err == nil:
			err = fault.New(fault.Conflict, "この依頼には、もう提案しています。提案のページで直せます")
		case fault.Is(err, fault.NotFound):
			if err := j.Admits(worker.Certified); err != nil {
				return "", err
			}
			if p, err = j.Propose(id.Proposal(tx.NewID()), worker.ID, a.Person, o, worker.TNumber != "", tx.Now); err != nil {
				return "", err
			}
			if err = marketdb.InsertProposal(ctx, tx, p); err == nil {
				err = marketdb.SaveJob(ctx, tx, &j)
			}
			if err == nil {
				err = searchdb.Touch(ctx, tx, j.ID)
			}
		}
		if err != nil {
			return "", err
		}
		if err := trustdb.SetAlike(ctx, tx, p.ID, same); err != nil {
			return "", err
		}
		if err := threading.Proposed(ctx, tx, j, p); err != nil {
			return "", err
		}
		return string(p.ID), inform.Party(ctx, tx, j.Client, "proposed", notice.Message{
			Say: "「%s」に提案が届きました（%s・%sさん）", Args: []any{j.Title, p.Price, worker.DisplayName}, Link: "/proposals/" + string(p.ID),
		})
	})
	return id.Proposal(answer), err
}
