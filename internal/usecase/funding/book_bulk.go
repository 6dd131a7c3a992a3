package funding

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/bulk/bulkdb"
	"nariwai/internal/db"
	"nariwai/internal/market"
	"nariwai/internal/notice"
	"nariwai/internal/usecase/inform"
)

// fundBulk opens a bulk order whose money has come: from now on its lines may be taken.
func fundBulk(ctx context.Context, tx *db.Tx, f billing.Funding) error {
	o, err := bulkdb.Order(ctx, tx, f.Bulk)
	if err != nil {
		return err
	}
	if err := o.Secure(string(market.SecuredByCash), tx.Now); err != nil {
		return err
	}
	if err := bulkdb.SaveOrder(ctx, tx, &o); err != nil {
		return err
	}
	if err := bulkdb.OpenAll(ctx, tx, o.ID, int64(len(f.Items))); err != nil {
		return err
	}
	return inform.Party(ctx, tx, o.Client, "funded", notice.Message{
		Say: "「%s」の仮払い %s を確かめました。記事を引き受けてもらえます", Args: []any{o.Title, f.Amount}, Link: f.Link(),
		More: []notice.Sentence{{Say: "お金は、1本ずつ検収するまで動きません。"}},
	})
}
