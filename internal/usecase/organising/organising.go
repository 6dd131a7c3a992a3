// Package organising is how a company comes here and decides who acts for it: founded by a person, joined by invitation,
// with roles, departments and budgets.
package organising

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
)

// managed is the organisation that the actor manages, for what is new.
func managed(ctx context.Context, tx *db.Tx, a people.Actor) (p people.Party, err error) {
	if p, err = peopledb.Acting(ctx, tx, a, people.Manage); err == nil && p.Kind != people.Organisation {
		err = fault.New(fault.Conflict, "会社の名義に切り替えてから、手続きしてください")
	}
	return p, err
}

// organisation is the one that the actor acts for, for what is there already: of no other party there is any such thing.
func organisation(ctx context.Context, tx *db.Tx, a people.Actor, power people.Power) (p people.Party, err error) {
	if p, err = peopledb.Acting(ctx, tx, a, power); err == nil && p.Kind != people.Organisation {
		err = fault.New(fault.NotFound, "見つかりませんでした")
	}
	return p, err
}

// command runs what a person asks for in a transaction, once however often it is sent.
func command(ctx context.Context, d *db.DB, a people.Actor, f func(*db.Tx) error) error {
	_, err := d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) { return "", f(tx) })
	return err
}

// checkRole refuses what is no role of a company.
func checkRole(r people.Role) error {
	switch r {
	case people.Owner, people.Orderer, people.Director, people.Accountant:
		return nil
	}
	var f fault.Form
	f.Add("role", "役割を選んでください")
	return f.Err()
}

// lastOwner refuses to leave a company without an owner.
func lastOwner(ctx context.Context, tx *db.Tx, g people.Grant) error {
	switch g.Role {
	case people.Self: // somebody's own party is theirs
		return fault.New(fault.NotFound, "見つかりませんでした")
	case people.Owner:
	default:
		return nil
	}
	grants, err := peopledb.GrantsOf(ctx, tx, id.Party(g.ScopeID))
	if err != nil {
		return err
	}
	for _, other := range grants {
		if other.Role == people.Owner && other.ID != g.ID {
			return nil
		}
	}
	return fault.New(fault.Conflict, "オーナーがいなくなります。先に、ほかの人をオーナーにしてください")
}
