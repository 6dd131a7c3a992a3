package searching

import (
	"context"
	"net/url"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/search"
	"nariwai/internal/search/searchdb"
)

// SaveSearch keeps a filter of the list of jobs, as addresses hold it, and begins to tell of what it finds from now on. The
// same filter saved again is the same search with another name.
func SaveSearch(ctx context.Context, d *db.DB, a people.Actor, filter, name string, every search.Every) (err error) {
	defer fault.Wrap(&err, "save search")
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if err := peopledb.Entitled(ctx, tx, a, people.Any); err != nil {
			return "", err
		}
		have, err := searchdb.SavedBy(ctx, tx, a.Person)
		if err != nil {
			return "", err
		}
		for _, s := range have {
			if s.Filter == filter && s.Party == a.Party {
				return "", change(ctx, tx, s, name, every)
			}
		}
		if len(have) >= search.MostSaved {
			return "", fault.New(fault.Conflict, "保存できる条件は%dまでです。使わないものを消してください", search.MostSaved)
		}
		v, _ := url.ParseQuery(filter)
		s := search.Saved{ID: id.Search(tx.NewID()), Person: a.Person, Party: a.Party, Filter: filter, Category: v.Get("category"), CreatedAt: tx.Now}
		if err := s.Set(name, every, tx.Now); err != nil {
			return "", err
		}
		return "", searchdb.Saved.Insert(ctx, tx, s)
	})
	return err
}
