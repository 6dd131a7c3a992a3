package seeding

import (
	"context"
	"errors"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
)

// Visit is one contract with both its sides, each signed in.
type Visit struct {
	Contract       id.Contract
	Worker, Client Visitor
}

// Visitor is somebody who is signed in.
type Visitor struct {
	Secret string // what their browser holds
	Person id.Person
	Party  id.Party
}

// Visitors signs in both sides of so many contracts among the newest, each of another client and another worker, and names so
// many jobs that take proposals.
// The market must have been made before.
func Visitors(ctx context.Context, d *db.DB, n int) (visits []Visit, jobs []id.Job, err error) {
	defer fault.Wrap(&err, "sign in %d visitors", n)
	part, err := begin(ctx, d)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, d.Narrow(ctx)) }()
	type row struct {
		contract       id.Contract
		client, worker id.Party
	}
	r := d.Snapshot()
	rows, err := db.All(ctx, r, func(x *row) []any { return []any{&x.contract, &x.client, &x.worker} },
		"SELECT id, client, worker FROM market_contract ORDER BY id DESC LIMIT $1", 20*n)
	if err != nil {
		return nil, nil, err
	}
	m := part.maker
	var p pile
	m.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	known := map[id.Party]bool{}
	for _, x := range rows {
		if len(visits) == n || known[x.worker] || known[x.client] {
			continue
		}
		known[x.worker], known[x.client] = true, true
		v := Visit{Contract: x.contract}
		for _, side := range []struct {
			party id.Party
			in    *Visitor
		}{{x.worker, &v.Worker}, {x.client, &v.Client}} {
			side.in.Party = side.party
			if err := db.One(ctx, r, []any{&side.in.Person}, "SELECT person FROM people_grant WHERE scope = 'party' AND scope_id = $1 AND role = 'self'", side.party); err != nil {
				return nil, nil, err
			}
			side.in.Secret = m.enter(&p, member{Party: people.Party{ID: side.party}, by: side.in.Person}, false)
		}
		visits = append(visits, v)
	}
	if jobs, err = db.All(ctx, r, func(j *id.Job) []any { return []any{j} },
		"SELECT id FROM market_job WHERE state = 'open' ORDER BY published_at DESC, id DESC LIMIT $1", n); err != nil {
		return nil, nil, err
	}
	return visits, jobs, p.write(ctx, d)
}
