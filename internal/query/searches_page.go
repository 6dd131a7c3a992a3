package query

import (
	"context"
	"fmt"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/search"
)

// SavedSearch is a search that a person has saved, and what it finds that they have not been told of.
type SavedSearch struct {
	search.Saved
	New int
}

const (
	savedColumns = "id, person, party, name, filter, category, every, seen_n, next_at, told_at, created_at, version"
	// newLooked is how many of the newest jobs are looked at for what is new.
	newLooked = 500
)

func savedFields(s *search.Saved) []any {
	return []any{&s.ID, &s.Person, &s.Party, &s.Name, &s.Filter, &s.Category, &s.Every, &s.SeenN, &s.NextAt, &s.ToldAt, &s.CreatedAt, &s.Version}
}

// SavedSearches returns what a person has saved, the oldest first.
func SavedSearches(ctx context.Context, d *db.DB, p id.Person) (list []SavedSearch, err error) {
	defer fault.Wrap(&err, "saved searches of %s", p)
	err = d.View(ctx, func(s *db.Snapshot) error {
		saved, err := db.All(ctx, s, savedFields, "SELECT "+savedColumns+" FROM search_saved WHERE person = $1 ORDER BY id", p)
		if err != nil || len(saved) == 0 {
			return err
		}
		seen := saved[0].SeenN
		for _, x := range saved {
			seen = min(seen, x.SeenN)
		}
		news, err := db.All(ctx, s, func(r *packedJob) []any {
			return []any{&r.N, &r.ID, &r.Mall, &r.Client, &r.Category, &r.packed, &r.Pay, &r.ClosesOn, &r.PublishedAt, &r.Title, &r.Body}
		}, fmt.Sprintf(`SELECT n, job, mall, client, category, facets, pay, closes_on, published_at, title, body
			FROM search_job WHERE n > $1 ORDER BY n DESC LIMIT %d`, newLooked), seen)
		if err != nil {
			return err
		}
		list = nil
		today := calendar.On(s.Now)
		for _, x := range saved {
			one, w := SavedSearch{Saved: x}, search.ParseWatch(x.Filter)
			for _, j := range news {
				j.Facets = search.UnpackFacets(j.packed)
				if j.N > x.SeenN && j.Client != x.Party && j.News() && w.Finds(j.Job, today) {
					one.New++
				}
			}
			list = append(list, one)
		}
		return nil
	})
	return list, err
}

// SavedSearchOf returns one search that a person has saved.
func SavedSearchOf(ctx context.Context, r db.Reader, p id.Person, sid id.Search) (s search.Saved, err error) {
	defer fault.Wrap(&err, "saved search %s", sid)
	return s, db.One(ctx, r, savedFields(&s), "SELECT "+savedColumns+" FROM search_saved WHERE id = $1 AND person = $2", sid, p)
}

// packedJob is a job as the index keeps it.
type packedJob struct {
	search.Job
	packed int64
}
