package posting

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
)

// may is peopledb.Trading for new promises, or peopledb.Acting for bringing to an end what was begun.
type may func(context.Context, *db.Tx, people.Actor, people.Power) (people.Party, error)

// own returns a job of the party that the actor acts for. Other people's jobs are not found.
func own(ctx context.Context, tx *db.Tx, a people.Actor, jid id.Job, allowed may) (j market.Job, client people.Party, err error) {
	if client, err = allowed(ctx, tx, a, people.Order); err != nil {
		return j, client, err
	}
	if j, err = marketdb.Job(ctx, tx, jid); err != nil {
		return j, client, err
	}
	if j.Client != client.ID {
		return market.Job{}, client, fault.New(fault.NotFound, "見つかりませんでした")
	}
	return j, client, nil
}

// recruiter is who asks, from the client's profile.
func recruiter(client people.Party) market.Recruiter {
	return market.Recruiter{Name: client.LegalName, Address: client.Address, Contact: client.Contact}
}

// withinCaps refuses what goes beyond the caps of a client who has not yet accepted any work. The job must be saved,
// because it counts among what the client has open.
func withinCaps(ctx context.Context, tx *db.Tx, j market.Job, client people.Party) error {
	if !client.NewClient() {
		return nil
	}
	caps, _, err := policydb.At[market.Caps](ctx, tx, policy.Caps, j.Mall, calendar.On(tx.Now))
	if err != nil {
		return err
	}
	open, err := marketdb.ClientExposure(ctx, tx, client.ID)
	if err != nil {
		return err
	}
	return caps.Check(j.Total(), open)
}

// fair refuses pay below the floor of the job's category where the floors of today say so.
func fair(ctx context.Context, tx *db.Tx, j market.Job) error {
	f, _, err := policydb.At[market.Floors](ctx, tx, policy.Floor, j.Mall, calendar.On(tx.Now))
	if err != nil {
		return err
	}
	return f.Check(j.Spec)
}

func clocks(ctx context.Context, tx *db.Tx, mall id.Mall) (market.Clocks, error) {
	c, _, err := policydb.At[market.Clocks](ctx, tx, policy.Clocks, mall, calendar.On(tx.Now))
	return c, err
}
