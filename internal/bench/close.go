package bench

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"nariwai/internal/usecase/closing"
	"nariwai/internal/usecase/seeding"
)

// Close measures the closing of a month in which so many payees have earned from so many items each: the lines and their
// statements, the desk's two yeses with their checks, and the bank's files. In between clients go on accepting: perSecond
// of them, at a steady rate, whose waiting is measured.
func Close(ctx context.Context, s *Site, payees, items, perSecond int) (list []Figure, err error) {
	month, desk, err := seeding.Earned(ctx, s.DB, payees, items, s.Progress("what was earned"))
	if err != nil {
		return nil, err
	}
	tasks, err := seeding.Delivered(ctx, s.DB, perSecond*longestClosing, 50, s.Progress("delivered items"))
	if err != nil {
		return nil, err
	}
	s.Begin()
	m := newMeter(ctx, s.DB)
	own, server := m.used()
	start := time.Now()
	lap := func(name string, n int) {
		own2, server2 := m.used()
		took := time.Since(start)
		list = append(list, Figure{Name: name, N: n, Seconds: took.Seconds(), Rate: float64(n) / took.Seconds(),
			CPU: ms(own2-own) / float64(n), ServerCPU: ms(server2-server) / float64(n), Load: loadAverage()})
		own, server, start = own2, server2, time.Now()
	}
	accepting, stop := context.WithCancel(ctx)
	defer stop()
	accepted := make(chan result, 1)
	go func() { accepted <- s.accept(accepting, tasks, perSecond) }()

	run, err := closing.CloseMonth(ctx, s.DB, month, s.Progress("closing"))
	if err != nil {
		return nil, err
	}
	if run.Payees+run.Held < int64(payees) {
		return nil, fmt.Errorf("%s was closed before this began, or not by us: take a database of its own for each measurement of a closing", month)
	}
	lap(fmt.Sprintf("close %d × %d: lines and statements", payees, items), payees)
	if err := closing.CheckRun(ctx, s.DB, desk[0], run.ID, run.Total); err != nil {
		return list, err
	}
	if err := closing.ReleaseRun(ctx, s.DB, desk[1], run.ID, "measured"); err != nil {
		return list, err
	}
	lap("  checked and released", payees)
	_, file, err := closing.ExportRun(ctx, s.DB, desk[0], run.ID)
	if err != nil {
		return list, err
	}
	lap("  bank files", payees)
	stop()
	r := <-accepted
	if r.err != nil {
		return list, r.err
	}
	whole := Figure{Name: "  all of it", N: payees, Load: loadAverage(), Note: fmt.Sprintf("%d bytes of files", len(file))}
	for _, f := range list {
		whole.Seconds += f.Seconds
		whole.CPU += f.CPU
		whole.ServerCPU += f.ServerCPU
	}
	whole.Rate = float64(payees) / whole.Seconds
	list = append(list, whole)
	if len(r.took) > 0 {
		list = append(list, figure("  acceptances meanwhile", perSecond, r.took, time.Duration(whole.Seconds*float64(time.Second))))
	}
	return list, nil
}

// longestClosing is for how many seconds acceptances are prepared.
const longestClosing = 200

type result struct {
	took []time.Duration
	err  error
}

// accept accepts items at a steady rate until the context ends. A request counts from when it was due, so that one that
// waits for another is not left out.
func (s *Site) accept(ctx context.Context, tasks []seeding.Task, perSecond int) (r result) {
	if perSecond == 0 {
		return r
	}
	b := newBrowser(s.Base, 8)
	defer b.close()
	var next atomic.Int64
	start := time.Now()
	var mu sync.Mutex
	_, _, err := closed(context.WithoutCancel(ctx), 8, time.Hour, func(c context.Context, _ int) error {
		i := int(next.Add(1) - 1)
		if i >= len(tasks) {
			return errDone
		}
		due := start.Add(time.Duration(i) * time.Second / time.Duration(perSecond))
		select {
		case <-ctx.Done():
			return errDone
		case <-time.After(time.Until(due)):
		}
		t := tasks[i]
		err := b.post(c, "/items/"+string(t.Item)+"/accept", t.Secret, nil, "/contracts/"+string(t.Contract))
		mu.Lock()
		defer mu.Unlock()
		r.took = append(r.took, time.Since(due))
		return err
	})
	if !errors.Is(err, context.Canceled) {
		r.err = err
	}
	return r
}
