// Package renewing is the life of an order that comes again every month: offered, accepted, made into a contract each month by the
// clock, renewed, paused, and ended with the notice that the law asks for. Package recurring has the rules.
package renewing

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/recurring"
	"nariwai/internal/recurring/recurringdb"
	"nariwai/internal/usecase/inform"
)

// mine returns an order of which the party that the actor acts for is a side, if the actor may order or work for it. Other people's
// orders are not found.
func mine(ctx context.Context, tx *db.Tx, a people.Actor, rid id.Recurring) (o recurring.Order, me people.Party, err error) {
	if o, err = recurringdb.Order(ctx, tx, rid); err != nil {
		return o, me, err
	}
	power := people.Any
	switch a.Party {
	case o.Client:
		power = people.Order
	case o.Worker:
		power = people.Work
	}
	if me, err = peopledb.Acting(ctx, tx, a, power); err == nil && power == people.Any {
		err = fault.New(fault.NotFound, "見つかりませんでした")
	}
	return o, me, err
}

// side says whether who acts must be the client or the worker of an order, or may be either.
type side int

const (
	either side = iota
	ofClient
	ofWorker
)

// change does something with an order that one of its sides may do, saves it, and says to the other side what was done.
func change(ctx context.Context, d *db.DB, a people.Actor, rid id.Recurring, who side, kind notice.Kind, do func(*db.Tx, *recurring.Order, people.Party) (notice.Message, error)) error {
	_, err := d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		o, me, err := mine(ctx, tx, a, rid)
		if err != nil {
			return "", err
		}
		if who == ofClient && me.ID != o.Client || who == ofWorker && me.ID != o.Worker {
			return "", fault.New(fault.Forbidden, "これは相手の方がすることです")
		}
		m, err := do(tx, &o, me)
		if err != nil {
			return "", err
		}
		if err := recurringdb.Save(ctx, tx, &o); err != nil {
			return "", err
		}
		m.Link = link(o)
		return "", inform.Party(ctx, tx, o.Other(me.ID), kind, m)
	})
	return err
}

func link(o recurring.Order) string { return "/recurring/" + string(o.ID) }
