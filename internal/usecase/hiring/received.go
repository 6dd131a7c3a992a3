package hiring

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
)

// received returns a proposal that came for a job of the party that the actor acts for. Others are not found.
func received(ctx context.Context, tx *db.Tx, a people.Actor, pid id.Proposal) (p market.Proposal, j market.Job, err error) {
	client, err := peopledb.Acting(ctx, tx, a, people.Order)
	if err != nil {
		return p, j, err
	}
	if p, err = marketdb.Proposal(ctx, tx, pid); err != nil {
		return p, j, err
	}
	if j, err = marketdb.Job(ctx, tx, p.Job); err != nil {
		return p, j, err
	}
	if j.Client != client.ID {
		return market.Proposal{}, market.Job{}, fault.New(fault.NotFound, "見つかりませんでした")
	}
	return p, j, nil
}
