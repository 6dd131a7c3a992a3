package searching

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/review/reviewdb"
	"nariwai/internal/search"
	"nariwai/internal/search/searchdb"
	"nariwai/internal/usecase/listing"
)

// RebuildWorkers writes the index of workers anew if it is of another version than this program's, in short transactions
// between which the market goes on. One that breaks off is begun again.
func RebuildWorkers(ctx context.Context, d *db.DB) (err error) {
	defer fault.Wrap(&err, "rebuild the index of workers")
	have, err := searchdb.Noted(ctx, d.Snapshot(), searchdb.WorkersVersion)
	if err != nil || have == search.WorkerVersion {
		return err
	}
	for after := id.Party(""); ctx.Err() == nil; {
		var last id.Party
		if err := d.Write(ctx, func(tx *db.Tx) error {
			last = ""
			parties, err := peopledb.Listed(ctx, tx, after, atATime)
			if err != nil || len(parties) == 0 {
				return err
			}
			last = parties[len(parties)-1]
			return listing.WorkersAnew(ctx, tx, parties...)
		}); err != nil {
			return err
		}
		if after = last; last == "" {
			return d.Write(ctx, func(tx *db.Tx) error { return searchdb.SetNote(ctx, tx, searchdb.WorkersVersion, search.WorkerVersion) })
		}
	}
	return ctx.Err()
}

// RefreshWorkers looks once a day through the workers of the index and writes anew what has changed of them without
// themselves: contracts that have ended, reviews that were revealed, the week in which they were last here. An acceptance, which everybody waits for,
// writes nothing into the index; a number of finished contracts or of reviews may be a day late. Whoever may not be shown any more is
// taken out at once by what has changed it, and here again should that have been missed.
func RefreshWorkers(ctx context.Context, d *db.DB) (err error) {
	defer fault.Wrap(&err, "refresh the index of workers")
	today := calendar.On(d.Clock())
	done, err := searchdb.Noted(ctx, d.Snapshot(), searchdb.WorkersRefreshed)
	if err != nil || done >= int64(today) {
		return err
	}
	for after := int64(0); ctx.Err() == nil; {
		some, err := searchdb.WorkersAfter(ctx, d.Snapshot(), after, atATime)
		if err != nil {
			return err
		}
		if len(some) == 0 {
			return d.Write(ctx, func(tx *db.Tx) error { return searchdb.SetNote(ctx, tx, searchdb.WorkersRefreshed, int64(today)) })
		}
		after = some[len(some)-1].N
		stale, err := staleOf(ctx, d.Snapshot(), some)
		if err != nil {
			return err
		}
		if len(stale) == 0 {
			continue
		}
		if err := d.Write(ctx, func(tx *db.Tx) error { return listing.Workers(ctx, tx, stale...) }); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// staleOf returns those of whom the index does not say what is.
func staleOf(ctx context.Context, s *db.Snapshot, indexed []searchdb.Indexed) (stale []id.Party, err error) {
	var parties []id.Party
	for _, w := range indexed {
		parties = append(parties, w.Party)
	}
	seen, err := peopledb.Findable(ctx, s, parties, s.Now)
	if err != nil {
		return nil, err
	}
	records, err := marketdb.Records(ctx, s, parties)
	if err != nil {
		return nil, err
	}
	scores, err := reviewdb.Scores(ctx, s, parties)
	if err != nil {
		return nil, err
	}
	all, err := peopledb.PartiesOf(ctx, s, parties)
	if err != nil {
		return nil, err
	}
	for _, w := range indexed {
		at, shown := seen[w.Party]
		is := listing.Worker(all[w.Party], people.Record(records[w.Party]), scores[w.Party], at)
		if !shown || is.Finished != w.Finished || is.OnTime != w.OnTime || is.Rated != w.Rated || is.SeenOn != w.SeenOn {
			stale = append(stale, w.Party)
		}
	}
	return stale, nil
}
