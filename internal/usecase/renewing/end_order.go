package renewing

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/recurring"
)

// EndOrder gives notice that an order ends: from a client of half a year and longer at least 30 days before.
func EndOrder(ctx context.Context, d *db.DB, a people.Actor, rid id.Recurring, cause recurring.Cause, reason string) (err error) {
	defer fault.Wrap(&err, "end recurring order %s", rid)
	return change(ctx, d, a, rid, either, "recurring_ends", func(tx *db.Tx, o *recurring.Order, me people.Party) (notice.Message, error) {
		if err := o.End(me.ID, cause, reason, tx.Now); err != nil {
			return notice.Message{}, err
		}
		m := notice.Message{Say: "「%s」の継続の依頼は、%sで終わります（%sさんからの予告）", Args: []any{o.Title, o.EndsOn, me.DisplayName}}
		if o.Reason != "" {
			m.More = append(m.More, notice.Sentence{Say: "理由：%s", Args: []any{o.Reason}})
		} else if me.ID == o.Client {
			m.More = append(m.More, notice.Sentence{Say: "理由を知りたいときは、終わる日まで、ページからたずねられます。"})
		}
		m.More = append(m.More, notice.Sentence{Say: "もう契約ができている月の仕事は、契約のとおりに続きます。"})
		return m, tx.Audit(ctx, a.Person, a.Party, "end recurring order", string(o.ID), o.EndsOn.String())
	})
}

// AskReason asks a client who has given notice why.
func AskReason(ctx context.Context, d *db.DB, a people.Actor, rid id.Recurring) (err error) {
	defer fault.Wrap(&err, "ask for the reason of %s", rid)
	return change(ctx, d, a, rid, ofWorker, "recurring_ends", func(tx *db.Tx, o *recurring.Order, me people.Party) (notice.Message, error) {
		return notice.Message{
			Say: "%sさんが、「%s」の継続の依頼が終わる理由をたずねています", Args: []any{me.DisplayName, o.Title},
			More: []notice.Sentence{{Say: "フリーランス法16条により、遅れずに答えてください。"}},
		}, o.AskReason(tx.Now)
	})
}

// GiveReason is the client's answer.
func GiveReason(ctx context.Context, d *db.DB, a people.Actor, rid id.Recurring, reason string) (err error) {
	defer fault.Wrap(&err, "give the reason of %s", rid)
	return change(ctx, d, a, rid, ofClient, "recurring_ends", func(_ *db.Tx, o *recurring.Order, _ people.Party) (notice.Message, error) {
		return notice.Message{
			Say: "「%s」の継続の依頼が終わる理由が届きました", Args: []any{o.Title},
			More: []notice.Sentence{{Say: "理由：%s", Args: []any{reason}}},
		}, o.GiveReason(reason)
	})
}
