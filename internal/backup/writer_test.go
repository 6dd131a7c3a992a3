package backup_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"nariwai/internal/db"
)

// BenchmarkWriter is what the copying costs those who write: 32 of them, ten rows each time.
func BenchmarkWriter(b *testing.B) {
	for _, with := range []bool{false, true} {
		b.Run(fmt.Sprint("copied=", with), func(b *testing.B) {
			y := newYard(b)
			if with {
				y.open()
				y.keep()
				y.settled()
			} else {
				var err error
				y.d, err = db.Open(ctx, y.path)
				y.ok(err)
				y.ok(y.d.Write(ctx, func(tx *db.Tx) error {
					_, err := tx.Do(ctx, "CREATE TABLE mark (id TEXT PRIMARY KEY, at BIGINT NOT NULL, body TEXT NOT NULL)")
					return err
				}))
			}
			var took []time.Duration
			var mu sync.Mutex
			var writers sync.WaitGroup
			next := make(chan bool)
			for range 32 {
				writers.Go(func() {
					for range next {
						start := time.Now()
						if err := y.d.Write(ctx, func(tx *db.Tx) error {
							for range 10 {
								if err := tx.Exec(ctx, 1, "INSERT INTO mark (id, at, body) VALUES ($1, $2, $3)", tx.NewID(), int64(tx.Now),
									"some text that stands for a row of the market, and is not short, so that pages fill"); err != nil {
									return err
								}
							}
							return nil
						}); err != nil {
							b.Error(err)
						}
						mu.Lock()
						took = append(took, time.Since(start))
						mu.Unlock()
					}
				})
			}
			for b.Loop() {
				next <- true
			}
			close(next)
			writers.Wait()
			b.StopTimer()
			slices.Sort(took)
			ms := func(permille int) float64 {
				return float64(took[len(took)*permille/1000].Microseconds()) / 1000
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "writes/s")
			b.ReportMetric(ms(990), "p99-ms")
			b.ReportMetric(ms(999), "p999-ms")
			if with {
				y.end()
			} else {
				y.ok(y.d.Close())
			}
		})
	}
}
