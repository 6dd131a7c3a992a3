package working

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/yen"
)

// AppealDecision asks for a second person's decision, once, within the days for an appeal.
func AppealDecision(ctx context.Context, d *db.DB, a people.Actor, did id.Dispute, reason string) (err error) {
	defer fault.Wrap(&err, "appeal decision %s", did)
	return onDispute(ctx, d, a, did, func(tx *db.Tx, r *room, dis *market.Dispute) error {
		if err := dis.AskAgain(a.Person, reason, tx.Now); err != nil {
			return err
		}
		if err := marketdb.SaveDispute(ctx, tx, dis); err != nil {
			return err
		}
		if err := r.log(ctx, tx, market.EventAppealed, yen.Yen{}, string(did)); err != nil {
			return err
		}
		if err := r.tellOfDispute(ctx, tx, *dis, "appealed", "「%s」の決定に、不服の申し立てがありました。最初とは別の担当者がもう一度決めます",
			notice.Sentence{Say: "理由：%s", Args: []any{reason}}); err != nil {
			return err
		}
		return tellDesk(ctx, tx, *dis, "appealed", "不服の申し立てがありました：「%s」", []any{name(r.c, r.it)})
	})
}
