package seeding

import (
	"context"
	"errors"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/ledger"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/usecase/recording"
	"nariwai/internal/yen"
)

// Earned makes so many workers who have each settled so many items in the last month, which waits to be closed. It returns
// the month and two people of the desk.
func Earned(ctx context.Context, d *db.DB, payees, items int, progress func(done, total int)) (month calendar.Month, desk [2]people.Actor, err error) {
	defer fault.Wrap(&err, "make %d payees with %d items each", payees, items)
	part, err := begin(ctx, d)
	if err != nil {
		return 0, desk, err
	}
	defer func() { err = errors.Join(err, d.Narrow(ctx)) }()
	m, now := part.maker, part.maker.now
	month = calendar.MonthOf(day(now)).Prev()
	w := newWriter(ctx, d)
	defer w.stop()
	p := &pile{}
	for i := range desk {
		o := m.operator(p, part.n, int64(i), month.First().Start())
		desk[i] = people.Actor{Person: o.by, Party: o.ID, Strong: true}
	}
	if err := appoint(ctx, d, desk[0].Person); err != nil {
		return 0, desk, err
	}
	begun := month.First().AddDays(-20).Start()
	var client member
	var job market.Job
	var lines []billing.Deposit
	for i := range payees {
		if i%clientEvery == 0 {
			client = m.client(p, part.n, int64(1_000_000+i), begun)
		}
		if i%market.MostHires == 0 { // everybody of a job is hired by it
			if job.ID != "" {
				p.jobs = append(p.jobs, job)
			}
			if job, err = m.job(client, i%3 == 0, yen.Of(int64(items)*m.pay().Int64()), begun); err != nil {
				return 0, desk, err
			}
			job.Hires = int64(min(market.MostHires, payees-i))
		}
		worker := m.worker(p, part.n, int64(10+i), begun, true)
		at := begun.Add(clock.Hour + clock.Duration(i))
		offer, err := m.propose(&job, worker, at)
		if err != nil {
			return 0, desk, err
		}
		if items > 1 {
			for n := range items {
				price := offer.Price.MulDiv(1, int64(items))
				if n == 0 {
					price = offer.Price.Sub(price.Times(int64(items - 1)))
				}
				offer.Parts = append(offer.Parts, market.Part{N: int64(n + 1), Title: job.Title, Price: price, DueOn: offer.DueOn})
			}
		}
		if err := job.Award(&offer, at.Add(clock.Day)); err != nil {
			return 0, desk, err
		}
		// Late in the month, so that they can wait for the payday of a closing at the end of the next one.
		delivered := month.Last().AddDays(-21).Start().Add(9*clock.Hour + clock.Duration(m.Int64N(int64(19*clock.Day))))
		in, settled, err := m.deal(p, job, offer, client, worker, course{awarded: at.Add(clock.Day), funded: at.Add(2 * clock.Day), delivered: delivered, accepted: delivered.Add(clock.Day)})
		if err != nil {
			return 0, desk, err
		}
		p.proposals, lines = append(p.proposals, offer), append(lines, *in)
		var earned yen.Yen
		for _, s := range settled {
			earned = earned.Add(s.Net)
		}
		p.settlements = append(p.settlements, settled...)
		p.stand(ledger.Earned(worker.ID), earned)
		if p.size() > pileSize && (i+1)%market.MostHires == 0 {
			p.jobs = append(p.jobs, job)
			job = market.Job{}
			if err := w.write(p); err != nil {
				return 0, desk, err
			}
			if progress != nil {
				progress(i+1, payees)
			}
		}
	}
	if job.ID != "" {
		p.jobs = append(p.jobs, job)
	}
	if err := w.write(p); err != nil {
		return 0, desk, err
	}
	for len(lines) > 0 {
		n := min(len(lines), listLines)
		part.list(p, lines[:n], desk[0].Person, desk[1].Person, begun.Add(3*clock.Day))
		lines = lines[n:]
		if err := w.write(p); err != nil {
			return 0, desk, err
		}
	}
	if progress != nil {
		progress(payees, payees)
	}
	if err := w.stop(); err != nil {
		return 0, desk, err
	}
	return month, desk, recording.CountAgain(ctx, d)
}

// clientEvery is how many workers work for one client.
const clientEvery = 200
