package verifying

import (
	"slices"

	"nariwai/internal/billing/billingdb"
	"nariwai/internal/identity/identitydb"
	"nariwai/internal/people/peopledb"
)

// sealed: what is sealed in the database opens with the keys that are here, and is what was sealed in its row.
func (e *examiner) sealed() error {
	for _, t := range slices.Concat(peopledb.Sealed(), billingdb.Sealed(), identitydb.Sealed()) {
		for after := ""; ; {
			bad, n, last, err := t.Unreadable(e.ctx, e.r, after)
			if err != nil {
				return err
			}
			for _, row := range bad {
				e.bad(row, "can't be opened: it was sealed with another key, or for another row")
			}
			e.looked += n
			if after = last; after == "" {
				break
			}
		}
	}
	return nil
}
