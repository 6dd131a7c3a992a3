package offering

import (
	"context"
	"errors"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/notice"
	"nariwai/internal/usecase/inform"
)

// atATime is how many offers one round looks up.
const atATime = 50

// ExpireOffers ends the offers that nobody has answered in time. What fails is tried again the next time.
func ExpireOffers(ctx context.Context, d *db.DB) (done int, err error) {
	defer fault.Wrap(&err, "expire offers")
	due, err := marketdb.OffersOverdue(ctx, d.Snapshot(), d.Clock(), atATime)
	if err != nil {
		return 0, err
	}
	var failed []error
	for _, one := range due {
		if err := d.Write(ctx, func(tx *db.Tx) error {
			o, j, err := find(ctx, tx, one.ID, func(market.DirectOffer) bool { return true })
			if err != nil || o.State != market.OfferSent { // somebody was faster
				return err
			}
			if err := o.Expire(tx.Now); err != nil {
				return err
			}
			if err := void(ctx, tx, &o, &j); err != nil {
				return err
			}
			return inform.Party(ctx, tx, o.Client, "offered", notice.Message{
				Say: "「%s」のお願いは、期限までに返事がありませんでした", Args: []any{j.Title}, Link: "/offers/" + string(o.ID),
			})
		}); err != nil {
			failed = append(failed, err)
			continue
		}
		done++
	}
	return done, errors.Join(failed...)
}
