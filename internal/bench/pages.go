package bench

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"time"

	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/query"
	"nariwai/internal/usecase/seeding"
)

// A page is one kind of page as its readers ask for it, and what it asks of the database without its HTML.
type page struct {
	name string
	path func(pick func(n int) int) (path, secret string)
	read func(ctx context.Context, pick func(n int) int) error
}

// pages are the pages that people look at most, for visitors and jobs of a made-up market.
func (s *Site) pages(visits []seeding.Visit, jobs []id.Job) []page {
	d := s.DB
	anybody := func(pick func(int) int) seeding.Visit { return visits[pick(len(visits))] }
	return []page{
		{"job list, with filters and total", func(pick func(int) int) (string, string) {
			return "/jobs?" + form(filter(pick)).Encode(), anybody(pick).Worker.Secret
		}, func(ctx context.Context, pick func(int) int) error {
			f := filter(pick)
			_, err := query.Jobs(ctx, d, f, anybody(pick).Worker.Party)
			return err
		}},
		{"job", func(pick func(int) int) (string, string) {
			return "/jobs/" + string(jobs[pick(len(jobs))]), anybody(pick).Worker.Secret
		}, nil},
		{"contract's room", func(pick func(int) int) (string, string) {
			v := anybody(pick)
			return "/contracts/" + string(v.Contract), v.Client.Secret
		}, func(ctx context.Context, pick func(int) int) error {
			v := anybody(pick)
			_, err := query.Room(ctx, d, v.Contract, v.Client.Party, "")
			return err
		}},
		{"worker's home", func(pick func(int) int) (string, string) { return "/home", anybody(pick).Worker.Secret },
			func(ctx context.Context, pick func(int) int) error {
				v, r := anybody(pick).Worker, d.Snapshot()
				_, err := query.Home(ctx, r, v.Person, v.Party, r.Now)
				return err
			}},
		{"client's home", func(pick func(int) int) (string, string) { return "/client", anybody(pick).Client.Secret },
			func(ctx context.Context, pick func(int) int) error {
				r := d.Snapshot()
				_, err := query.Client(ctx, r, anybody(pick).Client.Party, r.Now)
				return err
			}},
	}
}

// filter is what a reader of the job list may have chosen.
func filter(pick func(n int) int) (f query.JobFilter) {
	if pick(4) > 0 {
		f.Category = market.Categories[pick(len(market.Categories))].Code
	}
	if pick(4) == 0 {
		f.Unit = []market.Unit{market.LumpSum, market.PerPiece}[pick(2)]
	}
	f.Beginners, f.Unregistered, f.ClosingSoon = pick(4) == 0, pick(8) == 0, pick(8) == 0
	return f
}

// form is the filter as the page's form sends it.
func form(f query.JobFilter) url.Values {
	v := url.Values{"category": {f.Category}, "unit": {string(f.Unit)}}
	for name, on := range map[string]bool{"beginners": f.Beginners, "unregistered": f.Unregistered, "soon": f.ClosingSoon} {
		if on {
			v.Set(name, "1")
		}
	}
	return v
}

// Pages measures the pages whose name holds only over HTTP and, apart, what each asks of the database, while a writer goes on accepting items.
func Pages(ctx context.Context, s *Site, only string, clients int, length time.Duration, writes int) (list []Figure, err error) {
	visits, jobs, err := seeding.Visitors(ctx, s.DB, 500)
	if err != nil {
		return nil, err
	}
	if len(visits) == 0 || len(jobs) == 0 {
		return nil, errors.New("this market has no contracts and jobs: fill it with nariwai bench seed")
	}
	all := slices.DeleteFunc(s.pages(visits, jobs), func(p page) bool { return !strings.Contains(p.name, only) })
	tasks, err := seeding.Delivered(ctx, s.DB, writes*int(2+length.Seconds()*float64(2*len(all))), 50, s.Progress("delivered items"))
	if err != nil {
		return nil, err
	}
	s.Begin()
	writing, stop := context.WithCancel(ctx)
	written := make(chan result, 1)
	go func() { written <- s.accept(writing, tasks, writes) }()
	defer stop()
	for _, p := range all {
		b := newBrowser(s.Base, clients)
		f, err := s.measure(ctx, p.name, clients, length, func(ctx context.Context, _ int) error {
			path, secret := p.path(rand.IntN)
			return b.get(ctx, path, secret)
		})
		b.close()
		if err != nil {
			return list, err
		}
		list = append(list, f)
		if p.read == nil {
			continue
		}
		if f, err = s.measure(ctx, "  data layer alone", 1, length, func(ctx context.Context, _ int) error { return p.read(ctx, rand.IntN) }); err != nil {
			return list, err
		}
		list = append(list, f)
	}
	stop()
	r := <-written
	if r.err != nil {
		return list, r.err
	}
	if len(r.took) > 0 {
		list = append(list, figure("acceptances meanwhile", 8, r.took, time.Duration(len(r.took))*time.Second/time.Duration(writes)))
	}
	return list, nil
}
