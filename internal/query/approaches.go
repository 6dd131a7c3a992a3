package query

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/message"
	"nariwai/internal/policy"
)

// approachesOf is how many first messages and proposals a party may send now.
func approachesOf(ctx context.Context, s *db.Snapshot, p id.Party) (a message.Approaches, err error) {
	defer fault.Wrap(&err, "approaches of %s", p)
	today := calendar.On(s.Now)
	if a.Limits, err = ruleOn[message.Limits](ctx, s, policy.Approaches, id.Site, today); err != nil {
		return a, err
	}
	err = db.One(ctx, s, []any{&a.Waiting, &a.Today}, `SELECT (SELECT COUNT(*) FROM message_approach WHERE party = $1 AND back = ''),
		(SELECT COUNT(*) FROM message_approach WHERE party = $1 AND at >= $2 AND back <> 'answered')`, p, today.Start())
	return a, err
}

// Approaches is how many first messages and proposals a party may send now.
func Approaches(ctx context.Context, d *db.DB, p id.Party) (a message.Approaches, err error) {
	err = d.View(ctx, func(s *db.Snapshot) error {
		a, err = approachesOf(ctx, s, p)
		return err
	})
	return a, err
}
