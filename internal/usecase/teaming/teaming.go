// Package teaming is how people find together as a team, and what a team does inside of a contract: split the work, agree, take over
// from somebody who drops out, check what an apprentice has done, or bring others in after an award.
package teaming

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/team"
	"nariwai/internal/team/teamdb"
	"nariwai/internal/usecase/inform"
)

func once(ctx context.Context, d *db.DB, a people.Actor, f func(*db.Tx) (string, error)) (string, error) {
	return d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, f)
}

// as is the actor in the name of a party that they may act for: what happens inside of a team doesn't ask for whom the browser
// stands just now. Who has no grant over it finds nothing.
func as(ctx context.Context, tx *db.Tx, a people.Actor, p id.Party, power people.Power) (people.Actor, error) {
	if a.Person == "" {
		return a, fault.New(fault.Unsigned, "ログインしてください")
	}
	if _, err := peopledb.GrantOf(ctx, tx, a.Person, p); err != nil {
		return a, err
	}
	a.Party = p
	return a, peopledb.Entitled(ctx, tx, a, power)
}

// led returns a team that an actor leads.
func led(ctx context.Context, tx *db.Tx, a people.Actor, tid id.Party) (t team.Team, ms team.Members, err error) {
	if t, err = teamdb.Team(ctx, tx, tid); err != nil {
		return t, nil, err
	}
	if _, err = as(ctx, tx, a, tid, people.Manage); err != nil {
		return t, nil, err
	}
	ms, err = teamdb.Members(ctx, tx, tid)
	return t, ms, err
}

// named returns the team of a handle with its party.
func named(ctx context.Context, tx *db.Tx, handle string) (p people.Party, err error) {
	if p, err = peopledb.PartyByHandle(ctx, tx, handle); err == nil && p.Kind != people.Team {
		err = fault.New(fault.NotFound, "見つかりませんでした")
	}
	return p, err
}

// own is the actor as the person alone, with their party.
func own(ctx context.Context, tx *db.Tx, a people.Actor, power people.Power) (people.Actor, people.Party, error) {
	if a.Person == "" {
		return a, people.Party{}, fault.New(fault.Unsigned, "ログインしてください")
	}
	p, err := peopledb.OwnParty(ctx, tx, a.Person)
	if err != nil {
		return a, p, err
	}
	a.Party = p.ID
	_, err = peopledb.Trading(ctx, tx, a, power)
	return a, p, err
}

func notify(ctx context.Context, tx *db.Tx, p id.Party, k notice.Kind, link, say string, args []any, more ...notice.Sentence) error {
	return inform.Party(ctx, tx, p, k, notice.Message{Say: say, Args: args, More: more, Link: link})
}
