package worker

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
)

// bubble opens a database inside a synctest bubble, where time passes only while everybody waits.
func bubble(t *testing.T, f func(t *testing.T, ctx context.Context, d *db.DB, log *bytes.Buffer, l *slog.Logger)) {
	path := filepath.Join(t.TempDir(), "nariwai.db")
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		d, err := db.Open(ctx, path)
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		if _, err := d.Migrate(ctx); err != nil {
			t.Fatal(err)
		}
		var log bytes.Buffer
		f(t, ctx, d, &log, slog.New(slog.NewTextHandler(&log, nil)))
	})
}

func counting(n *atomic.Int64, err error) func(context.Context, *db.DB) error {
	return func(context.Context, *db.DB) error { n.Add(1); return err }
}

func TestSchedule(t *testing.T) {
	bubble(t, func(t *testing.T, ctx context.Context, d *db.DB, _ *bytes.Buffer, l *slog.Logger) {
		var quick, slow atomic.Int64
		w := New(d, l, []Step{
			{Name: "quick", Every: 5 * time.Second, Run: counting(&quick, nil)},
			{Name: "slow", Every: time.Hour, Run: counting(&slow, nil)},
		})
		ctx, stop := context.WithTimeout(ctx, 2*time.Hour+time.Second)
		defer stop()
		w.Run(ctx)
		if q, s := quick.Load(), slow.Load(); q != 1441 || s != 3 {
			t.Errorf("quick ran %d times, slow %d times", q, s)
		}
	})
}

// Three nodes: each step runs on one of them at a time; when that one stops, another goes on.
func TestNodes(t *testing.T) {
	bubble(t, func(t *testing.T, ctx context.Context, d *db.DB, _ *bytes.Buffer, l *slog.Logger) {
		const every = 10 * time.Second
		var runs, everywhere, running atomic.Int64
		var by sync.Map
		var nodes sync.WaitGroup
		var stops []context.CancelFunc
		for i := range 3 {
			w := New(d, l, []Step{
				{Name: "one", Every: every, Run: func(context.Context, *db.DB) error {
					if running.Add(1) > 1 {
						t.Error("two nodes run it at once")
					}
					defer running.Add(-1)
					time.Sleep(40 * time.Second) // longer than its lease
					by.Store(i, true)
					runs.Add(1)
					return nil
				}},
				{Name: "each", Every: every, Everywhere: true, Run: counting(&everywhere, nil)},
			})
			ctx, stop := context.WithCancel(ctx)
			stops = append(stops, stop)
			nodes.Go(func() { w.Run(ctx) })
		}
		time.Sleep(501 * time.Second)
		if n := runs.Load(); n != 10 {
			t.Errorf("ran %d times in 500 s", n)
		}
		if n := everywhere.Load(); n != 3*51 {
			t.Errorf("ran %d times on three nodes", n)
		}
		for _, stop := range stops[:2] {
			stop()
		}
		time.Sleep(200 * time.Second)
		if _, ok := by.Load(2); !ok {
			t.Error("the node that was left did not go on")
		}
		stops[2]()
		nodes.Wait()
	})
}

// A step that fails or panics is logged, waits longer and longer, and hinders nobody.
func TestFailure(t *testing.T) {
	bubble(t, func(t *testing.T, ctx context.Context, d *db.DB, log *bytes.Buffer, l *slog.Logger) {
		var bad, good, observed atomic.Int64
		w := New(d, l, []Step{
			{Name: "bad", Every: time.Second, Run: counting(&bad, errors.New("no server"))},
			{Name: "worse", Every: time.Hour, Run: func(context.Context, *db.DB) error { panic("boom") }},
			{Name: "good", Every: time.Second, Run: counting(&good, nil)},
		})
		w.Observe = func(step string, _ time.Duration, err error) {
			if step == "bad" && err != nil {
				observed.Add(1)
			}
		}
		ctx, stop := context.WithTimeout(ctx, 10*time.Minute+time.Second/2)
		defer stop()
		w.Run(ctx)
		// At 0, 2, 6, 14, 30, 62 s, then each minute.
		if n := bad.Load(); n != 6+8 || observed.Load() != n {
			t.Errorf("the failing step ran %d times, %d observed", n, observed.Load())
		}
		if n := good.Load(); n != 601 {
			t.Errorf("the good step ran %d times", n)
		}
		if s := log.String(); !strings.Contains(s, "no server") || !strings.Contains(s, "boom") {
			t.Error("not logged:", s)
		}
	})
}

func TestRunOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		var order []string
		step := func(name string, err error) Step {
			return Step{Name: name, Every: time.Hour, Run: func(context.Context, *db.DB) error {
				order = append(order, name)
				return err
			}}
		}
		w := New(d, slog.New(slog.DiscardHandler), []Step{step("accept", nil), step("close", errors.New("holiday")), step("mail", nil)})
		err := w.RunOnce(context.Background())
		if err == nil || err.Error() != "close: holiday" {
			t.Error(err)
		}
		if got := strings.Join(order, " "); got != "accept close mail" {
			t.Error(got)
		}
	})
}

// A stop waits for the step that is running.
func TestStop(t *testing.T) {
	bubble(t, func(t *testing.T, ctx context.Context, d *db.DB, _ *bytes.Buffer, l *slog.Logger) {
		finished := false
		w := New(d, l, []Step{{Name: "long", Every: time.Hour, Run: func(context.Context, *db.DB) error {
			time.Sleep(20 * time.Second)
			finished = true
			return nil
		}}})
		ctx, stop := context.WithTimeout(ctx, time.Second)
		defer stop()
		w.Run(ctx)
		if !finished {
			t.Error("cut off")
		}
	})
}
