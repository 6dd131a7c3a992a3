package seeding

import (
	"context"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/search/searchdb"
	"nariwai/internal/usecase/listing"
)

// A Draft waits to be published by its client.
type Draft struct {
	Job id.Job
	By  people.Actor
}

// Drafts makes so many jobs that wait to be published, each of another client.
func Drafts(ctx context.Context, d *db.DB, n int) (list []Draft, err error) {
	defer fault.Wrap(&err, "make %d drafts", n)
	part, err := begin(ctx, d)
	if err != nil {
		return nil, err
	}
	m := part.maker
	var p pile
	for i := range n {
		client := m.client(&p, part.n, int64(10+i), m.now.Add(-90*clock.Day))
		j, err := m.job(client, i%3 == 0, m.pay(), m.now.Add(-clock.Hour))
		if err != nil {
			return nil, err
		}
		draft := j
		draft.State, draft.PublishedAt = market.JobDraft, 0
		p.jobs = append(p.jobs, draft)
		list = append(list, Draft{j.ID, people.Actor{Person: client.by, Party: client.ID}})
	}
	if err := p.write(ctx, d); err != nil {
		return nil, err
	}
	return list, d.Narrow(ctx)
}

// Reindex writes what searches find of an open job anew.
func Reindex(ctx context.Context, tx *db.Tx, jid id.Job) error {
	j, err := marketdb.Job(ctx, tx, jid)
	if err != nil {
		return err
	}
	return listing.Index(ctx, tx, j)
}

// ForgetIndex lets the index of open jobs be written anew.
func ForgetIndex(ctx context.Context, d *db.DB) error {
	return d.Write(ctx, func(tx *db.Tx) error { return searchdb.Forget(ctx, tx) })
}
