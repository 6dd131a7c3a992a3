package seeding

import (
	"context"
	"errors"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/live"
	"nariwai/internal/live/livedb"
	"nariwai/internal/usecase/recording"
)

// Talkers makes so many contracts, each between two people of its own who are signed in.
func Talkers(ctx context.Context, d *db.DB, n int, progress func(done, total int)) (visits []Visit, err error) {
	defer fault.Wrap(&err, "make %d contracts to talk in", n)
	part, err := begin(ctx, d)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, d.Narrow(ctx)) }()
	m, now := part.maker, part.maker.now
	var p pile
	for i := range n {
		client := m.client(&p, part.n, int64(10+2*i), now.Add(-80*clock.Day))
		worker := m.worker(&p, part.n, int64(11+2*i), now.Add(-80*clock.Day), true)
		awarded := now.Add(-clock.Day + clock.Duration(i))
		j, err := m.job(client, i%3 == 0, m.pay(), awarded.Add(-3*clock.Day))
		if err != nil {
			return nil, err
		}
		offer, err := m.propose(&j, worker, awarded.Add(-clock.Day))
		if err != nil {
			return nil, err
		}
		if err := j.Award(&offer, awarded); err != nil {
			return nil, err
		}
		if _, _, err := m.deal(&p, j, offer, client, worker, course{awarded: awarded}); err != nil {
			return nil, err
		}
		p.jobs, p.proposals = append(p.jobs, j), append(p.proposals, offer)
		v := Visit{Contract: p.contracts[len(p.contracts)-1].ID}
		v.Client, v.Worker = Visitor{m.enter(&p, client, false), client.by, client.ID}, Visitor{m.enter(&p, worker, false), worker.by, worker.ID}
		visits = append(visits, v)
		if p.size() > pileSize || i == n-1 {
			if err := p.write(ctx, d); err != nil {
				return nil, err
			}
			if progress != nil {
				progress(i+1, n)
			}
		}
	}
	return visits, recording.CountAgain(ctx, d)
}

// TellAll lets the open pages of everybody look again, in one transaction, as an announcement of the desk would.
func TellAll(ctx context.Context, d *db.DB, persons []id.Person) error {
	return d.Write(ctx, func(tx *db.Tx) error { return livedb.Tell(ctx, tx, persons, live.Notice, "", 0) })
}
