package searching

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/search/searchdb"
)

// DropSearch forgets a saved search.
func DropSearch(ctx context.Context, d *db.DB, a people.Actor, sid id.Search) (err error) {
	defer fault.Wrap(&err, "drop search %s", sid)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if err := peopledb.Entitled(ctx, tx, a, people.Any); err != nil {
			return "", err
		}
		return "", searchdb.DropSaved(ctx, tx, a.Person, sid)
	})
	return err
}
