package marketdb

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
)

// Record is what the contracts of a worker that have ended say of them.
type Record struct {
	Finished     int64 // contracts in which something was paid for
	InTime, Late int64 // their items by when the first delivery came
}

// Records returns the records of workers; who has finished nothing is left out.
func Records(ctx context.Context, r db.Reader, workers []id.Party) (out map[id.Party]Record, err error) {
	defer fault.Wrap(&err, "records of %d workers", len(workers))
	out = map[id.Party]Record{}
	if len(workers) == 0 {
		return out, nil
	}
	type row struct {
		worker    id.Party
		contract  id.Contract
		due       calendar.Date
		delivered clock.Instant
	}
	marks, args := db.In(4, workers)
	rows, err := db.All(ctx, r, func(x *row) []any { return []any{&x.worker, &x.contract, &x.due, &x.delivered} },
		`SELECT c.worker, c.id, i.due_on, CAST(COALESCE((SELECT MIN(d.at) FROM market_delivery d WHERE d.item = i.id), 0) AS BIGINT)
		FROM market_contract c JOIN market_item i ON i.contract = c.id
		WHERE c.state = $1 AND i.state IN ($2, $3) AND c.worker IN (`+marks+`) ORDER BY c.worker, c.id, i.n`,
		append([]any{market.ContractEnded, market.ItemAccepted, market.ItemSplit}, args...)...)
	var last id.Contract
	for _, x := range rows {
		w := out[x.worker]
		if x.contract != last {
			w.Finished++
			last = x.contract
		}
		switch {
		case x.delivered == 0: // agreed upon without one
		case calendar.On(x.delivered) <= x.due:
			w.InTime++
		default:
			w.Late++
		}
		out[x.worker] = w
	}
	return out, err
}
