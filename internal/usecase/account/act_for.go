package account

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
)

// ActFor lets the session that asks act for another party of those for which its person holds a grant. Any other party
// is not there.
func ActFor(ctx context.Context, d *db.DB, a people.Actor, p id.Party) (err error) {
	defer fault.Wrap(&err, "act for %s", p)
	return d.Write(ctx, func(tx *db.Tx) error {
		if _, err := me(ctx, tx, a); err != nil {
			return err
		}
		if _, err := peopledb.GrantOf(ctx, tx, a.Person, p); err != nil {
			return err
		}
		return peopledb.Switch(ctx, tx, a.Person, a.Session, p)
	})
}
