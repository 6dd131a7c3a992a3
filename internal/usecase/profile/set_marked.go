package profile

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/trust/trustdb"
)

// SetMarked says whether the program may look through what the person writes and reads before a contract, for contact details and
// links. It needs the person's consent (Telecommunications Business Act, art. 4), which can be taken back.
func SetMarked(ctx context.Context, d *db.DB, a people.Actor, on bool) (err error) {
	defer fault.Wrap(&err, "set marked")
	return d.Write(ctx, func(tx *db.Tx) error {
		if _, err := peopledb.Acting(ctx, tx, a, people.Any); err != nil {
			return err
		}
		return trustdb.SetMarked(ctx, tx, a.Person, on)
	})
}
