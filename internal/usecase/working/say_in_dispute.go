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

// SayInDispute adds what a side tells the desk; the other side reads it too.
func SayInDispute(ctx context.Context, d *db.DB, a people.Actor, did id.Dispute, words string) (err error) {
	defer fault.Wrap(&err, "say in dispute %s", did)
	return onDispute(ctx, d, a, did, func(tx *db.Tx, r *room, dis *market.Dispute) error {
		if err := dis.Say(r.side, words); err != nil {
			return err
		}
		if err := marketdb.SaveDispute(ctx, tx, dis); err != nil {
			return err
		}
		if err := r.log(ctx, tx, market.EventSaid, yen.Yen{}, ""); err != nil {
			return err
		}
		if err := r.tellOfDispute(ctx, tx, *dis, "said", "「%s」のもめごと相談に、相手の言い分が加わりました"); err != nil {
			return err
		}
		return tellDesk(ctx, tx, *dis, "said", "もめごと相談に言い分が加わりました：「%s」", []any{name(r.c, r.it)})
	})
}
