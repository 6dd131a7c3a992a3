package seeding

import (
	"context"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/search"
	"nariwai/internal/search/searchdb"
	"nariwai/internal/usecase/listing"
)

// Listed fills a market with jobs as long as real ones: some that have ended, in the three years before, and open ones of
// the last two weeks, with their proposals.
func Listed(ctx context.Context, d *db.DB, ended, open int, progress func(done, total int)) (err error) {
	defer fault.Wrap(&err, "make %d jobs", ended+open)
	l, err := newLister(ctx, d, max(20, open/25), progress)
	if err != nil {
		return err
	}
	defer l.stop()
	m, total := l.maker, ended+open
	for i := range ended {
		at := m.now.Add(-3*365*clock.Day + (3*365-40)*clock.Day*clock.Duration(i)/clock.Duration(ended))
		j, err := m.job(pick(m, l.clients), i%3 == 0, m.pay(), at)
		if err != nil {
			return err
		}
		if err := j.CloseOverdue(j.ClosesOn.AddDays(1).Start(), m.rules.clocks.DecideDays); err != nil {
			return err
		}
		if err := j.EndUndecided(j.DecideBy); err != nil {
			return err
		}
		l.pile.jobs = append(l.pile.jobs, j)
		if err := l.flush(i, total); err != nil {
			return err
		}
	}
	for i := range open {
		j, err := l.open(i, open, "", "")
		if err != nil {
			return err
		}
		for _, w := range m.Perm(len(l.workers))[:m.IntN(min(21, len(l.workers)))] {
			if !j.Unregistered && l.workers[w].TNumber == "" {
				continue
			}
			o, err := m.propose(&j, l.workers[w], j.PublishedAt.Add(clock.Minute))
			if err != nil {
				return err
			}
			l.pile.proposals = append(l.pile.proposals, o)
		}
		l.pile.jobs = append(l.pile.jobs, j)
		if err := l.flush(ended+i, total); err != nil {
			return err
		}
	}
	return l.finish(total)
}

// List fills a market with open jobs of given texts, the first the oldest.
func List(ctx context.Context, d *db.DB, texts []search.Text, progress func(done, total int)) (ids []id.Job, err error) {
	defer fault.Wrap(&err, "list %d texts", len(texts))
	l, err := newLister(ctx, d, 20, progress)
	if err != nil {
		return nil, err
	}
	defer l.stop()
	for i, t := range texts {
		j, err := l.open(i, len(texts), t.Title, t.Body)
		if err != nil {
			return nil, err
		}
		l.pile.jobs, ids = append(l.pile.jobs, j), append(ids, j.ID)
		if err := l.flush(i, len(texts)); err != nil {
			return nil, err
		}
	}
	return ids, l.finish(len(texts))
}

// A lister makes jobs and writes them, with what searches find of them.
type lister struct {
	part
	ctx              context.Context
	db               *db.DB
	clients, workers []member
	pile             pile
	*writer
	progress func(done, total int)
}

func newLister(ctx context.Context, d *db.DB, clients int, progress func(done, total int)) (*lister, error) {
	part, err := begin(ctx, d)
	if err != nil {
		return nil, err
	}
	l := &lister{part: part, ctx: ctx, db: d, writer: newWriter(ctx, d), progress: progress}
	m := l.maker
	joined := m.now.Add(-4 * 365 * clock.Day)
	for i := range clients {
		c := m.client(&l.pile, part.n, int64(10+i), joined)
		if i%3 == 0 { // has accepted nothing yet
			c.FirstAccept = 0
			l.pile.parties[len(l.pile.parties)-1].FirstAccept = 0
		}
		l.clients = append(l.clients, c)
	}
	for i := range 200 {
		l.workers = append(l.workers, m.worker(&l.pile, part.n, int64(10+clients+i), joined, true))
	}
	return l, nil
}

// openDays is for how long open jobs have been open.
const openDays = 14

// open makes the nth of so many open jobs, the first the oldest, with a text of its own unless one is given.
func (l *lister) open(n, of int, title, body string) (market.Job, error) {
	m := l.maker
	client := pick(m, l.clients)
	at := m.now.Add(-openDays*clock.Day + (openDays*clock.Day-clock.Hour)*clock.Duration(n)/clock.Duration(of))
	j, err := m.job(client, n%3 == 0, m.pay(), at)
	if err != nil {
		return j, err
	}
	j.ClosesOn = day(m.now).AddDays(m.between(1, 14))
	j.DueOn = j.ClosesOn.AddDays(m.between(14, 35))
	j.Teams, j.Unregistered = m.chance(20), m.chance(85)
	if body != "" {
		j.Title, j.Body = title, body
	}
	entry := listing.Entry(j, client.Party)
	entry.N = id.Place(string(j.ID))
	l.pile.listed = append(l.pile.listed, entry)
	return j, nil
}

func (l *lister) flush(done, total int) error {
	if l.pile.size() < pileSize {
		return nil
	}
	if l.progress != nil {
		l.progress(done, total)
	}
	return l.write(&l.pile)
}

// finish writes what is left, and notes that the index is whole.
func (l *lister) finish(total int) error {
	if err := l.write(&l.pile); err != nil {
		return err
	}
	if err := l.stop(); err != nil {
		return err
	}
	if l.progress != nil {
		l.progress(total, total)
	}
	if err := l.db.Write(l.ctx, func(tx *db.Tx) error { return searchdb.SetVersion(l.ctx, tx) }); err != nil {
		return err
	}
	return l.db.Narrow(l.ctx)
}
