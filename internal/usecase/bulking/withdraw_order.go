package bulking

import (
	"context"
	"errors"

	"nariwai/internal/billing/billingdb"
	"nariwai/internal/bulk"
	"nariwai/internal/bulk/bulkdb"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
)

// WithdrawOrder makes a published order a draft again, as long as its money has not come.
func WithdrawOrder(ctx context.Context, d *db.DB, a people.Actor, bid id.Bulk) (err error) {
	defer fault.Wrap(&err, "withdraw bulk order %s", bid)
	_, err = command(ctx, d, a, func(tx *db.Tx) (string, error) {
		o, _, err := own(ctx, tx, a, bid, peopledb.Acting, people.Order)
		if err != nil {
			return "", err
		}
		if err := withdraw(ctx, tx, &o); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, a.Party, "withdraw_bulk", string(bid), "")
	})
	return err
}

func withdraw(ctx context.Context, tx *db.Tx, o *bulk.Order) error {
	jid := o.Job
	if err := o.Withdraw(); err != nil {
		return err
	}
	if err := bulkdb.SaveOrder(ctx, tx, o); err != nil {
		return err
	}
	fs, err := billingdb.FundingsOfBulk(ctx, tx, o.ID)
	if err != nil {
		return err
	}
	for _, f := range fs {
		if f.Void() {
			if err := billingdb.SaveFunding(ctx, tx, &f); err != nil {
				return err
			}
		}
	}
	if jid == "" {
		return nil
	}
	j, err := marketdb.Job(ctx, tx, jid)
	if err == nil {
		err = j.EndPrivate(tx.Now)
	}
	if err == nil {
		err = marketdb.SaveJob(ctx, tx, &j)
	}
	return err
}

// LapseUnpaid makes orders drafts again that were not paid in time, and tells their clients.
func LapseUnpaid(ctx context.Context, d *db.DB) (done int, err error) {
	defer fault.Wrap(&err, "lapse unpaid bulk orders")
	found, err := bulkdb.OrdersUnpaid(ctx, d.Snapshot(), d.Snapshot().Now, 100)
	if err != nil {
		return 0, err
	}
	var failed []error
	for _, o := range found {
		if err := d.Write(ctx, func(tx *db.Tx) error {
			o, err := bulkdb.Order(ctx, tx, o.ID)
			if err != nil || o.State != bulk.Unpaid || tx.Now < o.PayBy {
				return err
			}
			if err := withdraw(ctx, tx, &o); err != nil {
				return err
			}
			return notify(ctx, tx, o.Client, "bulk_news", o, "まとめ依頼「%s」は、仮払いの期限が過ぎたので、下書きに戻りました", o.Title)
		}); err != nil {
			failed = append(failed, err)
			continue
		}
		done++
	}
	return done, errors.Join(failed...)
}
