package concluding

import (
	"context"

	"nariwai/internal/bulk"
	"nariwai/internal/bulk/bulkdb"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/notice"
	"nariwai/internal/usecase/inform"
)

// Bulk ends the bulk order of a job when its last line has ended: nothing is open, and nobody has one in hand.
func Bulk(ctx context.Context, tx *db.Tx, jid id.Job) (err error) {
	defer fault.Wrap(&err, "end the bulk order of %s", jid)
	o, err := bulkdb.OrderOfJob(ctx, tx, jid)
	if err != nil {
		return err
	}
	free, _, err := bulkdb.Count(ctx, tx, o.ID, bulk.LineOpen)
	if err != nil || free > 0 {
		return err
	}
	running, err := marketdb.Running(ctx, tx, jid)
	if err != nil || running > 0 || !o.End(tx.Now) {
		return err
	}
	if err := bulkdb.SaveOrder(ctx, tx, &o); err != nil {
		return err
	}
	j, err := marketdb.Job(ctx, tx, jid)
	if err != nil {
		return err
	}
	if err := j.EndPrivate(tx.Now); err != nil {
		return err
	}
	if err := marketdb.SaveJob(ctx, tx, &j); err != nil {
		return err
	}
	return inform.Party(ctx, tx, o.Client, "bulk_news", notice.Message{
		Say: "まとめ依頼「%s」の記事が、すべて終わりました", Args: []any{o.Title}, Link: "/bulk/" + string(o.ID),
	})
}

// bulkOf is Bulk for a contract that has just ended.
func bulkOf(ctx context.Context, tx *db.Tx, c market.Contract) error {
	if c.Arrangement != market.Bulk || c.State != market.ContractEnded {
		return nil
	}
	return Bulk(ctx, tx, c.Job)
}
