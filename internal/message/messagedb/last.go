package messagedb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// LastN returns how many messages threads have.
func LastN(ctx context.Context, r db.Reader, threads []id.Thread) (out map[id.Thread]int64, err error) {
	defer fault.Wrap(&err, "last of %d threads", len(threads))
	out = map[id.Thread]int64{}
	if len(threads) == 0 {
		return out, nil
	}
	type row struct {
		thread id.Thread
		n      int64
	}
	marks, args := db.In(1, threads)
	rows, err := db.All(ctx, r, func(x *row) []any { return []any{&x.thread, &x.n} },
		"SELECT id, last_n FROM message_thread WHERE id IN ("+marks+")", args...)
	for _, x := range rows {
		out[x.thread] = x.n
	}
	return out, err
}
