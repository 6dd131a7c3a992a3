package account

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/inform"
	"nariwai/internal/usecase/listing"
)

// eraseExpired removes what was kept of closed accounts whose last day has passed, some at a time until none is left.
func eraseExpired(ctx context.Context, d *db.DB) (err error) {
	defer fault.Wrap(&err, "erase expired")
	for {
		var gone []id.Party
		err := d.Write(ctx, func(tx *db.Tx) (err error) {
			if gone, err = peopledb.EraseExpired(ctx, tx); err != nil {
				return err
			}
			for _, p := range gone {
				if err := tx.Audit(ctx, "", p, "erase", string(p), ""); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || len(gone) == 0 {
			return err
		}
	}
}

// endSuspensions sets free whose suspension has run out.
func endSuspensions(ctx context.Context, d *db.DB) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		free, err := peopledb.Lapse(ctx, tx)
		if err != nil {
			return err
		}
		for _, p := range free {
			if err := inform.Person(ctx, tx, to(p), "suspension_over", notice.Message{
				Say: "利用停止の期間が終わりました。これまでどおりお使いいただけます", Link: "/home"}); err != nil {
				return err
			}
			if err := listing.PersonIn(ctx, tx, p.ID); err != nil {
				return err
			}
			if err := tx.Audit(ctx, "", "", "suspension_over", string(p.ID), string(people.Suspended)); err != nil {
				return err
			}
		}
		return nil
	})
}
