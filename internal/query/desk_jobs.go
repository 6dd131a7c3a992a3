package query

import (
	"context"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/yen"
)

// WaitingJob is a new client's first job, or one that is held back, in the desk's queue.
type WaitingJob struct {
	ID         id.Job
	Title      string
	Category   string
	Pay        yen.Yen
	Hires      int64
	Client     string
	Handle     string
	ClientFrom clock.Instant // when the client signed up
	CreatedAt  clock.Instant
	Held       int64 // sentences because of which it may wait
}

const waitingJobsMost = 100

// WaitingJobs returns the jobs that the desk has to look at, the oldest first.
func WaitingJobs(ctx context.Context, r db.Reader) ([]WaitingJob, error) {
	return db.All(ctx, r, func(j *WaitingJob) []any {
		return []any{&j.ID, &j.Title, &j.Category, &j.Pay, &j.Hires, &j.Client, &j.Handle, &j.ClientFrom, &j.CreatedAt, &j.Held}
	}, `SELECT j.id, j.title, j.category, j.pay, j.hires, p.display_name, p.handle, p.created_at, j.created_at,
			(SELECT COUNT(*) FROM trust_mark m WHERE m.job = j.id AND m.state = 'open')
		FROM market_job j JOIN people_party p ON p.id = j.client WHERE j.state = $1 ORDER BY j.id LIMIT $2`, market.JobReview, waitingJobsMost)
}

// DeskJob is a job with what the desk knows of its client.
type DeskJob struct {
	market.Job
	ClientName, Handle string
	Form               people.LegalForm
	TNumber            people.TNumber
	HasEmployees       bool
	ClientFrom         clock.Instant
	PostedByMail       string // of whoever posted it
	PersonState        people.State
	OtherJobs          int64
	Floor              JobFloor
	Marks              []MarkLine
}

// JobForDesk returns a job for the desk to look at, or NotFound.
func JobForDesk(ctx context.Context, r *db.Snapshot, jid id.Job) (d DeskJob, err error) {
	defer fault.Wrap(&err, "job %s for the desk", jid)
	if d.Job, err = jobs.One(ctx, r, "WHERE id = $1", jid); err != nil {
		return d, err
	}
	if d.Floor, err = floorOf(ctx, r, d.Job); err != nil {
		return d, err
	}
	if d.Marks, err = MarksIn(ctx, r, jid); err != nil {
		return d, err
	}
	err = db.One(ctx, r, []any{&d.ClientName, &d.Handle, &d.Form, &d.TNumber, &d.HasEmployees, &d.ClientFrom, &d.PostedByMail, &d.PersonState, &d.OtherJobs}, `
		SELECT p.display_name, p.handle, p.form, p.t_number, p.has_employees, p.created_at, q.email, q.state,
			(SELECT COUNT(*) FROM market_job o WHERE o.client = p.id AND o.id <> $2)
		FROM people_party p JOIN people_person q ON q.id = $3 WHERE p.id = $1`, d.Client, jid, d.PostedBy)
	return d, err
}
