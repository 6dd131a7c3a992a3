package seeding

import (
	"context"
	"errors"

	"nariwai/internal/billing"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/usecase/recording"
)

// Task is a thing that a person can do next, with what their browser holds.
type Task struct {
	Secret   string // of the session of whose turn it is
	Contract id.Contract
	Item     id.Item
}

// Delivered makes so many contracts of one item that waits for its client's acceptance, spread over so many clients and
// ten times as many workers.
func Delivered(ctx context.Context, d *db.DB, n, clients int, progress func(done, total int)) (tasks []Task, err error) {
	defer fault.Wrap(&err, "make %d delivered items", n)
	part, err := begin(ctx, d)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, d.Narrow(ctx)) }()
	m, now := part.maker, part.maker.now
	var p pile
	desk, desk2 := m.operator(&p, part.n, 0, now.Add(-90*clock.Day)), m.operator(&p, part.n, 1, now.Add(-90*clock.Day))
	orders, works := make([]member, clients), make([]member, 10*clients)
	secrets := make([]string, clients)
	for i := range orders {
		orders[i] = m.client(&p, part.n, int64(10+i), now.Add(-80*clock.Day))
		secrets[i] = m.enter(&p, orders[i], false)
	}
	for i := range works {
		works[i] = m.worker(&p, part.n, int64(10+clients+i), now.Add(-80*clock.Day), true)
	}
	var lines []billing.Deposit
	for i := range n {
		client, worker := orders[i%clients], works[m.IntN(len(works))]
		c := course{awarded: now.Add(-10*clock.Day + clock.Duration(i)), funded: now.Add(-9*clock.Day + clock.Duration(i)), delivered: now.Add(-clock.Day + clock.Duration(i))}
		j, err := m.job(client, i%3 == 0, m.pay(), c.awarded.Add(-3*clock.Day))
		if err != nil {
			return nil, err
		}
		offer, err := m.propose(&j, worker, c.awarded.Add(-clock.Day))
		if err != nil {
			return nil, err
		}
		if err := j.Award(&offer, c.awarded); err != nil {
			return nil, err
		}
		in, _, err := m.deal(&p, j, offer, client, worker, c)
		if err != nil {
			return nil, err
		}
		p.jobs, p.proposals, lines = append(p.jobs, j), append(p.proposals, offer), append(lines, *in)
		it := p.items[len(p.items)-1]
		tasks = append(tasks, Task{secrets[i%clients], it.Contract, it.ID})
		if p.size() > pileSize {
			if err := p.write(ctx, d); err != nil {
				return nil, err
			}
			if progress != nil {
				progress(i+1, n)
			}
		}
	}
	part.list(&p, lines, desk.by, desk2.by, now.Add(-9*clock.Day))
	if progress != nil {
		progress(n, n)
	}
	m.Shuffle(n, func(i, j int) { tasks[i], tasks[j] = tasks[j], tasks[i] }) // people don't come in the order of their contracts
	if err := p.write(ctx, d); err != nil {
		return nil, err
	}
	return tasks, recording.CountAgain(ctx, d)
}

// Sizes of what is written at once.
const (
	pileSize  = 20_000 // rows of a transaction
	listLines = 3_000  // lines of one list of the bank
)

// Settled returns those of the tasks whose item is settled.
func Settled(ctx context.Context, d *db.DB, tasks []Task) (done map[id.Item]bool, err error) {
	defer fault.Wrap(&err, "count what is settled")
	rows, err := db.All(ctx, d.Snapshot(), func(i *id.Item) []any { return []any{i} }, "SELECT id FROM market_item WHERE state = $1", market.ItemAccepted)
	if err != nil {
		return nil, err
	}
	done = map[id.Item]bool{}
	for _, i := range rows {
		done[i] = true
	}
	mine := map[id.Item]bool{}
	for _, t := range tasks {
		if done[t.Item] {
			mine[t.Item] = true
		}
	}
	return mine, nil
}
