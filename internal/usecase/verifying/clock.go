package verifying

import (
	"nariwai/internal/clock"
	"nariwai/internal/db"
)

// time finds what is dated later than now: it was written by a clock that ran ahead, and waits for its day to come.
func (e *examiner) time() error {
	for _, look := range []struct{ what, q string }{
		{"transfers", "SELECT COUNT(*), COALESCE(MIN(id), '') FROM ledger_transfer WHERE at > $1"},
		{"settlements", "SELECT COUNT(*), COALESCE(MIN(id), '') FROM billing_settlement WHERE at > $1"},
		{"runs", "SELECT COUNT(*), COALESCE(MIN(id), '') FROM billing_run WHERE started_at > $1"},
		{"commands", "SELECT COUNT(*), COALESCE(MIN(id), '') FROM db_idempotency WHERE at > $1"},
	} {
		var n int64
		var first string
		if err := db.One(e.ctx, e.r, []any{&n, &first}, look.q, e.now.Add(clock.Minute)); err != nil {
			return err
		}
		e.looked++
		if n > 0 {
			e.bad(look.what, "%d are dated later than now, such as %s", n, first)
		}
	}
	return nil
}
