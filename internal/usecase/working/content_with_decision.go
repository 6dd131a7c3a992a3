package working

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/yen"
)

// ContentWithDecision records that a side takes the desk's decision as it is. When both do, it takes effect at once.
func ContentWithDecision(ctx context.Context, d *db.DB, a people.Actor, did id.Dispute) (err error) {
	defer fault.Wrap(&err, "content with decision %s", did)
	return onDispute(ctx, d, a, did, func(tx *db.Tx, r *room, dis *market.Dispute) error {
		if err := dis.Content(r.side); err != nil {
			return err
		}
		if err := r.log(ctx, tx, market.EventContent, yen.Yen{}, ""); err != nil {
			return err
		}
		if err := tx.Audit(ctx, a.Person, a.Party, "content", string(did), ""); err != nil {
			return err
		}
		if dis.Final(tx.Now) {
			return takeEffect(ctx, tx, &r.c, &r.it, dis)
		}
		return marketdb.SaveDispute(ctx, tx, dis)
	})
}
