// Package hiring is what a client does with the proposals for a job: keep, ask, decline, award.
package hiring

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
	"nariwai/internal/usecase/contracting"
	"nariwai/internal/usecase/inform"
	"nariwai/internal/usecase/listing"
	"nariwai/internal/usecase/recording"
	"nariwai/internal/usecase/replying"
)

// AwardProposal hires the author of a proposal. A contract of one or more items begins, with its quote, its notice of terms
// and a request to pay in; both sides are told. The last place of a job ends it and answers everybody else.
// withhold is the client's own word on whether the work is of a kind from whose pay income tax is withheld.
func AwardProposal(ctx context.Context, d *db.DB, a people.Actor, pid id.Proposal, withhold bool) (cid id.Contract, err error) {
	defer fault.Wrap(&err, "award proposal %s", pid)
	answer, err := d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		client, err := peopledb.Trading(ctx, tx, a, people.Order)
		if err != nil {
			return "", err
		}
		p, err := marketdb.Proposal(ctx, tx, pid)
		if err != nil {
			return "", err
		}
		j, err := marketdb.Job(ctx, tx, p.Job)
		if err != nil {
			return "", err
		}
		if j.Client != client.ID {
			return "", fault.New(fault.NotFound, "見つかりませんでした")
		}
		worker, err := peopledb.Tradable(ctx, tx, p.Worker)
		if err != nil {
			return "", err
		}
		if err := unseen(ctx, tx, j, p); err != nil {
			return "", err
		}
		if err := j.Award(&p, tx.Now); err != nil {
			return "", err
		}
		if err := replying.Withdrew(ctx, tx, j.ID, j.Client, p.Worker); err != nil {
			return "", err
		}
		if err := listing.Save(ctx, tx, &j); err != nil {
			return "", err
		}
		if err := marketdb.SaveAnswer(ctx, tx, &p); err != nil {
			return "", err
		}
		c, err := contracting.Begin(ctx, tx, contracting.Deal{Job: j, Proposal: p, Client: client, Worker: worker, Withhold: withhold, By: a.Person})
		if err != nil {
			return "", err
		}
		if j.State == market.JobEnded {
			if err := recording.JobEnded(ctx, tx, j); err != nil {
				return "", err
			}
			if err := answerRest(ctx, tx, j); err != nil {
				return "", err
			}
		}
		return string(c.ID), tx.Audit(ctx, a.Person, a.Party, "award", string(c.ID), p.Price.String())
	})
	return id.Contract(answer), err
}

// unseen refuses to bind a proposer to work that has changed since they last confirmed it: the notice of terms would say
// what they never agreed to.
func unseen(ctx context.Context, tx *db.Tx, j market.Job, p market.Proposal) error {
	edits, err := marketdb.Edits(ctx, tx, j.ID, p.SeenEditsAt)
	if err != nil {
		return err
	}
	for _, e := range edits {
		if e.Binds() {
			return fault.New(fault.Conflict, "依頼の内容が変わったことを、相手の方がまだ確かめていません。確かめてもらってから採用してください")
		}
	}
	return nil
}

// answerRest answers those whom an ended job leaves unchosen.
func answerRest(ctx context.Context, tx *db.Tx, j market.Job) error {
	rest, err := marketdb.Proposals(ctx, tx, j.ID, market.Sent)
	if err != nil {
		return err
	}
	for _, p := range rest {
		if !p.CloseUnchosen() {
			continue
		}
		if err := marketdb.SaveAnswer(ctx, tx, &p); err != nil {
			return err
		}
		if err := inform.Party(ctx, tx, p.Worker, "unchosen", notice.Message{
			Say: "「%s」は、ほかの方に決まりました。提案をありがとうございました", Args: []any{j.Title}, Link: "/jobs/" + string(j.ID),
		}); err != nil {
			return err
		}
	}
	return nil
}
