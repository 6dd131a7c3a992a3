package query

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

// SavedJob is a job that somebody keeps in mind, as it stands now.
type SavedJob struct {
	ID       id.Job
	Title    string
	Category string
	Pay      yen.Yen
	State    market.JobState
	Outcome  market.Outcome
	ClosesOn calendar.Date
	Client   string
	At       clock.Instant
}

// Takes reports whether proposals may be sent on a day.
func (j SavedJob) Takes(today calendar.Date) bool {
	return j.State == market.JobOpen && !j.ClosesOn.Before(today)
}

const savedOnAPage = 30

// SavedList is a page of them, the latest kept first.
type SavedList struct {
	Jobs  []SavedJob
	Older id.Job // the page behind begins after it; "" on the last page
}

// SavedJobs returns the page of a party's saved jobs that begins after one of them; "" is the first page.
func SavedJobs(ctx context.Context, r *db.Snapshot, party id.Party, after id.Job) (l SavedList, err error) {
	defer fault.Wrap(&err, "saved jobs")
	older, args := "", []any{party, savedOnAPage + 1}
	if after != "" {
		older, args = " AND (s.at, s.job) < ((SELECT at FROM search_saved_job WHERE party = $1 AND job = $3), $3)", append(args, after)
	}
	l.Jobs, err = db.All(ctx, r, func(j *SavedJob) []any {
		return []any{&j.ID, &j.Title, &j.Category, &j.Pay, &j.State, &j.Outcome, &j.ClosesOn, &j.Client, &j.At}
	}, `SELECT j.id, j.title, j.category, j.pay, j.state, j.outcome, j.closes_on, c.display_name, s.at
		FROM search_saved_job s JOIN market_job j ON j.id = s.job JOIN people_party c ON c.id = j.client
		WHERE s.party = $1`+older+" ORDER BY s.at DESC, s.job DESC LIMIT $2", args...)
	if len(l.Jobs) > savedOnAPage {
		l.Jobs = l.Jobs[:savedOnAPage]
		l.Older = l.Jobs[savedOnAPage-1].ID
	}
	return l, err
}

// HiddenThing is a job or a client that somebody does not want to see.
type HiddenThing struct {
	Client bool   // all jobs of one
	Job    id.Job // itself, or one of the client's by which it is named
	Name   string
	At     clock.Instant
}

// HiddenThings are those of a party, the latest first.
func HiddenThings(ctx context.Context, r *db.Snapshot, party id.Party) (list []HiddenThing, err error) {
	defer fault.Wrap(&err, "hidden things")
	return db.All(ctx, r, func(h *HiddenThing) []any { return []any{&h.Client, &h.Job, &h.Name, &h.At} },
		`SELECT h.kind = 'client', COALESCE(j.id, (SELECT MAX(of.id) FROM market_job of WHERE of.client = h.thing AND of.published_at > 0), ''),
			COALESCE(j.title, c.display_name, ''), h.at
		FROM search_hidden h LEFT JOIN market_job j ON h.kind = 'job' AND j.id = h.thing LEFT JOIN people_party c ON h.kind = 'client' AND c.id = h.thing
		WHERE h.party = $1 ORDER BY h.at DESC, h.thing`, party)
}

// savers reports how many parties keep a job in mind, and whether one of them is the viewer.
func savers(ctx context.Context, r db.Reader, jid id.Job, viewer id.Party) (n int64, mine bool, err error) {
	err = db.One(ctx, r, []any{&n, &mine}, `SELECT COUNT(*), EXISTS (SELECT 1 FROM search_saved_job WHERE party = $2 AND job = $1)
		FROM search_saved_job WHERE job = $1`, jid, viewer)
	return n, mine, err
}
