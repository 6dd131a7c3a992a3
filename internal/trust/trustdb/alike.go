package trustdb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// SetAlike notes how many other proposals of its worker say nearly the same as one.
func SetAlike(ctx context.Context, tx *db.Tx, p id.Proposal, n int) (err error) {
	defer fault.Wrap(&err, "note what is like proposal %s", p)
	if n == 0 {
		_, err = tx.Do(ctx, "DELETE FROM trust_alike WHERE proposal = $1", p)
		return err
	}
	_, err = tx.Do(ctx, "INSERT INTO trust_alike (proposal, n) VALUES ($1, $2) ON CONFLICT (proposal) DO UPDATE SET n = excluded.n", p, n)
	return err
}
