package searching

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/search/searchdb"
)

// StopSearch sends no more letters of a saved search and keeps it.
func StopSearch(ctx context.Context, d *db.DB, a people.Actor, sid id.Search) (err error) {
	defer fault.Wrap(&err, "stop search %s", sid)
	return d.Write(ctx, func(tx *db.Tx) error {
		s, err := own(ctx, tx, a, sid)
		if err != nil {
			return err
		}
		s.Stop()
		_, err = searchdb.Saved.Update(ctx, tx, s)
		return err
	})
}
