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
	"nariwai/internal/organisation"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/committing"
	"nariwai/internal/usecase/contracting"
	"nariwai/internal/usecase/inform"
	"nariwai/internal/usecase/listing"
	"nariwai/internal/usecase/recording"
	"nariwai/internal/usecase/replying"
)

// AwardProposal is AwardFor on the cost of the department that the job has, if any.
func AwardProposal(ctx context.Context, d *db.DB, a people.Actor, pid id.Proposal, withhold bool) (id.Contract, error) {
	return AwardFor(ctx, d, a, pid, withhold, "")
}

// AwardFor hires the author of a proposal. A contract of one or more items begins, with its quote, its notice of terms
// and a request to pay in; both sides are told. The last place of a job ends it and answers everybody else.
// withhold is the client's own word on whether the work is of a kind from whose pay income tax is withheld; did is the department
// that bears the cost. Where a company wants a second person to agree first there is no contract yet, and it answers "".
func AwardFor(ctx context.Context, d *db.DB, a people.Actor, pid id.Proposal, withhold bool, did id.Department) (cid id.Contract, err error) {
	defer fault.Wrap(&err, "award proposal %s", pid)
	answer, err := d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		client, err := peopledb.Trading(ctx, tx, a, people.Order)
		if err != nil {
			return "", err
		}
		w, err := choose(ctx, tx, client, pid)
		if err != nil {
			return "", err
		}
		w.withhold, w.by = withhold, a.Person
		if did != "" {
			w.job.Department = did
		}
		detail := ""
		if withhold {
			detail = withheld
		}
		asked, err := committing.Commit(ctx, tx, a, client, committing.Wish{Kind: organisation.Award, Subject: string(pid), Title: w.job.Title,
			Department: w.job.Department, Amount: w.proposal.Price, Detail: detail})
		if err != nil || asked {
			return "", err
		}
		return w.award(ctx, tx, a)
	})
	return id.Contract(answer), err
}

// DecideAward is a second person's answer to an award; with a yes the contract begins then and there.
func DecideAward(ctx context.Context, d *db.DB, a people.Actor, vid id.Approval, yes bool, reason string) (cid id.Contract, err error) {
	defer fault.Wrap(&err, "decide award %s", vid)
	answer, err := d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		client, err := peopledb.Trading(ctx, tx, a, people.Approve)
		if err != nil {
			return "", err
		}
		v, err := committing.Decide(ctx, tx, a, vid, organisation.Award, yes, reason)
		if err != nil || !yes {
			return "", err
		}
		w, err := choose(ctx, tx, client, id.Proposal(v.Subject))
		if err != nil {
			return "", err
		}
		if w.proposal.Price != v.Amount {
			return "", fault.New(fault.Conflict, "申請のあとに、提案の金額が変わりました。承認せずに戻して、申請し直してもらってください")
		}
		w.job.Department, w.withhold, w.by = v.Department, v.Detail == withheld, v.AskedBy
		return w.award(ctx, tx, a)
	})
	return id.Contract(answer), err
}

// withheld is the note in a request for approval that income tax is to be withheld.
const withheld = "withheld"

// choice is a proposal that can be awarded now.
type choice struct {
	client, worker people.Party
	job            market.Job
	proposal       market.Proposal
	withhold       bool
	by             id.Person // who chose
}

func choose(ctx context.Context, tx *db.Tx, client people.Party, pid id.Proposal) (w choice, err error) {
	w.client = client
	if w.proposal, err = marketdb.Proposal(ctx, tx, pid); err != nil {
		return w, err
	}
	if w.job, err = marketdb.Job(ctx, tx, w.proposal.Job); err != nil {
		return w, err
	}
	if w.job.Client != client.ID {
		return w, fault.New(fault.NotFound, "見つかりませんでした")
	}
	if w.worker, err = peopledb.Tradable(ctx, tx, w.proposal.Worker); err != nil {
		return w, err
	}
	if err := unseen(ctx, tx, w.job, w.proposal); err != nil {
		return w, err
	}
	before := w.proposal
	j := w.job
	if err := j.Award(&before, tx.Now); err != nil { // whoever decides later must not be asked for nothing
		return w, err
	}
	return w, nil
}

func (w choice) award(ctx context.Context, tx *db.Tx, a people.Actor) (string, error) {
	j, p := w.job, w.proposal
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
	c, err := contracting.Begin(ctx, tx, contracting.Deal{Job: j, Proposal: p, Client: w.client, Worker: w.worker, Withhold: w.withhold, By: w.by})
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
