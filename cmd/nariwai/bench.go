package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/pprof"
	"sync"
	"time"

	"nariwai/internal/bench"
	"nariwai/internal/blob"
	"nariwai/internal/db"
	"nariwai/internal/usecase/seeding"
	"nariwai/internal/web"
	"nariwai/internal/worker"
)

// measuring is everything that measures.
type measuring struct {
	Seed   benchSeed   `cmd:"" help:"Make up the year of a market: its people, jobs, contracts and money."`
	Limits benchLimits `cmd:"" help:"What this machine can do at all: durable writes, bare transfers on SQLite and PostgreSQL."`
	Rest   benchRest   `cmd:"" help:"The memory of a server that has just begun, and the size of its database."`
	Growth benchGrowth `cmd:"" help:"Ask a small and a large market the same, and compare plans, rows and times."`
	Fund   benchFund   `cmd:"" help:"The desk brings and confirms the bank's lists: money goes from suspense to escrow."`
	Pages  benchPages  `cmd:"" help:"The pages that people look at most, while a writer runs. Fill the market with bench seed first."`
	Close  benchClose  `cmd:"" help:"The closing of a month: lines, statements, checks and the bank's files, while clients go on accepting."`
	Screen benchScreen `cmd:"" help:"Screen who gets the seal, and do it again: workers that are made up, one query for the line beside it."`
	Search benchSearch `cmd:"" help:"Searches for jobs: how fast among how many, and how well they answer questions (--qrels)."`
	Live   benchLive   `cmd:"" help:"People whose pages stand open: what each costs, and how soon a message shows itself."`
	Settle benchSettle `cmd:"" help:"Clients accept delivered items: money goes from escrow to the worker and to the fee."`
}

// measure is what all measurements have in common. Their databases are made by themselves; any other is refused.
type measure struct {
	JSON    string `name:"json" placeholder:"FILE" help:"Write the figures to a file as well."`
	Profile string `placeholder:"FILE" help:"Write where the processor time went (go tool pprof)."`
	Number  int64  `default:"1" help:"The number from which people and jobs are made up. Default: ${default}."`
}

type benchSettle struct {
	measure
	Items   int           `default:"60000" help:"How many delivered items to make first. Default: ${default}."`
	Clients []int         `default:"1,8,32" help:"How many clients, one measurement for each. Default: ${default}."`
	For     time.Duration `default:"10s" help:"How long each measurement runs. Default: ${default}."`
}

func (b benchSettle) Run(p *process) error {
	return b.run(p, true, func(s *bench.Site) ([]bench.Figure, error) {
		limits, err := b.limits(p, min(b.For, 3*time.Second))
		if err != nil {
			return nil, err
		}
		list, err := bench.Settle(p, s, b.Items, b.Clients, b.For)
		of := "SQLite, bare split transfer, 32 a commit"
		if isPostgres(p.db) {
			of = "PostgreSQL, bare split transfer"
		}
		return append(limits, bench.Ratios(list, limits, of)...), err
	})
}

type benchLimits struct {
	measure
	For time.Duration `default:"3s" help:"How long each measurement runs. Default: ${default}."`
}

// Run measures beside the database that --db names: in its directory, or on its server.
func (b benchLimits) Run(p *process) error {
	list, err := b.limits(p, b.For)
	return errors.Join(err, bench.Print(p.out, list), b.keep(list))
}

func (b measure) limits(p *process, length time.Duration) ([]bench.Figure, error) {
	if isPostgres(p.db) {
		return bench.Limits(p, "", p.db, length)
	}
	if err := os.MkdirAll(filepath.Dir(p.db), 0o700); err != nil {
		return nil, err
	}
	return bench.Limits(p, filepath.Dir(p.db), "", length)
}

type benchGrowth struct {
	measure
	Small string        `required:"" placeholder:"ADDRESS" help:"The database of the small market; --db is the large one."`
	For   time.Duration `default:"3s" help:"How long each thing is asked. Default: ${default}."`
}

func (b benchGrowth) Run(p *process) error {
	var differences []string
	err := b.run(p, false, func(large *bench.Site) (list []bench.Figure, err error) {
		small := *p
		small.db = b.Small
		err = b.serve(&small, false, func(s *bench.Site) (err error) {
			list, differences, err = bench.Growth(p, s, large, b.For)
			return err
		})
		return list, err
	})
	for _, d := range differences {
		fmt.Fprintln(p.out, d)
	}
	if err == nil {
		fmt.Fprintf(p.out, "%d plans differ\n", len(differences))
	}
	return err
}

type benchRest struct{ measure }

func (b benchRest) Run(p *process) error {
	return b.run(p, false, func(s *bench.Site) ([]bench.Figure, error) { return bench.Rest(p, s, p.db) })
}

type benchFund struct {
	measure
	Bills int `default:"10000" help:"How many contracts wait for their money. Default: ${default}."`
	Lines int `default:"1000" help:"How many lines a list of the bank has. Default: ${default}."`
}

func (b benchFund) Run(p *process) error {
	return b.run(p, true, func(s *bench.Site) ([]bench.Figure, error) { return bench.Fund(p, s, b.Bills, b.Lines) })
}

type benchPages struct {
	measure
	Clients   int           `default:"8" help:"How many readers. Default: ${default}."`
	For       time.Duration `default:"5s" help:"How long each page is measured. Default: ${default}."`
	PerSecond int           `default:"20" help:"How many items a second are accepted meanwhile. Default: ${default}."`
	Only      string        `placeholder:"WORD" help:"Measure only pages whose name holds this."`
}

func (b benchPages) Run(p *process) error {
	return b.run(p, true, func(s *bench.Site) ([]bench.Figure, error) {
		return bench.Pages(p, s, b.Only, b.Clients, b.For, b.PerSecond)
	})
}

type benchClose struct {
	measure
	Payees    int `default:"100000" help:"How many workers have earned. Default: ${default}."`
	Items     int `default:"6" help:"From how many items each. Default: ${default}."`
	PerSecond int `default:"20" help:"How many items a second are accepted meanwhile. Default: ${default}."`
}

func (b benchClose) Run(p *process) error {
	return b.run(p, false, func(s *bench.Site) ([]bench.Figure, error) { return bench.Close(p, s, b.Payees, b.Items, b.PerSecond) })
}

type benchScreen struct {
	measure
	Workers int `default:"800000" help:"How many workers there are. Default: ${default}."`
	Active  int `default:"41000" help:"How many of them have earned. Default: ${default}."`
}

func (b benchScreen) Run(p *process) error {
	return b.run(p, false, func(s *bench.Site) ([]bench.Figure, error) { return bench.Screen(p, s, b.Workers, b.Active) })
}

type benchSeed struct {
	measure
	Workers int `name:"seed-workers" aliases:"workers" default:"800000" help:"How many people are registered for work; everything else is in proportion. Default: ${default}."`
}

func (b benchSeed) Run(p *process) (err error) {
	d, err := b.open(p, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	begin, end, err := b.profiled()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, end()) }()
	begin()
	return seeding.Year(p, d, seeding.Size{Workers: b.Workers}, newProgress(p.err, "the year").Step)
}

// open opens a database for measuring, and makes it if there is none.
func (b measure) open(p *process, watch *bench.Watch) (d *db.DB, err error) {
	if !isPostgres(p.db) {
		if err := os.MkdirAll(filepath.Dir(p.db), 0o700); err != nil {
			return nil, exit{exitNoData, err}
		}
	}
	var options []db.Option
	if watch != nil {
		options = append(options, db.Through(watch.Through))
	}
	if d, err = db.Open(p, p.db, options...); err != nil {
		return nil, exit{exitNoData, err}
	}
	opened := d
	defer func() {
		if err != nil {
			err = errors.Join(err, opened.Close())
		}
	}()
	steps, err := d.Migrate(p)
	if err != nil {
		return nil, exit{exitNoData, err}
	}
	if len(steps) > 0 {
		if err := d.MarkBench(p, b.Number); err != nil {
			return nil, refuse(exitRefused, "%s can't be measured on: %w", p.db, err)
		}
	}
	ours, err := d.Bench(p)
	if err != nil {
		return nil, exit{exitNoData, err}
	}
	if !ours {
		return nil, refuse(exitRefused, "%s was not made by nariwai bench: measuring would fill it with invented people. Name a database that is not there yet", p.db)
	}
	return d, p.unlock(d, true)
}

// runSteps runs the clock-work until the function that it returns is called.
func runSteps(p *process, work *worker.Worker) (stop func()) {
	ctx, end := context.WithCancel(p)
	var running sync.WaitGroup
	running.Go(func() { work.Run(ctx) })
	return func() { end(); running.Wait() }
}

// run serves the database, measures, and prints.
func (b measure) run(p *process, clockwork bool, f func(*bench.Site) ([]bench.Figure, error)) (err error) {
	begin, end, err := b.profiled()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, end()) }()
	return b.serve(p, clockwork, func(s *bench.Site) error {
		s.Begin = begin
		list, err := f(s)
		if len(list) == 0 {
			return err
		}
		fmt.Fprintln(p.out, versionLine(), string(s.DB.Engine))
		return errors.Join(err, bench.Print(p.out, list), b.keep(list))
	})
}

// serve serves the database as nariwai serve does, with its clock-work if asked, while f runs.
func (b measure) serve(p *process, clockwork bool, f func(*bench.Site) error) (err error) {
	var watch bench.Watch
	d, err := b.open(p, &watch)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	dir, err := os.MkdirTemp("", "nariwai-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	files, err := blob.Open(dir)
	if err != nil {
		return err
	}
	defer files.Close()
	log := p.logs.logger(p.err, slog.LevelWarn)
	pages := web.New(web.Config{DB: d, Files: files, Log: log})
	server := web.HTTPServer("", pages.Handler(), log)
	base, stop, err := bench.Serve(server)
	if err != nil {
		return err
	}
	defer stop()
	defer pages.EndStreams()
	if clockwork {
		defer runSteps(p, worker.New(d, log, steps(nil, files)))()
	}
	return f(&bench.Site{DB: d, Watch: &watch, Base: base, Begin: func() {}, Progress: func(what string) func(int, int) {
		return newProgress(p.err, what).Step
	}})
}

// profiled returns what begins a processor profile, if one was asked for, and what ends it.
func (b measure) profiled() (begin func(), end func() error, err error) {
	if b.Profile == "" {
		return func() {}, func() error { return nil }, nil
	}
	file, err := os.Create(b.Profile)
	if err != nil {
		return nil, nil, err
	}
	return func() { err = pprof.StartCPUProfile(file) }, func() error {
		pprof.StopCPUProfile()
		return errors.Join(err, file.Close())
	}, nil
}

// keep writes the figures to the file that was asked for.
func (b measure) keep(list []bench.Figure) error {
	if b.JSON == "" {
		return nil
	}
	text, err := json.MarshalIndent(list, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(b.JSON, append(text, '\n'), 0o600)
}
