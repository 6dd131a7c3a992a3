package account

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
)

// AcceptTerms notes that the person accepts the terms of use in force today. shown is the version they have read:
// a page that stood open while the terms changed is a Conflict.
func AcceptTerms(ctx context.Context, d *db.DB, a people.Actor, shown calendar.Date) (err error) {
	defer fault.Wrap(&err, "accept terms")
	return d.Write(ctx, func(tx *db.Tx) error {
		p, err := me(ctx, tx, a)
		if err != nil {
			return err
		}
		now := people.TermsOn(calendar.On(tx.Now))
		if shown != now {
			return fault.New(fault.Conflict, "利用規約が新しくなっています。新しい内容を読んで、同意してください")
		}
		return peopledb.Accept(ctx, tx, p.ID, now)
	})
}
