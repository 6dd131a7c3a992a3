package proposing

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
)

// may is peopledb.Trading for new promises, or peopledb.Acting for what only answers or takes back.
type may func(context.Context, *db.Tx, people.Actor, people.Power) (people.Party, error)

// own returns a proposal of the party that the actor acts for, with its job. Other people's proposals are not found.
func own(ctx context.Context, tx *db.Tx, a people.Actor, pid id.Proposal, allowed may) (p market.Proposal, j market.Job, worker people.Party, err error) {
	if worker, err = allowed(ctx, tx, a, people.Work); err != nil {
		return p, j, worker, err
	}
	if p, err = marketdb.Proposal(ctx, tx, pid); err != nil {
		return p, j, worker, err
	}
	if p.Worker != worker.ID {
		return market.Proposal{}, j, worker, fault.New(fault.NotFound, "見つかりませんでした")
	}
	j, err = marketdb.Job(ctx, tx, p.Job)
	return p, j, worker, err
}
