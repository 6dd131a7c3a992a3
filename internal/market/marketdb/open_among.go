package marketdb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
)

// OpenAmong returns those of some jobs that take proposals, by id.
func OpenAmong(ctx context.Context, r db.Reader, ids []id.Job) (out map[id.Job]market.Job, err error) {
	defer fault.Wrap(&err, "open jobs among %d", len(ids))
	marks, args := db.In(1, ids)
	list, err := jobs.All(ctx, r, "WHERE state = 'open' AND id IN ("+marks+")", args...)
	out = make(map[id.Job]market.Job, len(list))
	for _, j := range list {
		out[j.ID] = j
	}
	return out, err
}
