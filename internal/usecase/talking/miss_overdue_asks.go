package talking

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/reply/replydb"
)

// asksAtATime is how many asks one transaction ends.
const asksAtATime = 200

// MissOverdueAsks ends the asks whose time is over. Nothing waits for it: what is answered after its time was missed, whether
// this has come by or not; it is there so that the rates of those who answer nothing at all are true.
func MissOverdueAsks(ctx context.Context, d *db.DB) (missed int, err error) {
	defer fault.Wrap(&err, "miss overdue asks")
	for more := true; more && ctx.Err() == nil; {
		n := 0
		if err := d.Write(ctx, func(tx *db.Tx) error {
			list, err := replydb.Overdue(ctx, tx, tx.Now, asksAtATime)
			if err != nil {
				return err
			}
			for _, a := range list {
				before := a
				a.Miss(tx.Now)
				if err := replydb.Save(ctx, tx, before, a); err != nil {
					return err
				}
			}
			n = len(list)
			return nil
		}); err != nil {
			return missed, err
		}
		missed += n
		more = n == asksAtATime
	}
	return missed, ctx.Err()
}
