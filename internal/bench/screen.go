package bench

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"time"

	"nariwai/internal/certification"
	"nariwai/internal/db"
	"nariwai/internal/usecase/screening"
	"nariwai/internal/usecase/seeding"
)

// percentile is the line of the best-earning alone, as somebody would write it by hand.
const percentile = `SELECT field, CAST(MIN(pay) AS BIGINT) FROM (
	SELECT field, pay, ROW_NUMBER() OVER (PARTITION BY field ORDER BY pay DESC) AS n, COUNT(*) OVER (PARTITION BY field) AS people
	FROM (SELECT party, field, SUM(pay) AS pay FROM record_work_month WHERE month BETWEEN $1 AND $2 GROUP BY party, field HAVING SUM(pay) > 0) paid) placed
	WHERE n <= CASE WHEN people * 20 / 100 > 1 THEN people * 20 / 100 ELSE 1 END GROUP BY field`

// Screen measures a screening of so many workers of whom some are active, doing it again, and one hand-written query for the
// line alone on the same data.
func Screen(ctx context.Context, s *Site, workers, active int) (list []Figure, err error) {
	month, err := seeding.Screened(ctx, s.DB, workers, active, s.Progress("workers"))
	if err != nil {
		return nil, err
	}
	first := month
	for range 11 {
		first = first.Prev()
	}
	runtime.GC()
	debug.FreeOSMemory()
	before := resident()
	var most int64
	lap := func(name string, n int, f func() error) (time.Duration, error) {
		start := time.Now()
		err := f()
		took := time.Since(start)
		most = max(most, int64(resident()))
		list = append(list, Figure{Name: name, N: n, Seconds: took.Seconds(), Rate: float64(n) / took.Seconds(), Load: loadAverage()})
		return took, err
	}
	type line struct {
		field string
		pay   int64
	}
	alone, err := lap("the line by one query", workers, func() error {
		_, err := db.All(ctx, s.DB.Snapshot(), func(l *line) []any { return []any{&l.field, &l.pay} }, percentile, first, month)
		return err
	})
	if err != nil {
		return list, err
	}
	s.Begin()
	var run certification.Run
	took, err := lap("screening", workers, func() error {
		run, err = screening.Screen(ctx, s.DB, certification.Nariwai, month, func(done, total int) { most = max(most, int64(resident())) })
		return err
	})
	if err != nil {
		return list, err
	}
	if _, err := lap("  done again and compared", workers, func() error {
		out, err := screening.Replay(ctx, s.DB, run.ID)
		if err == nil && out.Differ > 0 {
			err = fmt.Errorf("%d results differ: %s", out.Differ, out.Differences[0])
		}
		return err
	}); err != nil {
		return list, err
	}
	tally, err := screening.Found(ctx, s.DB, run.ID)
	if err != nil {
		return list, err
	}
	const megabyte = 1 << 20
	return append(list, Figure{Name: "  in all", N: workers, Load: loadAverage(), Note: fmt.Sprintf("%.1f times the query; memory %d MB before, %d MB at most; %s",
		took.Seconds()/alone.Seconds(), before/megabyte, most/megabyte, screening.Line(run, tally))}), nil
}
