// Package marketdb keeps the market_ tables.
package marketdb

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/yen"
)

var jobs = db.Table[market.Job]{
	Name: "market_job",
	Columns: "id, mall, client, posted_by, kind, arrangement, state, outcome, category, title, body, deliverable, place, rights, ai_policy, " +
		"unit, quantity, pay, low_reason, hires, hired, closes_on, due_on, beginners, unregistered, recruiter, address, contact, reason, proposals, " +
		"created_at, published_at, ended_at, decide_by, reminded, teams, certified_only, department, version",
	Fields: func(j *market.Job) []any {
		return []any{&j.ID, &j.Mall, &j.Client, &j.PostedBy, &j.Kind, &j.Arrangement, &j.State, &j.Outcome, &j.Category, &j.Title, &j.Body, &j.Deliverable, &j.Place, &j.Rights, &j.AIPolicy,
			&j.Unit, &j.Quantity, &j.Pay, &j.LowReason, &j.Hires, &j.Hired, &j.ClosesOn, &j.DueOn, &j.Beginners, &j.Unregistered, &j.Recruiter.Name, &j.Recruiter.Address, &j.Recruiter.Contact, &j.Reason, &j.Proposals,
			&j.CreatedAt, &j.PublishedAt, &j.EndedAt, &j.DecideBy, &j.Reminded, &j.Teams, &j.CertifiedOnly, &j.Department, &j.Version}
	},
}

// Job returns a job, or NotFound.
func Job(ctx context.Context, r db.Reader, jid id.Job) (market.Job, error) {
	return jobs.One(ctx, r, "WHERE id = $1", jid)
}

// InsertJob adds a job.
func InsertJob(ctx context.Context, tx *db.Tx, j market.Job) error { return jobs.Insert(ctx, tx, j) }

// SaveJob writes j if nobody wrote it since it was read, and brings j's version up to date.
func SaveJob(ctx context.Context, tx *db.Tx, j *market.Job) (err error) {
	*j, err = jobs.Update(ctx, tx, *j)
	return err
}

// OpenJobs returns jobs that take proposals, after a given one in the order of their ids, at most limit.
func OpenJobs(ctx context.Context, r db.Reader, after id.Job, limit int) ([]market.Job, error) {
	return jobs.All(ctx, r, "WHERE state = 'open' AND id > $1 ORDER BY id LIMIT $2", after, limit)
}

// OpenJobsOf returns a client's jobs that take proposals.
func OpenJobsOf(ctx context.Context, r db.Reader, client id.Party) ([]market.Job, error) {
	return jobs.All(ctx, r, "WHERE client = $1 AND state = 'open' ORDER BY id", client)
}

// JobsClosing returns open jobs whose last day is before today, at most limit.
func JobsClosing(ctx context.Context, r db.Reader, today calendar.Date, limit int) ([]market.Job, error) {
	return jobs.All(ctx, r, "WHERE state = 'open' AND closes_on < $1 ORDER BY closes_on, id LIMIT $2", today, limit)
}

// JobsUndecided returns jobs whose time to decide is over at now, at most limit.
func JobsUndecided(ctx context.Context, r db.Reader, now clock.Instant, limit int) ([]market.Job, error) {
	return jobs.All(ctx, r, "WHERE state = 'deciding' AND decide_by <= $1 ORDER BY decide_by, id LIMIT $2", now, limit)
}

// JobsToRemind returns jobs whose client has yet to decide, whose time is over after now and at until at the latest,
// and whose client got fewer than most reminders; at most limit.
func JobsToRemind(ctx context.Context, r db.Reader, now, until clock.Instant, most int64, limit int) ([]market.Job, error) {
	return jobs.All(ctx, r, `WHERE state = 'deciding' AND decide_by > $1 AND decide_by <= $2 AND reminded < $3
		ORDER BY decide_by, id LIMIT $4`, now, until, most, limit)
}

// ClientExposure is what a client's open jobs and unfinished contracts add up to; new clients are capped by it.
func ClientExposure(ctx context.Context, r db.Reader, client id.Party) (y yen.Yen, err error) {
	defer fault.Wrap(&err, "exposure of %s", client)
	var inJobs, inContracts yen.Yen
	if err := db.One(ctx, r, []any{&inJobs}, `SELECT CAST(COALESCE(SUM(pay * (hires - hired)), 0) AS BIGINT) FROM market_job
		WHERE client = $1 AND state IN ('review', 'open', 'deciding', 'private')`, client); err != nil {
		return y, err
	}
	err = db.One(ctx, r, []any{&inContracts}, `SELECT CAST(COALESCE(SUM(pay), 0) AS BIGINT) FROM market_contract
		WHERE client = $1 AND state IN ('awarded', 'active')`, client)
	return inJobs.Add(inContracts), err
}

// Published reports how many jobs of a client were ever shown to all.
func Published(ctx context.Context, r db.Reader, client id.Party) (n int64, err error) {
	err = db.One(ctx, r, []any{&n}, "SELECT COUNT(*) FROM market_job WHERE client = $1 AND published_at > 0", client)
	return n, err
}

// OpenWork counts what binds a party: jobs that run, and contracts that have not ended. An account with any can't be closed.
func OpenWork(ctx context.Context, r db.Reader, party id.Party) (n int64, err error) {
	defer fault.Wrap(&err, "open work of %s", party)
	err = db.One(ctx, r, []any{&n}, `SELECT (SELECT COUNT(*) FROM market_job WHERE client = $1 AND state IN ('review', 'open', 'deciding', 'private'))
		+ (SELECT COUNT(*) FROM market_contract WHERE client = $1 AND state IN ('awarded', 'active'))
		+ (SELECT COUNT(*) FROM market_contract WHERE worker = $1 AND state IN ('awarded', 'active'))`, party)
	return n, err
}

var edits = db.Table[market.Edit]{
	Name:    "market_job_edit",
	Columns: "id, job, at, by_person, field, before, after",
	Fields: func(e *market.Edit) []any {
		return []any{&e.ID, &e.Job, &e.At, &e.By, &e.Field, &e.Before, &e.After}
	},
}

// InsertEdit adds a line to a job's history.
func InsertEdit(ctx context.Context, tx *db.Tx, e market.Edit) error { return edits.Insert(ctx, tx, e) }

// Edits returns a job's changes since an instant, oldest first.
func Edits(ctx context.Context, r db.Reader, jid id.Job, since clock.Instant) ([]market.Edit, error) {
	return edits.All(ctx, r, "WHERE job = $1 AND at > $2 ORDER BY id", jid, since)
}
