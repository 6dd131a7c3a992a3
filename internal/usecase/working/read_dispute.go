package working

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
)

// ReadDispute lets an operator read what the two sides of a dispute wrote and handed in. What is private to others is read
// for a reason only, and the record says who did.
func ReadDispute(ctx context.Context, d *db.DB, a people.Actor, did id.Dispute) (cid id.Contract, err error) {
	defer fault.Wrap(&err, "read dispute %s", did)
	a.Key = "" // each reading is a line of its own
	err = atDesk(ctx, d, a, did, func(tx *db.Tx, c *market.Contract, _ *market.Item, _ *market.Dispute) error {
		cid = c.ID
		return tx.Audit(ctx, a.Person, a.Party, "read_dispute", string(did), string(c.ID))
	})
	return cid, err
}
