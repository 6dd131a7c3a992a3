package working

import (
	"context"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
)

// ReadDispute lets an operator read what the two sides of a dispute have told the desk, and the record says who did. What
// they said to each other and handed in is open to the operator until the moment that it answers: 0 while it is shut
// (OpenDisputedTalk opens it).
func ReadDispute(ctx context.Context, d *db.DB, a people.Actor, did id.Dispute) (until clock.Instant, err error) {
	defer fault.Wrap(&err, "read dispute %s", did)
	a.Key = "" // each reading is a line of its own
	err = atDesk(ctx, d, a, did, func(tx *db.Tx, c *market.Contract, _ *market.Item, dis *market.Dispute) error {
		looked, err := marketdb.Looked(ctx, tx, did, a.Person)
		if err != nil {
			return err
		}
		until = dis.Until(looked, tx.Now)
		return tx.Audit(ctx, a.Person, a.Party, "read_dispute", string(did), string(c.ID))
	})
	return until, err
}

// ReadDisputed is ReadDispute for a single thing of a disputed contract; it refuses while that is shut.
func ReadDisputed(ctx context.Context, d *db.DB, a people.Actor, did id.Dispute) error {
	until, err := ReadDispute(ctx, d, a, did)
	if err == nil && until.IsZero() {
		err = fault.New(fault.Forbidden, "先に、理由を記録してやりとりを開いてください")
	}
	return err
}
