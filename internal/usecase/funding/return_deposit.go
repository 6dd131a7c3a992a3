package funding

import (
	"context"

	"nariwai/internal/bank"
	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/ledger/ledgerdb"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/inform"
)

// ReturnDeposit sends a line that pays nothing back to the account that it came from, with the next bank file.
func ReturnDeposit(ctx context.Context, d *db.DB, a people.Actor, did id.Deposit, form bank.TargetForm) (rid id.Refund, err error) {
	defer fault.Wrap(&err, "return deposit %s", did)
	to, err := bank.ReadTarget(form)
	if err != nil {
		return "", err
	}
	answer, err := d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if err := peopledb.Operating(ctx, tx, a); err != nil {
			return "", err
		}
		dep, err := billingdb.Deposit(ctx, tx, did)
		if err != nil {
			return "", err
		}
		r, err := sendBack(ctx, tx, dep, to)
		if err != nil {
			return "", err
		}
		return string(r.ID), tx.Audit(ctx, a.Person, a.Party, "return_deposit", string(did), dep.Amount.String()+" → "+shown(to))
	})
	return id.Refund(answer), err
}

// sendBack makes the refund of a line in suspense and tells its payer, if known.
func sendBack(ctx context.Context, tx *db.Tx, dep billing.Deposit, to billing.Target) (r billing.Refund, err error) {
	f, err := payer(ctx, tx, dep)
	if err != nil {
		return r, err
	}
	r, entry, err := dep.SendBack(id.Refund(tx.NewID()), f.Client, to, tx.Now)
	if err != nil {
		return r, err
	}
	if err := billingdb.InsertRefund(ctx, tx, r); err != nil {
		return r, err
	}
	if err := billingdb.SaveDeposit(ctx, tx, &dep); err != nil {
		return r, err
	}
	if err := ledgerdb.Post(ctx, tx, entry); err != nil || f.Client == "" {
		return r, err
	}
	return r, inform.Party(ctx, tx, f.Client, "refund", notice.Message{
		Say: "お振込 %s をお返しします", Args: []any{dep.Amount}, Link: "/client",
		More: []notice.Sentence{{Say: "次の振込で、口座（末尾%s）へ送ります。期限は%sです。", Args: []any{last4(to.Number), r.DueBy}}},
	})
}

// DirectRefund tells a refund that waits where to go.
func DirectRefund(ctx context.Context, d *db.DB, a people.Actor, rid id.Refund, form bank.TargetForm) (err error) {
	defer fault.Wrap(&err, "direct refund %s", rid)
	to, err := bank.ReadTarget(form)
	if err != nil {
		return err
	}
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if err := peopledb.Operating(ctx, tx, a); err != nil {
			return "", err
		}
		r, err := billingdb.Refund(ctx, tx, rid)
		if err != nil {
			return "", err
		}
		if err := r.SendTo(to); err != nil {
			return "", err
		}
		if err := billingdb.SaveRefund(ctx, tx, &r); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, a.Party, "direct_refund", string(rid), shown(to))
	})
	return err
}

// TakeAsOwn books a line as the operator's own money: what the bank charges, fees taken out, money put in.
func TakeAsOwn(ctx context.Context, d *db.DB, a people.Actor, did id.Deposit, note string) (err error) {
	defer fault.Wrap(&err, "take deposit %s as own", did)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if err := peopledb.Operating(ctx, tx, a); err != nil {
			return "", err
		}
		dep, err := billingdb.Deposit(ctx, tx, did)
		if err != nil {
			return "", err
		}
		im, err := billingdb.Import(ctx, tx, dep.Import)
		if err != nil {
			return "", err
		}
		if im.State != billing.ImportConfirmed {
			return "", fault.New(fault.Conflict, "この入金の一覧は、まだ確かめられていません")
		}
		entry, err := dep.TakeAsOwn(id.Site, note, tx.Now)
		if err != nil {
			return "", err
		}
		if err := billingdb.SaveDeposit(ctx, tx, &dep); err != nil {
			return "", err
		}
		if err := ledgerdb.Post(ctx, tx, entry); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, a.Party, "take_as_own", string(did), dep.Amount.String()+": "+note)
	})
	return err
}

// shown is a target as the record keeps it: enough to find the account, not enough to use it.
func shown(t billing.Target) string { return t.Bank + "-" + t.Branch + " …" + last4(t.Number) }

func last4(number string) string { return number[max(0, len(number)-4):] }
