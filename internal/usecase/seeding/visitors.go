package seeding

import (
	"context"
	"errors"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
)

// Visit is a client with a contract, and a worker, each signed in.
type Visit struct {
	Contract       id.Contract // the client's newest
	Client, Worker Visitor
}

// Visitor is somebody who is signed in.
type Visitor struct {
	Secret string // what their browser holds
	Person id.Person
	Party  id.Party
}

// Visitors signs in up to so many of the clients and of the workers who have contracts, and names so many jobs that take
// proposals. Whoever has many contracts is drawn no sooner than who has one: else a larger market, which has larger clients,
// would be asked by others than a small one. The market must have been made before.
func Visitors(ctx context.Context, d *db.DB, n int) (visits []Visit, jobs []id.Job, err error) {
	defer fault.Wrap(&err, "sign in %d visitors", n)
	part, err := begin(ctx, d)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, d.Narrow(ctx)) }()
	m, r := part.maker, d.Snapshot()
	var p pile
	draw := func(side string) (some []drawn, err error) {
		all, err := db.All(ctx, r, func(x *drawn) []any { return []any{&x.party, &x.newest} },
			"SELECT "+side+", MAX(id) FROM market_contract GROUP BY "+side+" ORDER BY "+side)
		m.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		return all[:min(n, len(all))], err
	}
	enter := func(party id.Party) (v Visitor, err error) {
		v.Party = party
		err = db.One(ctx, r, []any{&v.Person}, "SELECT person FROM people_grant WHERE scope = 'party' AND scope_id = $1 AND role = 'self'", party)
		v.Secret = m.enter(&p, member{Party: people.Party{ID: party}, by: v.Person}, false)
		return v, err
	}
	clients, err := draw("client")
	if err != nil {
		return nil, nil, err
	}
	workers, err := draw("worker")
	if err != nil {
		return nil, nil, err
	}
	for i := range min(len(clients), len(workers)) {
		v := Visit{Contract: clients[i].newest}
		if v.Client, err = enter(clients[i].party); err != nil {
			return nil, nil, err
		}
		if v.Worker, err = enter(workers[i].party); err != nil {
			return nil, nil, err
		}
		visits = append(visits, v)
	}
	if jobs, err = db.All(ctx, r, func(j *id.Job) []any { return []any{j} },
		"SELECT id FROM market_job WHERE state = 'open' ORDER BY published_at DESC, id DESC LIMIT $1", n); err != nil {
		return nil, nil, err
	}
	return visits, jobs, p.write(ctx, d)
}

// drawn is somebody who has contracts, and the newest of them.
type drawn struct {
	party  id.Party
	newest id.Contract
}
