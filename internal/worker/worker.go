// Package worker is the clock-work: it runs what must happen without anybody asking, such as sending mail,
// accepting what nobody answered, and closing the month. Any number of nodes may run it on one database.
package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
)

// Step is one thing that is done again and again. Run does what is due at the database's clock and is safe
// when it runs twice, or on two nodes at once: the lease saves work, it does not guard data.
type Step struct {
	Name       string
	Every      time.Duration // by the machine's clock
	Everywhere bool          // on each node, not on one of them
	Run        func(ctx context.Context, d *db.DB) error
}

// Worker runs steps for one node.
type Worker struct {
	// Observe, if set before Run, hears of each run; metrics are made of it.
	Observe func(step string, took time.Duration, err error)

	d     *db.DB
	log   *slog.Logger
	node  string
	steps []*step
}

type step struct {
	Step
	mu   sync.Mutex // one run at a time on this node
	held bool       // the lease is ours
}

// New returns a worker for steps, which RunOnce runs in their order.
func New(d *db.DB, log *slog.Logger, steps []Step) *Worker {
	w := &Worker{d: d, log: log, node: d.NewID(d.Clock())}
	for _, s := range steps {
		w.steps = append(w.steps, &step{Step: s})
	}
	return w
}

// Run runs every step on its schedule until ctx ends; it returns when the running ones have come to their end.
// What a step answers is logged and never ends the worker.
func (w *Worker) Run(ctx context.Context) {
	var loops sync.WaitGroup
	for _, s := range w.steps {
		loops.Go(func() { w.loop(ctx, s) })
	}
	loops.Wait()
	w.release()
}

// The longest a step waits after failing again and again, if it isn't due less often anyway.
const longestPause = time.Minute

func (w *Worker) loop(ctx context.Context, s *step) {
	wait := time.Duration(0) // the first run is at once
	for failures := 0; ; {
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		wait = s.Every
		mine, err := w.lease(ctx, s)
		if err == nil && mine {
			err = w.run(ctx, s)
		}
		switch {
		case ctx.Err() != nil:
			return
		case err == nil:
			failures = 0
		default:
			w.log.Error("step failed", "step", s.Name, "err", err, "times", failures+1)
			if failures < 16 {
				failures++
			}
			wait = max(s.Every, min(s.Every<<failures, longestPause))
		}
	}
}

// RunOnce runs every step now, in order, whether or not it is due, and returns what they answered together:
// after a demonstration's clock was moved, and in tests.
func (w *Worker) RunOnce(ctx context.Context) error {
	var all []error
	for _, s := range w.steps {
		if err := w.run(ctx, s); err != nil {
			all = append(all, fmt.Errorf("%s: %w", s.Name, err))
		}
	}
	return errors.Join(all...)
}

// run runs s and keeps its lease while it runs.
func (w *Worker) run(ctx context.Context, s *step) (err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held {
		var renewal sync.WaitGroup
		done := make(chan struct{})
		renewal.Go(func() { w.renew(ctx, s, done) })
		defer renewal.Wait()
		defer close(done)
	}
	start := time.Now()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
		if w.Observe != nil {
			w.Observe(s.Name, time.Since(start), err)
		}
	}()
	return s.Run(ctx, w.d)
}

// leaseFor is how long a lease lasts: until the step is due again.
func leaseFor(s *step) time.Duration { return max(s.Every, 15*time.Second) }

func (w *Worker) take(ctx context.Context, s *step, length time.Duration) (bool, error) {
	return w.d.Lease(ctx, "step/"+s.Name, w.node, clock.Duration(length.Milliseconds()))
}

func (w *Worker) lease(ctx context.Context, s *step) (mine bool, err error) {
	if s.Everywhere {
		return true, nil
	}
	defer fault.Wrap(&err, "lease")
	mine, err = w.take(ctx, s, leaseFor(s))
	s.mu.Lock()
	s.held = mine
	s.mu.Unlock()
	return mine, err
}

func (w *Worker) renew(ctx context.Context, s *step, done <-chan struct{}) {
	tick := time.NewTicker(leaseFor(s) / 3)
	defer tick.Stop()
	for {
		select {
		case <-done:
			return
		case <-tick.C:
			if _, err := w.take(context.WithoutCancel(ctx), s, leaseFor(s)); err != nil {
				w.log.Warn("lease not renewed", "step", s.Name, "err", err)
			}
		}
	}
}

// release gives the leases back, so that another node goes on at once.
func (w *Worker) release() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	for _, s := range w.steps {
		if !s.held {
			continue
		}
		if _, err := w.take(ctx, s, 0); err != nil {
			w.log.Warn("lease not given back", "step", s.Name, "err", err)
		}
	}
}
