package closing

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/inform"
	"nariwai/internal/yen"
)

// CheckRun is the first person's yes to a run. They type its total by hand.
func CheckRun(ctx context.Context, d *db.DB, a people.Actor, rid id.Run, total yen.Yen) (err error) {
	defer fault.Wrap(&err, "check run %s", rid)
	return onRun(ctx, d, a, rid, func(tx *db.Tx, run *billing.Run) error {
		if err := run.Check(total, a.Person, tx.Now); err != nil {
			return err
		}
		if err := billingdb.SaveRun(ctx, tx, run); err != nil {
			return err
		}
		if err := inform.Desk(ctx, tx, "run_to_release", notice.Message{
			Say: "%sの締めが、2人めの承認を待っています。振込額は%s、振込の日は%sです", Args: []any{run.Month, run.Total, run.PayOn}, Link: "/desk/runs/" + string(rid),
		}); err != nil {
			return err
		}
		return tx.Audit(ctx, a.Person, a.Party, "check_run", string(rid), total.String())
	})
}

// ReturnRun sends a run that was checked back to be checked anew, with a reason.
func ReturnRun(ctx context.Context, d *db.DB, a people.Actor, rid id.Run, reason string) (err error) {
	defer fault.Wrap(&err, "return run %s", rid)
	return onRun(ctx, d, a, rid, func(tx *db.Tx, run *billing.Run) error {
		if reason == "" {
			return fieldError("reason", "差し戻すわけを書いてください")
		}
		if err := run.Return(); err != nil {
			return err
		}
		if err := billingdb.SaveRun(ctx, tx, run); err != nil {
			return err
		}
		return tx.Audit(ctx, a.Person, a.Party, "return_run", string(rid), reason)
	})
}

// RecountRun looks at the accounts of a run's payees once more: who has given one since the closing is paid with it,
// whose account has gone is held. Then it adds up anew.
func RecountRun(ctx context.Context, d *db.DB, a people.Actor, rid id.Run) (err error) {
	defer fault.Wrap(&err, "recount run %s", rid)
	err = onRun(ctx, d, a, rid, func(tx *db.Tx, run *billing.Run) error {
		if run.State != billing.RunCounted {
			return fault.New(fault.Conflict, "この締めは、確かめるのを待っていません")
		}
		return tx.Audit(ctx, a.Person, a.Party, "recount_run", string(rid), run.Total.String())
	})
	if err != nil {
		return err
	}
	_, err = refresh(ctx, d, rid, billing.RunCounted)
	return err
}

// refresh brings the accounts of a run's lines up to date, a chunk at a time, while the run is in a state;
// it adds up and reports whether the total has changed.
func refresh(ctx context.Context, d *db.DB, rid id.Run, in billing.RunState) (changed bool, err error) {
	for after := id.Payout(""); ; {
		n := 0
		if err := d.Write(ctx, func(tx *db.Tx) error {
			run, err := billingdb.Run(ctx, tx, rid)
			if err != nil || run.State != in {
				return err
			}
			lines, err := billingdb.Payouts(ctx, tx, rid, after, chunk)
			if err != nil {
				return err
			}
			n = len(lines)
			for _, p := range lines {
				if err := retarget(ctx, tx, p, run); err != nil {
					return err
				}
			}
			if n > 0 {
				after = lines[n-1].ID
			}
			return nil
		}); err != nil {
			return false, err
		}
		if n == 0 {
			break
		}
	}
	err = d.Write(ctx, func(tx *db.Tx) error {
		changed = false
		run, err := billingdb.Run(ctx, tx, rid)
		if err != nil || run.State != in {
			return err
		}
		was := run.Total
		if err := add(ctx, tx, &run); err != nil {
			return err
		}
		if changed = run.Total != was; changed && run.State == billing.RunChecked {
			if err := run.Return(); err != nil {
				return err
			}
			if err := tx.Audit(ctx, "", "", "return_run", string(rid), was.String()+" → "+run.Total.String()); err != nil {
				return err
			}
		}
		if run.Total.IsZero() {
			run.Count(tx.Now) // nothing is left to send
		}
		return billingdb.SaveRun(ctx, tx, &run)
	})
	return changed, err
}

// retarget looks at the account of one line once more. A held line comes in only before the total is checked.
func retarget(ctx context.Context, tx *db.Tx, p billing.Payout, run billing.Run) error {
	if p.Refund != "" || p.State != billing.PayoutDue && p.State != billing.PayoutHeld {
		return nil
	}
	to, why, err := target(ctx, tx, p.Party, run.PayOn)
	if err != nil {
		return err
	}
	today := calendar.On(tx.Now)
	switch {
	case why == "" && p.State == billing.PayoutHeld && run.State == billing.RunCounted:
		return unhold(ctx, tx, p, to, today)
	case why != "" && p.State == billing.PayoutDue:
		return hold(ctx, tx, p, why, today)
	case why == "" && p.State == billing.PayoutDue && p.Target != to:
		p.Target = to
		return billingdb.SavePayout(ctx, tx, &p)
	}
	return nil
}

// onRun runs what an operator does to a run, once however often it is sent.
func onRun(ctx context.Context, d *db.DB, a people.Actor, rid id.Run, f func(*db.Tx, *billing.Run) error) error {
	_, err := d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if err := peopledb.Operating(ctx, tx, a); err != nil {
			return "", err
		}
		run, err := billingdb.Run(ctx, tx, rid)
		if err != nil {
			return "", err
		}
		return "", f(tx, &run)
	})
	return err
}

func fieldError(field, say string, args ...any) error {
	var f fault.Form
	f.Add(field, say, args...)
	return f.Err()
}
