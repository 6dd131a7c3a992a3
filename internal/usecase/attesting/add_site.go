package attesting

import (
	"context"

	"nariwai/internal/attest"
	"nariwai/internal/attest/attestdb"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
)

// AddSite enters another site with the keys that it publishes, or enters its keys anew. Records that have waited for it are checked.
func AddSite(ctx context.Context, d *db.DB, a people.Actor, name, keys string) (err error) {
	defer fault.Wrap(&err, "add site")
	in, err := attest.NewElsewhere(name, keys)
	if err != nil {
		return err
	}
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if err := peopledb.Operating(ctx, tx, a); err != nil {
			return "", err
		}
		e, err := attestdb.Site(ctx, tx, in.Address)
		switch {
		case err == nil:
			e.Name, e.Keys, e.AddedBy, e.AddedAt, e.EndedAt = in.Name, in.Keys, a.Person, tx.Now, 0
			err = attestdb.SaveSite(ctx, tx, &e)
		case fault.Is(err, fault.NotFound):
			e = in
			e.ID, e.AddedBy, e.AddedAt = id.Elsewhere(tx.NewID()), a.Person, tx.Now
			err = attestdb.InsertSite(ctx, tx, e)
		}
		if err != nil {
			return "", err
		}
		if err := settle(ctx, tx, e); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, "", "add_site", string(e.ID), e.Address)
	})
	return err
}

// EndSite shows the records of a site no more.
func EndSite(ctx context.Context, d *db.DB, a people.Actor, site id.Elsewhere) (err error) {
	defer fault.Wrap(&err, "end site %s", site)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if err := peopledb.Operating(ctx, tx, a); err != nil {
			return "", err
		}
		e, err := attestdb.SiteByID(ctx, tx, site)
		if err != nil {
			return "", err
		}
		if !e.EndedAt.IsZero() {
			return "", fault.New(fault.Conflict, "このサイトは、もう外されています")
		}
		e.EndedAt = tx.Now
		if err := attestdb.SaveSite(ctx, tx, &e); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, "", "end_site", string(e.ID), e.Address)
	})
	return err
}
