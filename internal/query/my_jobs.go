package query

import (
	"context"
	"fmt"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/yen"
)

// MyJob is one job in its client's list.
type MyJob struct {
	ID           id.Job
	Title        string
	State        market.JobState
	Outcome      market.Outcome
	Pay          yen.Yen
	Hires, Hired int64
	ClosesOn     calendar.Date
	DecideBy     clock.Instant
	CreatedAt    clock.Instant
	Waiting      int64 // proposals that wait for an answer
	Fresh        int64 // of them, those that came within a day
}

// MyJobs is one page of a client's jobs, newest first.
type MyJobs struct {
	Lines      []MyJob
	Turns      int64 // jobs where the client has something to do: decide, or mend what the desk refused
	Prev, Next id.Job
}

// JobsOf returns a client's jobs after or before a place in the list ("" for its beginning).
func JobsOf(ctx context.Context, d *db.DB, client id.Party, after, before id.Job) (p MyJobs, err error) {
	defer fault.Wrap(&err, "jobs of %s", client)
	err = d.View(ctx, func(s *db.Snapshot) error {
		p = MyJobs{}
		if err := db.One(ctx, s, []any{&p.Turns}, `SELECT COUNT(*) FROM market_job j WHERE j.client = $1 AND (j.state = 'refused' OR j.state = 'deciding'
			AND EXISTS (SELECT 1 FROM market_proposal p WHERE p.job = j.id AND p.state = 'sent'))`, client); err != nil {
			return err
		}
		var keys keyset
		p.Lines, keys, err = pageOf(string(after), string(before), myLinesOnAPage, func(l MyJob) string { return string(l.ID) },
			func(condition, order, at string, limit int) ([]MyJob, error) {
				return db.All(ctx, s, func(l *MyJob) []any {
					return []any{&l.ID, &l.Title, &l.State, &l.Outcome, &l.Pay, &l.Hires, &l.Hired, &l.ClosesOn, &l.DecideBy, &l.CreatedAt, &l.Waiting, &l.Fresh}
				}, fmt.Sprintf(`SELECT j.id, j.title, j.state, j.outcome, j.pay, j.hires, j.hired, j.closes_on, j.decide_by, j.created_at,
						(SELECT COUNT(*) FROM market_proposal p WHERE p.job = j.id AND p.state = 'sent'),
						(SELECT COUNT(*) FROM market_proposal p WHERE p.job = j.id AND p.state = 'sent' AND p.sent_at > $3)
					FROM market_job j WHERE j.client = $1 AND (j.published_at > 0 OR j.arrangement = 'single' OR j.state IN ('draft', 'review', 'refused')) AND j.id %s $2 ORDER BY j.id %s LIMIT %d`, condition, order, limit),
					client, at, s.Now.Add(-clock.Day))
			})
		p.Prev, p.Next = id.Job(keys.prev), id.Job(keys.next)
		return err
	})
	return p, err
}
