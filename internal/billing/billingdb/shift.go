package billingdb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/yen"
)

// ShiftPending moves the balances of the lists that wait for their confirmation by a sum. A demonstration's bank needs it:
// its buttons move money at once, which a list that was fetched before could not know, and could otherwise never go on from.
func ShiftPending(ctx context.Context, tx *db.Tx, by yen.Yen) (err error) {
	defer fault.Wrap(&err, "shift pending lists")
	if _, err := tx.Do(ctx, `UPDATE billing_deposit SET balance = balance + $1
		WHERE import IN (SELECT id FROM billing_import WHERE state = 'pending')`, by); err != nil {
		return err
	}
	_, err = tx.Do(ctx, "UPDATE billing_import SET opening = opening + $1, closing = closing + $1, version = version + 1 WHERE state = 'pending'", by)
	return err
}
