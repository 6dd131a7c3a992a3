package closing

import (
	"context"
	"slices"

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
	var last id.Payout
	before, err := billingdb.Run(ctx, d.Snapshot(), rid)
	if err != nil {
		return false, err
	}
	for _, state := range []billing.PayoutState{billing.PayoutHeld, billing.PayoutDue} { // what is let go is looked at twice, and stays
		for after, more := id.Payout(""), true; more; {
			over, err := withLines(ctx, d, rid, in, func(tx *db.Tx, run *billing.Run) (bool, error) {
				lines, err := billingdb.Payouts(ctx, tx, rid, state, after, chunk)
				if more = len(lines) == chunk; err != nil || len(lines) == 0 {
					return false, err
				}
				last = lines[len(lines)-1].ID
				return retarget(ctx, tx, lines, *run)
			})
			if err != nil || over {
				return false, err
			}
			after = last
		}
	}
	_, err = addUp(ctx, d, rid, in, func(tx *db.Tx, run *billing.Run) error {
		if changed = run.Total != before.Total; changed && run.State == billing.RunChecked {
			if err := run.Return(); err != nil {
				return err
			}
			if err := tx.Audit(ctx, "", "", "return_run", string(rid), before.Total.String()+" → "+run.Total.String()); err != nil {
				return err
			}
		}
		if run.Total.IsZero() {
			run.Count(tx.Now) // nothing is left to send
		}
		return nil
	})
	return changed, err
}

// retarget looks at the accounts of some lines once more. A held line comes in only before the total is checked. It
// reports whether any line is another than it was.
func retarget(ctx context.Context, tx *db.Tx, lines []billing.Payout, run billing.Run) (changed bool, err error) {
	lines = slices.DeleteFunc(lines, func(p billing.Payout) bool {
		return p.Refund != "" || p.State != billing.PayoutDue && p.State != billing.PayoutHeld
	})
	if len(lines) == 0 {
		return false, nil
	}
	payees := make([]id.Party, len(lines))
	for i, p := range lines {
		payees[i] = p.Party
	}
	now, err := targets(ctx, tx, payees, run.PayOn)
	if err != nil {
		return false, err
	}
	today := calendar.On(tx.Now)
	for _, p := range lines {
		to := now[p.Party]
		switch {
		case to.why == "" && p.State == billing.PayoutHeld && run.State == billing.RunCounted:
			err = unhold(ctx, tx, p, to.Target, today)
		case to.why != "" && p.State == billing.PayoutDue:
			err = hold(ctx, tx, p, to.why, today)
		case to.why == "" && p.State == billing.PayoutDue && p.Target != to.Target:
			p.Target = to.Target
			err = billingdb.SavePayout(ctx, tx, &p)
		default:
			continue
		}
		if changed = true; err != nil {
			return false, err
		}
	}
	return changed, nil
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
