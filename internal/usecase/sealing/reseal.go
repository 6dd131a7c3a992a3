// Package sealing looks after what lies sealed in the database.
package sealing

import (
	"context"
	"fmt"
	"slices"

	"nariwai/internal/billing/billingdb"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/identity/identitydb"
	"nariwai/internal/people/peopledb"
)

// Reseal seals with the newest key whatever is sealed with an older one; afterwards the older ones are not needed any more.
// It goes on where it was broken off. report hears how many of how many parts are done.
func Reseal(ctx context.Context, d *db.DB, report func(done, total int)) (err error) {
	defer fault.Wrap(&err, "reseal")
	var steps []func(context.Context, *db.Tx, string) (string, error)
	for _, t := range slices.Concat(peopledb.Sealed(), billingdb.Sealed(), identitydb.Sealed()) {
		steps = append(steps, t.Reseal)
	}
	steps = append(steps, peopledb.Remark)
	for i, step := range steps {
		for after := ""; ; {
			var last string
			if err := d.Write(ctx, func(tx *db.Tx) (err error) {
				last, err = step(ctx, tx, after)
				return err
			}); err != nil {
				return err
			}
			if after = last; after == "" {
				break
			}
		}
		report(i+1, len(steps))
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		id, err := tx.KeyTurned(ctx)
		if err != nil {
			return err
		}
		return tx.Audit(ctx, "", "", "reseal", fmt.Sprintf("%016x", id), "")
	})
}
