package working

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/usecase/inform"
)

// ReadDispute lets an operator read what the two sides of a dispute wrote and handed in. What is private to others is read
// for a reason only: the record says who did, and both sides are told of each person who does, once.
func ReadDispute(ctx context.Context, d *db.DB, a people.Actor, did id.Dispute) (cid id.Contract, err error) {
	defer fault.Wrap(&err, "read dispute %s", did)
	const verb = "read_dispute"
	a.Key = "" // each reading is a line of its own
	err = atDesk(ctx, d, a, did, func(tx *db.Tx, c *market.Contract, _ *market.Item, _ *market.Dispute) error {
		cid = c.ID
		before, err := db.Audits.All(ctx, tx, "WHERE subject = $1 AND verb = $2 AND by_person = $3 LIMIT 1", did, verb, a.Person)
		if err != nil {
			return err
		}
		for _, side := range []id.Party{c.Client, c.Worker} {
			if len(before) > 0 {
				break
			}
			if err := inform.Party(ctx, tx, side, "talk_read", notice.Message{
				Say: "「%s」のやりとりを、運営が読みました", Args: []any{c.Title}, Link: "/disputes/" + string(did),
				More: []notice.Sentence{{Say: "もめごと相談があったためです。"}, {Say: "読んだ人と日時を、記録に残しています。"}},
			}); err != nil {
				return err
			}
		}
		return tx.Audit(ctx, a.Person, a.Party, verb, string(did), string(c.ID))
	})
	return cid, err
}
