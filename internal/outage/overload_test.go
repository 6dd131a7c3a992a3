package outage

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A flood asks at a fixed rate, whatever the answers: for contracts, and every fifth time for an acceptance.
type flood struct {
	*crowd
	good, refused, other atomic.Int64
	mu                   sync.Mutex
	took                 []time.Duration // of the good answers
	odd                  map[string]int
}

func newFlood(c *crowd) *flood { return &flood{crowd: c, odd: map[string]int{}} }

// ask1 asks once and counts the answer.
func (f *flood) ask1(ctx context.Context) {
	i := int(f.next.Add(1)) - 1
	t := f.tasks[i%len(f.tasks)]
	method, path, key, want := http.MethodGet, "/contracts/"+string(t.Contract), "", http.StatusOK
	if i%5 == 0 {
		t = f.tasks[i/5%len(f.tasks)]
		method, path, key, want = http.MethodPost, "/items/"+string(t.Item)+"/accept", "accept-"+string(t.Item), http.StatusSeeOther
	}
	begun := time.Now()
	status, _, body, err := f.ask(ctx, t, method, path, key)
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case ctx.Err() != nil:
	case err != nil:
		f.other.Add(1)
		f.odd[err.Error()]++
	case status == want:
		f.good.Add(1)
		f.took = append(f.took, time.Since(begun))
		if method == http.MethodPost {
			f.crowd.mu.Lock()
			f.acked[t.Item] = t
			f.crowd.mu.Unlock()
		}
	case status == http.StatusServiceUnavailable, status == http.StatusTooManyRequests:
		f.refused.Add(1)
	default:
		f.other.Add(1)
		f.odd[fmt.Sprint(status, " ", body[:min(len(body), 200)])]++
	}
}

// capacity is how many good answers a second 24 people get who each ask when they have been answered.
func (f *flood) capacity(length time.Duration) float64 {
	ctx, stop := context.WithTimeout(context.Background(), length)
	defer stop()
	var all sync.WaitGroup
	before, begun := f.good.Load(), time.Now()
	for range 24 {
		all.Go(func() {
			for ctx.Err() == nil {
				f.ask1(ctx)
			}
		})
	}
	<-ctx.Done()
	n := f.good.Load() - before
	took := time.Since(begun)
	all.Wait()
	return float64(n) / took.Seconds()
}

// pour asks rate times a second for a while, and then waits for the last answers.
func (f *flood) pour(rate float64, length time.Duration) {
	var all sync.WaitGroup
	begun := time.Now()
	for n := 0.0; time.Since(begun) < length; n++ {
		if wait := time.Duration(n/rate*float64(time.Second)) - time.Since(begun); wait > 0 {
			time.Sleep(wait)
		}
		all.Go(func() { f.ask1(context.Background()) })
	}
	all.Wait()
}

// TestOverload asks twice as much as the server can answer. What it can answer it goes on answering; the others are told to come
// back; its memory stays as it is; and when the flood is over it is as quick as before.
func TestOverload(t *testing.T) {
	length, least := 12*time.Second, 0.2 // other tests want the processors too
	if soak() {
		length, least = time.Minute, 0.8
	}
	addr := filepath.Join(t.TempDir(), "nariwai.db")
	d, tasks := market(t, addr, 3_000)
	s := serve(t, addr, []string{"GOMEMLIMIT=192MiB"}, "--files", t.TempDir())
	f := newFlood(newCrowd(t, tasks, s))
	f.client.Transport = &http.Transport{MaxIdleConnsPerHost: 2_000}
	f.capacity(2 * time.Second) // warm
	can := f.capacity(4 * time.Second)
	f.took = nil
	before := s.memory()

	watching, stop := context.WithCancel(t.Context())
	var memory []int
	var ready, unready int
	var watch sync.WaitGroup
	watch.Go(func() {
		for watching.Err() == nil {
			memory = append(memory, s.memory())
			if status, _ := s.get("/readyz"); status == http.StatusOK {
				ready++
			} else {
				unready++
			}
			time.Sleep(200 * time.Millisecond)
		}
	})
	good, refused := f.good.Load(), f.refused.Load()
	begun := time.Now()
	f.pour(2*can, length)
	took := time.Since(begun)
	good, refused = f.good.Load()-good, f.refused.Load()-refused
	ended := time.Now()
	recovered := time.Duration(0)
	for quick := 0; quick < 20; { // twenty quick answers in a row
		task := tasks[rand.IntN(len(tasks))]
		asked := time.Now()
		status, _, _, err := f.ask(t.Context(), task, http.MethodGet, "/contracts/"+string(task.Contract), "")
		if err == nil && status == http.StatusOK && time.Since(asked) < 250*time.Millisecond {
			if quick++; quick == 1 {
				recovered = time.Since(ended)
			}
		} else {
			quick = 0
		}
		if time.Since(ended) > 30*time.Second {
			t.Fatal("the server does not recover")
		}
	}
	stop()
	watch.Wait()
	time.Sleep(2 * time.Second)
	share := float64(good) / took.Seconds() / can
	p := func(q float64) time.Duration { return quantile(f.took, q) }
	t.Logf("capacity %.0f/s; asked %.0f/s for %s: %d good (%.0f %% of capacity; p50 %s, p99 %s), %d told to come back, %d odd; recovered after %s; memory %d MB before, %d at most, %d after; ready %d times of %d; %s",
		can, 2*can, took.Round(time.Millisecond), good, 100*share, p(.5), p(.99), refused, f.other.Load(), recovered.Round(time.Millisecond),
		before, slices.Max(memory), s.memory(), ready, ready+unready, machine())
	if share < least {
		t.Errorf("only %.0f %% of the capacity is left", 100*share)
	}
	if refused == 0 {
		t.Error("nobody was told to come back: it was no flood")
	}
	for what, n := range f.odd {
		t.Errorf("%d answers: %s", n, what)
	}
	if unready > 0 {
		t.Errorf("the health check failed %d times", unready)
	}
	if recovered > 5*time.Second {
		t.Errorf("recovery took %s", recovered)
	}
	if most := slices.Max(memory); most > before+150 {
		t.Errorf("memory grew from %d to %d MB", before, most)
	}
	f.check(d)
}
