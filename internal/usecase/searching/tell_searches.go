package searching

import (
	"context"
	"slices"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/search"
	"nariwai/internal/search/searchdb"
)

const (
	// settled is how old a publication must be before it is told of: the places of jobs are given when their transactions
	// begin, and one that ends later must not be jumped over.
	settled = 20 * clock.Second
	// longest is how far back a search looks that is told of by the clock: what is older has been there to be seen.
	longest = 8 * clock.Day

	foundMost    = 100 // of one search that a letter counts
	newsAtATime  = 200
	savedAtATime = 200
)

// find is what a saved search has found.
type find struct {
	search.Saved
	jobs []search.Job // the newest first, at most foundMost
}

// TellAtOnce tells those who want to be told at once of jobs that have been published since the last time. A job is looked at
// beside the searches of its category only; each letter moves its own search on, so that a run that breaks off, or two at
// the same time, tell nobody twice.
func TellAtOnce(ctx context.Context, d *db.DB) (err error) {
	defer fault.Wrap(&err, "tell saved searches at once")
	from, err := searchdb.Told(ctx, d.Snapshot())
	if err != nil {
		return err
	}
	upTo := id.PlaceAt(d.Clock().Add(-settled).Time())
	if from == 0 { // what was there before anybody could save a search is told to nobody
		return d.Write(ctx, func(tx *db.Tx) error { return searchdb.SetTold(ctx, tx, upTo) })
	}
	for from < upTo && ctx.Err() == nil {
		news, last, err := searchdb.News(ctx, d.Snapshot(), from, upTo, newsAtATime)
		if err != nil {
			return err
		}
		if len(news) > 0 {
			if err := tellAtOnce(ctx, d, news, last); err != nil {
				return err
			}
		}
		if len(news) > 0 || last < upTo { // where nothing happens nothing is written
			if err := d.Write(ctx, func(tx *db.Tx) error { return searchdb.SetTold(ctx, tx, last) }); err != nil {
				return err
			}
		}
		from = last
	}
	return ctx.Err()
}

func tellAtOnce(ctx context.Context, d *db.DB, news []search.Job, last int64) error {
	categories := map[string][]search.Job{} // what searches name: the jobs that they may find
	for _, j := range news {
		for _, c := range search.Categories(j.Category) {
			categories[c] = append(categories[c], j)
		}
	}
	for c, jobs := range categories {
		for after := id.Search(""); ; {
			list, err := searchdb.SavedAtOnce(ctx, d.Snapshot(), c, after, savedAtATime)
			if err != nil {
				return err
			}
			var finds []find
			for _, s := range list {
				after = s.ID
				if f := look(s, jobs, calendar.On(d.Clock())); len(f.jobs) > 0 {
					finds = append(finds, f)
				}
			}
			if err := tell(ctx, d, finds, last); err != nil {
				return err
			}
			if len(list) < savedAtATime {
				break
			}
		}
	}
	return nil
}

// TellDue tells those whose morning has come of what their searches have found since the last one. Who has found nothing is
// not written to.
func TellDue(ctx context.Context, d *db.DB) (err error) {
	defer fault.Wrap(&err, "tell saved searches")
	var news []search.Job
	var from, upTo int64 // what news holds
	for ctx.Err() == nil {
		now := d.Clock()
		due, err := searchdb.SavedDue(ctx, d.Snapshot(), now, savedAtATime)
		if err != nil || len(due) == 0 {
			return err
		}
		oldest := due[0].SeenN
		for _, s := range due {
			oldest = min(oldest, s.SeenN)
		}
		oldest = max(oldest, id.PlaceAt(now.Add(-longest).Time()))
		if upTo == 0 || oldest < from {
			from, upTo = oldest, max(oldest, id.PlaceAt(now.Add(-settled).Time()))
			if news, err = allNews(ctx, d, from, upTo); err != nil {
				return err
			}
		}
		finds := make([]find, len(due))
		for i, s := range due {
			finds[i] = look(s, news, calendar.On(now))
		}
		if err := tell(ctx, d, finds, upTo); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func allNews(ctx context.Context, d *db.DB, from, upTo int64) (news []search.Job, err error) {
	for from < upTo && err == nil {
		var more []search.Job
		more, from, err = searchdb.News(ctx, d.Snapshot(), from, upTo, newsAtATime)
		news = append(news, more...)
	}
	return news, err
}

// look finds a search's jobs among new ones: those it has not been told of, and none of its own.
func look(s search.Saved, news []search.Job, today calendar.Date) find {
	f := find{Saved: s}
	w := search.ParseWatch(s.Filter)
	for _, j := range slices.Backward(news) {
		if j.N > s.SeenN && j.Client != s.Party && w.Finds(j, today) && len(f.jobs) < foundMost {
			f.jobs = append(f.jobs, j)
		}
	}
	return f
}
