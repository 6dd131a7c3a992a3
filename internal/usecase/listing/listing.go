// Package listing is the step by which a job or a worker is shown or no longer shown: what searches find of it is written
// in the transaction that changes it, so that no list and no search ever disagrees with it. It decides nothing.
package listing

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/search"
	"nariwai/internal/search/searchdb"
	"nariwai/internal/usecase/replying"
)

// Save writes j if nobody wrote it since it was read, brings its version up to date, and its index with it. What is asked about
// a job that has ended waits no longer.
func Save(ctx context.Context, tx *db.Tx, j *market.Job) (err error) {
	defer fault.Wrap(&err, "save job %s", j.ID)
	if err := marketdb.SaveJob(ctx, tx, j); err != nil {
		return err
	}
	if j.State == market.JobEnded {
		if err := replying.Over(ctx, tx, j.ID, ""); err != nil {
			return err
		}
	}
	return Index(ctx, tx, *j)
}

// Index brings the index up to date with a job that is saved.
func Index(ctx context.Context, tx *db.Tx, j market.Job) error {
	if j.State != market.JobOpen {
		return searchdb.Drop(ctx, tx, j.ID)
	}
	client, err := peopledb.Party(ctx, tx, j.Client)
	if err != nil {
		return err
	}
	return searchdb.Put(ctx, tx, Entry(j, client))
}

// Again writes the index of open jobs anew.
func Again(ctx context.Context, tx *db.Tx, open []market.Job) error {
	entries := make([]search.Job, len(open))
	for i, j := range open {
		client, err := peopledb.Party(ctx, tx, j.Client)
		if err != nil {
			return err
		}
		entries[i] = Entry(j, client)
	}
	return searchdb.PutAgain(ctx, tx, entries)
}

// Client brings the index up to date with a client's open jobs, when something about the client has changed that they show.
func Client(ctx context.Context, tx *db.Tx, client id.Party) (err error) {
	defer fault.Wrap(&err, "index jobs of %s", client)
	open, err := marketdb.OpenJobsOf(ctx, tx, client)
	if err != nil {
		return err
	}
	for _, j := range open {
		if err := Index(ctx, tx, j); err != nil {
			return err
		}
	}
	return nil
}

// Entry is what the index keeps of an open job.
func Entry(j market.Job, client people.Party) search.Job {
	tenths := j.UnitPay()
	if j.Unit == market.LumpSum {
		tenths = j.Pay.Int64() * 10
	}
	text := search.Text{Title: search.Exact(j.Title), Body: search.Exact(j.Body)}
	return search.Job{
		ID: j.ID, Mall: j.Mall, Client: j.Client, Category: j.Category, Pay: j.Pay, ClosesOn: j.ClosesOn, PublishedAt: j.PublishedAt,
		Facets: search.Facets{Kind: string(j.Kind), Unit: string(j.Unit), AI: string(j.AIPolicy), Band: search.BandOf(string(j.Unit), tenths),
			Beginners: j.Beginners, Unregistered: j.Unregistered, Record: !client.FirstAccept.IsZero(), Team: j.Teams, Certified: j.CertifiedOnly, Odd: search.Odd(text.Title) || search.Odd(text.Body)},
		Text: text,
	}
}
