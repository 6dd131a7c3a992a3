// Package collusiondb keeps the marks of the browsers in which people sign in, and reads what package collusion must know of
// candidates, many at once.
package collusiondb

import (
	"context"

	"nariwai/internal/collusion"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// Seen notes that a person has signed in in a browser; device is the hash of its cookie.
func Seen(ctx context.Context, tx *db.Tx, p id.Person, device string) (err error) {
	defer fault.Wrap(&err, "note device of %s", p)
	return tx.Exec(ctx, 1, `INSERT INTO collusion_device (device, person, first_at, last_at) VALUES ($1, $2, $3, $3)
		ON CONFLICT (person, device) DO UPDATE SET last_at = excluded.last_at`, device, p, tx.Now)
}

// Forget removes the devices of a person who has left.
func Forget(ctx context.Context, tx *db.Tx, p id.Person) (err error) {
	defer fault.Wrap(&err, "forget devices of %s", p)
	_, err = tx.Do(ctx, "DELETE FROM collusion_device WHERE person = $1", p)
	return err
}

// Prune removes the devices in which nobody has signed in for collusion.DevicesKept.
func Prune(ctx context.Context, tx *db.Tx) (err error) {
	defer fault.Wrap(&err, "prune devices")
	_, err = tx.Do(ctx, "DELETE FROM collusion_device WHERE last_at <= $1", tx.Now.Add(-collusion.DevicesKept))
	return err
}
