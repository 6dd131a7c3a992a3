package demonstration

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people/peopledb"
)

// LookIn notes that invented people have been here: they act without signing in.
func LookIn(ctx context.Context, d *db.DB, persons []id.Person) (err error) {
	defer fault.Wrap(&err, "look in")
	if err := Only(d); err != nil {
		return err
	}
	return d.Write(ctx, func(tx *db.Tx) error { return peopledb.LookedIn(ctx, tx, persons) })
}
