package renewing

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/recurring"
)

// RenewOrder asks the worker to go on for some months more, at the same price.
func RenewOrder(ctx context.Context, d *db.DB, a people.Actor, rid id.Recurring, months int) (err error) {
	defer fault.Wrap(&err, "renew %s", rid)
	return change(ctx, d, a, rid, ofClient, "recurring_changed", func(tx *db.Tx, o *recurring.Order, me people.Party) (notice.Message, error) {
		err := o.Renew(months, tx.Now)
		return notice.Message{Say: "%sさんが、「%s」を%sまで続けたいと言っています", Args: []any{me.DisplayName, o.Title, o.RenewTo}}, err
	})
}

// AnswerRenewal is the worker's answer.
func AnswerRenewal(ctx context.Context, d *db.DB, a people.Actor, rid id.Recurring, yes bool) (err error) {
	defer fault.Wrap(&err, "answer the renewal of %s", rid)
	return change(ctx, d, a, rid, ofWorker, "recurring_changed", func(_ *db.Tx, o *recurring.Order, me people.Party) (notice.Message, error) {
		err := o.AnswerRenewal(yes)
		if yes {
			return notice.Message{Say: "「%s」は、%sまで続くことになりました", Args: []any{o.Title, o.Last}}, err
		}
		return notice.Message{Say: "「%s」の更新は、受けてもらえませんでした。%sで終わります", Args: []any{o.Title, o.Last.Last()}}, err
	})
}

// PauseOrder leaves out some months from one on.
func PauseOrder(ctx context.Context, d *db.DB, a people.Actor, rid id.Recurring, from calendar.Month, months int) (err error) {
	defer fault.Wrap(&err, "pause %s", rid)
	return change(ctx, d, a, rid, either, "recurring_changed", func(tx *db.Tx, o *recurring.Order, me people.Party) (notice.Message, error) {
		err := o.Pause(me.ID, from, months, tx.Now)
		return notice.Message{Say: "「%s」は、%sから%sまでお休みになりました（%sさんから）", Args: []any{o.Title, o.PauseFrom, o.PauseTo, me.DisplayName}}, err
	})
}

// ResumeOrder takes back a pause as far as it has not been.
func ResumeOrder(ctx context.Context, d *db.DB, a people.Actor, rid id.Recurring) (err error) {
	defer fault.Wrap(&err, "resume %s", rid)
	return change(ctx, d, a, rid, either, "recurring_changed", func(_ *db.Tx, o *recurring.Order, me people.Party) (notice.Message, error) {
		return notice.Message{Say: "「%s」のお休みが取り消されました（%sさんから）", Args: []any{o.Title, me.DisplayName}}, o.Resume()
	})
}
