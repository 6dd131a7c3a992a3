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

// WithdrawDispute ends a dispute by the side that opened it, before a decision; the item goes on where it stood.
func WithdrawDispute(ctx context.Context, d *db.DB, a people.Actor, did id.Dispute) (err error) {
	defer fault.Wrap(&err, "withdraw dispute %s", did)
	return onDispute(ctx, d, a, did, func(tx *db.Tx, r *room, dis *market.Dispute) error {
		if err := dis.Withdraw(r.c, &r.it, a.Party, a.Person, tx.Now); err != nil {
			return err
		}
		if err := marketdb.SaveDispute(ctx, tx, dis); err != nil {
			return err
		}
		if err := marketdb.SaveItem(ctx, tx, &r.it); err != nil {
			return err
		}
		if err := r.log(ctx, tx, market.EventWithdrawn, yen.Yen{}, ""); err != nil {
			return err
		}
		if err := r.tell(ctx, tx, "withdrawn", "「%s」のもめごと相談は、取り下げられました。契約はもとのところから続きます", []any{name(r.c, r.it)}); err != nil {
			return err
		}
		return tellDesk(ctx, tx, *dis, "withdrawn", "もめごと相談が取り下げられました：「%s」", []any{name(r.c, r.it)})
	})
}
