package offering

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/contracting"
	"nariwai/internal/usecase/listing"
	"nariwai/internal/usecase/replying"
)

// AcceptOffer is the worker's yes: the contract begins on the terms of the offer, as it does when a proposal is chosen.
func AcceptOffer(ctx context.Context, d *db.DB, a people.Actor, oid id.Offer) (_ id.Contract, err error) {
	defer fault.Wrap(&err, "accept offer %s", oid)
	answer, err := d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		worker, err := peopledb.Trading(ctx, tx, a, people.Work)
		if err != nil {
			return "", err
		}
		o, j, err := find(ctx, tx, oid, func(o market.DirectOffer) bool { return o.Worker == worker.ID })
		if err != nil {
			return "", err
		}
		client, err := peopledb.Tradable(ctx, tx, o.Client)
		if err != nil {
			return "", err
		}
		p, err := o.Accept(&j, id.Proposal(tx.NewID()), a.Person, tx.Now)
		if err != nil {
			return "", err
		}
		if err := replying.Withdrew(ctx, tx, j.ID, o.Worker, o.Client); err != nil {
			return "", err
		}
		if err := listing.Save(ctx, tx, &j); err != nil {
			return "", err
		}
		if err := marketdb.InsertProposal(ctx, tx, p); err != nil {
			return "", err
		}
		c, err := contracting.Begin(ctx, tx, contracting.Deal{Job: j, Proposal: p, Client: client, Worker: worker, Withhold: o.Withhold, By: a.Person})
		if err != nil {
			return "", err
		}
		o.Contract = c.ID
		if err := marketdb.SaveOffer(ctx, tx, &o); err != nil {
			return "", err
		}
		return string(c.ID), tx.Audit(ctx, a.Person, a.Party, "accept offer", string(o.ID), p.Price.String())
	})
	return id.Contract(answer), err
}
