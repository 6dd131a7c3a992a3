// Package offering is what becomes of work that a client offers to one party instead of calling for proposals: a direct order, or
// a trial. Nobody else ever sees it.
package offering

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
	"nariwai/internal/usecase/listing"
)

// sent returns an offer of the client that the actor acts for, received one to the worker, each with its job. Other people's offers
// are not found.
func sent(ctx context.Context, tx *db.Tx, a people.Actor, oid id.Offer) (o market.DirectOffer, j market.Job, err error) {
	client, err := peopledb.Acting(ctx, tx, a, people.Order)
	if err != nil {
		return o, j, err
	}
	return find(ctx, tx, oid, func(o market.DirectOffer) bool { return o.Client == client.ID })
}

func received(ctx context.Context, tx *db.Tx, a people.Actor, oid id.Offer) (o market.DirectOffer, j market.Job, err error) {
	worker, err := peopledb.Acting(ctx, tx, a, people.Work)
	if err != nil {
		return o, j, err
	}
	return find(ctx, tx, oid, func(o market.DirectOffer) bool { return o.Worker == worker.ID })
}

func find(ctx context.Context, tx *db.Tx, oid id.Offer, mine func(market.DirectOffer) bool) (o market.DirectOffer, j market.Job, err error) {
	if o, err = marketdb.Offer(ctx, tx, oid); err != nil {
		return o, j, err
	}
	if !mine(o) {
		return market.DirectOffer{}, j, fault.New(fault.NotFound, "見つかりませんでした")
	}
	j, err = marketdb.Job(ctx, tx, o.Job)
	return o, j, err
}

// void ends a job that came to nothing with its offer, and saves both.
func void(ctx context.Context, tx *db.Tx, o *market.DirectOffer, j *market.Job) error {
	if err := marketdb.SaveOffer(ctx, tx, o); err != nil {
		return err
	}
	j.Void(o.AnsweredAt)
	return listing.Save(ctx, tx, j)
}

// fair refuses what the rules of today refuse: pay below the floor of its category, and a trial that is none.
func fair(ctx context.Context, tx *db.Tx, j market.Job) error {
	today := calendar.On(tx.Now)
	floors, _, err := policydb.At[market.Floors](ctx, tx, policy.Floor, j.Mall, today)
	if err != nil {
		return err
	}
	if err := floors.Check(j.Spec); err != nil || j.Arrangement != market.Trial {
		return err
	}
	trials, _, err := policydb.At[market.Trials](ctx, tx, policy.Trials, j.Mall, today)
	if err != nil {
		return err
	}
	return trials.Check(j.Spec, today)
}
