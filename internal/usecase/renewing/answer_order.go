package renewing

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/recurring"
	"nariwai/internal/recurring/recurringdb"
	"nariwai/internal/usecase/inform"
)

// AcceptOrder is the worker's yes. A month whose turn it is already gets its contract at once.
func AcceptOrder(ctx context.Context, d *db.DB, a people.Actor, rid id.Recurring) (err error) {
	defer fault.Wrap(&err, "accept recurring order %s", rid)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		worker, err := peopledb.Trading(ctx, tx, a, people.Work)
		if err != nil {
			return "", err
		}
		o, err := recurringdb.Order(ctx, tx, rid)
		switch {
		case err != nil:
			return "", err
		case o.Worker != worker.ID && o.Client != worker.ID:
			return "", fault.New(fault.NotFound, "見つかりませんでした")
		case o.Worker != worker.ID:
			return "", fault.New(fault.Forbidden, "これは相手の方がすることです")
		}
		if _, err := peopledb.Tradable(ctx, tx, o.Client); err != nil {
			return "", err
		}
		if err := o.Accept(tx.Now); err != nil {
			return "", err
		}
		if err := recurringdb.Save(ctx, tx, &o); err != nil {
			return "", err
		}
		if err := tx.Audit(ctx, a.Person, a.Party, "accept recurring order", string(o.ID), o.Pay().String()); err != nil {
			return "", err
		}
		if err := inform.Party(ctx, tx, o.Client, "offered", notice.Message{
			Say: "%sさんが「%s」の継続の依頼を受けました", Args: []any{worker.DisplayName, o.Title}, Link: link(o),
			More: []notice.Sentence{{Say: "毎月の契約は、月のはじまる%d日前にできます。そのつど、仮払いをお願いします。", Args: []any{recurring.MadeBefore}}},
		}); err != nil {
			return "", err
		}
		return "", turns(ctx, tx, &o)
	})
	return err
}

// DeclineOrder is the worker's no.
func DeclineOrder(ctx context.Context, d *db.DB, a people.Actor, rid id.Recurring, reason string) (err error) {
	defer fault.Wrap(&err, "decline recurring order %s", rid)
	return change(ctx, d, a, rid, ofWorker, "offered", func(tx *db.Tx, o *recurring.Order, _ people.Party) (notice.Message, error) {
		m := notice.Message{Say: "「%s」の継続の依頼は、受けてもらえませんでした", Args: []any{o.Title}}
		if reason != "" {
			m.More = []notice.Sentence{{Say: "相手の言葉：%s", Args: []any{reason}}}
		}
		return m, o.Decline(reason, tx.Now)
	})
}

// WithdrawOrder takes back what the worker has not answered.
func WithdrawOrder(ctx context.Context, d *db.DB, a people.Actor, rid id.Recurring) (err error) {
	defer fault.Wrap(&err, "withdraw recurring order %s", rid)
	return change(ctx, d, a, rid, ofClient, "offered", func(tx *db.Tx, o *recurring.Order, _ people.Party) (notice.Message, error) {
		return notice.Message{Say: "「%s」の継続の依頼は、依頼主が取り下げました", Args: []any{o.Title}}, o.Withdraw(tx.Now)
	})
}
