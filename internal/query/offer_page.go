package query

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// offeredAt is the page on which a party sees a job that was offered to one; "" for everybody who is no side of it.
func offeredAt(ctx context.Context, s *db.Snapshot, jid id.Job, viewer id.Party) (path string, err error) {
	if viewer == "" {
		return "", nil
	}
	err = db.One(ctx, s, []any{&path}, "SELECT '/offers/' || id FROM market_offer WHERE job = $1 AND (client = $2 OR worker = $2) LIMIT 1", jid, viewer)
	if !fault.Is(err, fault.NotFound) {
		return path, err
	}
	err = db.One(ctx, s, []any{&path}, `SELECT '/recurring/' || m.recurring FROM market_contract c JOIN recurring_month m ON m.contract = c.id AND m.contract <> ''
		WHERE c.job = $1 AND (c.client = $2 OR c.worker = $2) LIMIT 1`, jid, viewer)
	if fault.Is(err, fault.NotFound) {
		return "", nil
	}
	return path, err
}
