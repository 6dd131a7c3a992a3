package working

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/usecase/inform"
)

// OpenDisputedTalk lets one person at the desk read for some days what was said and handed in within a disputed contract. The
// reason is recorded and both sides are told (Telecommunications Business Act, art. 4: secrecy of communications).
func OpenDisputedTalk(ctx context.Context, d *db.DB, a people.Actor, did id.Dispute, reason string) (err error) {
	defer fault.Wrap(&err, "open talk of dispute %s", did)
	return atDesk(ctx, d, a, did, func(tx *db.Tx, c *market.Contract, _ *market.Item, dis *market.Dispute) error {
		look, err := dis.OpenTalk(tx.NewID(), a.Person, reason, tx.Now)
		if err != nil {
			return err
		}
		if err := marketdb.AddLook(ctx, tx, look); err != nil {
			return err
		}
		for _, side := range []id.Party{c.Client, c.Worker} {
			if err := inform.Party(ctx, tx, side, "talk_read", notice.Message{
				Say: "「%s」のやりとりを、運営が読みました", Args: []any{c.Title}, Link: "/disputes/" + string(did),
				More: []notice.Sentence{{Say: "もめごと相談があったためです。理由：%s", Args: []any{look.Reason}}, {Say: "読んだ人と日時を、記録に残しています。"}},
			}); err != nil {
				return err
			}
		}
		return tx.Audit(ctx, a.Person, a.Party, "open_disputed_talk", string(did), look.Reason)
	})
}
