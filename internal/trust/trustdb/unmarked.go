package trustdb

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// SetMarked notes whether what a person writes and reads before a contract is looked through for ways out of this place.
func SetMarked(ctx context.Context, tx *db.Tx, p id.Person, on bool) (err error) {
	defer fault.Wrap(&err, "set the marks of %s", p)
	if on {
		_, err = tx.Do(ctx, "DELETE FROM trust_unmarked WHERE person = $1", p)
		return err
	}
	_, err = tx.Do(ctx, "INSERT INTO trust_unmarked (person, at) VALUES ($1, $2) ON CONFLICT (person) DO NOTHING", p, tx.Now)
	return err
}
