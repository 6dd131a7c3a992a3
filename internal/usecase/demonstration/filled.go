package demonstration

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
)

const opened = "open_demonstration"

// Open notes that the invented market is complete.
func Open(ctx context.Context, d *db.DB) (err error) {
	defer fault.Wrap(&err, "open the demonstration")
	if err := Only(d); err != nil {
		return err
	}
	return d.Write(ctx, func(tx *db.Tx) error { return tx.Audit(ctx, "", "", opened, "", "") })
}

// Filled reports whether the invented market is complete, and whether somebody has begun to fill it:
// one that was broken off half-way is no use to anybody.
func Filled(ctx context.Context, d *db.DB) (complete, begun bool, err error) {
	defer fault.Wrap(&err, "look at the demonstration")
	var lines, persons int64
	r := d.Snapshot()
	if err := db.One(ctx, r, []any{&lines}, "SELECT COUNT(*) FROM db_audit WHERE verb = $1", opened); err != nil {
		return false, false, err
	}
	err = db.One(ctx, r, []any{&persons}, "SELECT COUNT(*) FROM people_person")
	return lines > 0, persons > 0, err
}
