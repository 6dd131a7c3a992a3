package searching

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/search"
	"nariwai/internal/search/searchdb"
)

// EditSearch changes the name of a saved search and how often its person is told.
func EditSearch(ctx context.Context, d *db.DB, a people.Actor, sid id.Search, name string, every search.Every) (err error) {
	defer fault.Wrap(&err, "edit search %s", sid)
	return d.Write(ctx, func(tx *db.Tx) error {
		s, err := own(ctx, tx, a, sid)
		if err != nil {
			return err
		}
		return change(ctx, tx, s, name, every)
	})
}

// own is a search that the actor has saved.
func own(ctx context.Context, tx *db.Tx, a people.Actor, sid id.Search) (s search.Saved, err error) {
	if err := peopledb.Entitled(ctx, tx, a, people.Any); err != nil {
		return s, err
	}
	return searchdb.Saved.One(ctx, tx, "WHERE id = $1 AND person = $2", sid, a.Person)
}

func change(ctx context.Context, tx *db.Tx, s search.Saved, name string, every search.Every) error {
	if err := s.Set(name, every, tx.Now); err != nil {
		return err
	}
	_, err := searchdb.Saved.Update(ctx, tx, s)
	return err
}
