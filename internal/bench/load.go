package bench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// A Figure is one measurement, as it is printed and kept.
type Figure struct {
	Name    string  `json:"name"`
	Clients int     `json:"clients,omitempty"`
	N       int     `json:"n"`
	Seconds float64 `json:"seconds"`
	Rate    float64 `json:"per_second"`
	P50     float64 `json:"p50_ms"`
	P95     float64 `json:"p95_ms"`
	P99     float64 `json:"p99_ms"`
	Worst   float64 `json:"max_ms"`

	CPU        float64 `json:"cpu_ms,omitempty"`          // of this process (server and clients) for each
	ServerCPU  float64 `json:"database_cpu_ms,omitempty"` // of the database's own processes for each
	Statements float64 `json:"statements,omitempty"`      // for each
	Rows       float64 `json:"rows,omitempty"`            // that the database returned, for each
	Data       float64 `json:"data_ms,omitempty"`         // time in the database's driver for each
	Batch      float64 `json:"batch,omitempty"`           // functions for each durable commit (SQLite)
	Retries    float64 `json:"retries,omitempty"`         // for each (PostgreSQL)
	Load       float64 `json:"load_average"`
	Ratio      string  `json:"ratio,omitempty"` // of what the machine can do
	Note       string  `json:"note,omitempty"`
	Slowest    string  `json:"slowest,omitempty"` // the statement that took the most time, with its share

	asked map[string]*asked
}

// closed runs so many clients, each of which does the next thing when the last one is done, until the time is over or
// nothing is left to do (do answers errDone). Any other error ends the measurement.
func closed(ctx context.Context, clients int, length time.Duration, do func(ctx context.Context, client int) error) (took []time.Duration, length2 time.Duration, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var (
		wg     sync.WaitGroup
		over   atomic.Bool
		mu     sync.Mutex
		failed []error
	)
	times := make([][]time.Duration, clients)
	start := time.Now()
	timer := time.AfterFunc(length, func() { over.Store(true) })
	defer timer.Stop()
	for c := range clients {
		wg.Go(func() {
			for !over.Load() && ctx.Err() == nil {
				begun := time.Now()
				err := do(ctx, c)
				if errors.Is(err, errDone) {
					return
				}
				if err != nil {
					mu.Lock()
					failed = append(failed, err)
					mu.Unlock()
					stop()
					return
				}
				times[c] = append(times[c], time.Since(begun))
			}
		})
	}
	wg.Wait()
	length2 = time.Since(start)
	took = slices.Concat(times...)
	if err := errors.Join(failed...); err != nil {
		return took, length2, err
	}
	return took, length2, nil
}

// errDone says that there is nothing left to do.
var errDone = errors.New("nothing is left to do")

// measure is closed with everything that is read beside it.
func (s *Site) measure(ctx context.Context, name string, clients int, length time.Duration, do func(ctx context.Context, client int) error) (Figure, error) {
	m := newMeter(ctx, s.DB)
	own, server := m.used()
	seen := s.Watch.Seen()
	batches, writes, retries := s.DB.Stats.Batches.Load(), s.DB.Stats.Writes.Load(), s.DB.Stats.Retries.Load()
	recorded := s.Watch.Record()
	took, length, err := closed(ctx, clients, length, do)
	statements := recorded()
	if err != nil {
		return Figure{}, err
	}
	f := figure(name, clients, took, length)
	if len(took) == 0 {
		return f, errors.New(name + ": nothing was measured")
	}
	n := float64(len(took))
	own2, server2 := m.used()
	f.CPU, f.ServerCPU = ms(own2-own)/n, ms(server2-server)/n
	seen = s.Watch.Seen().Sub(seen)
	f.Statements, f.Rows, f.Data = float64(seen.Statements)/n, float64(seen.Rows)/n, ms(seen.Time)/n
	if b := s.DB.Stats.Batches.Load() - batches; b > 0 {
		f.Batch = float64(s.DB.Stats.Writes.Load()-writes) / float64(b)
	}
	f.asked, f.Slowest = statements, slowest(statements, seen.Time)
	f.Retries = float64(s.DB.Stats.Retries.Load()-retries) / n
	return f, nil
}

// slowest names the statement that took the most of a time.
func slowest(all map[string]*asked, of time.Duration) string {
	most, text := time.Duration(0), ""
	for q, a := range all {
		if a.took > most {
			most, text = a.took, q
		}
	}
	if most == 0 {
		return ""
	}
	return fmt.Sprintf("%d %%: %s", 100*most/max(of, 1), strings.Join(strings.Fields(text), " "))
}

func figure(name string, clients int, took []time.Duration, length time.Duration) Figure {
	slices.Sort(took)
	return Figure{Name: name, Clients: clients, N: len(took), Seconds: length.Seconds(), Rate: float64(len(took)) / length.Seconds(),
		P50: ms(quantile(took, 50)), P95: ms(quantile(took, 95)), P99: ms(quantile(took, 99)), Worst: ms(quantile(took, 100)), Load: loadAverage()}
}

// quantile is the time within which so many percent of the sorted times lie.
func quantile(sorted []time.Duration, percent int) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[(len(sorted)-1)*percent/100]
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
