package closing

import (
	"context"
	"fmt"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
)

// ReleaseRun is the second person's yes: from then on the lines and their accounts stand. All checks must
// agree; only lateness can be excused, with a reason, because refusing it would pay later still. When an account has gone
// since the first person's check, so that the total is another one, the run goes back to them.
func ReleaseRun(ctx context.Context, d *db.DB, a people.Actor, rid id.Run, excuse string) (err error) {
	defer fault.Wrap(&err, "release run %s", rid)
	// Of a double click both look at the run before either releases it; the slower looks again and finds its key.
	var last error
	for range 3 {
		changed, err := releaseRun(ctx, d, a, rid, excuse)
		if changed {
			return fault.New(fault.Conflict, "使えなくなった口座があり、振込額が変わりました。1人めの方が、もう一度確かめます")
		}
		if last = err; !fault.Is(err, fault.Conflict) {
			break
		}
	}
	return last
}

// releaseRun releases a run, unless its total has changed since the first person's check.
func releaseRun(ctx context.Context, d *db.DB, a people.Actor, rid id.Run, excuse string) (changed bool, err error) {
	if refused := mayRelease(ctx, d, a, rid); refused != nil { // unless it was sent before: its key knows
		return false, onRun(ctx, d, a, rid, func(*db.Tx, *billing.Run) error { return refused })
	}
	if changed, err := refresh(ctx, d, rid, billing.RunChecked); err != nil || changed {
		return changed, err
	}
	checked, late, err := agreed(ctx, d, a, rid, excuse)
	if err != nil {
		return false, err
	}
	return false, onRun(ctx, d, a, rid, func(tx *db.Tx, run *billing.Run) error {
		_, version, err := policydb.At[policy.Identity](ctx, tx, policy.Operator, id.Site, calendar.On(tx.Now))
		if err != nil {
			return err
		}
		promised, stood := run.PayOn, run.Version
		if err := run.Release(a.Person, version, tx.Now); err != nil {
			return err
		}
		if stood != checked.Version || run.Operator != checked.Operator || run.PayOn != checked.PayOn {
			return fault.New(fault.Conflict, "ほかの人が先に変えました。新しい内容を確かめてください")
		}
		if err := billingdb.SaveRun(ctx, tx, run); err != nil {
			return err
		}
		detail := fmt.Sprintf("%s (%d)", run.Total, run.Payees)
		if run.PayOn != promised {
			detail += fmt.Sprintf(", %s → %s", promised, run.PayOn)
		}
		if late {
			detail += ", " + excuse
		}
		return tx.Audit(ctx, a.Person, a.Party, "release_run", string(rid), detail)
	})
}

// agreed makes the checks of a run and tries its files at one moment, outside a transaction that others would wait for. It returns
// the run as it would be released: its version says what the checks are about. late says that lateness was excused.
func agreed(ctx context.Context, d *db.DB, a people.Actor, rid id.Run, excuse string) (run billing.Run, late bool, err error) {
	err = d.View(ctx, func(r *db.Snapshot) error {
		if run, err = billingdb.Run(ctx, r, rid); err != nil {
			return err
		}
		today := calendar.On(r.Now)
		checks, err := Checks(ctx, r, run, today)
		if err != nil {
			return err
		}
		for _, c := range checks {
			switch {
			case c.OK():
			case c.Excusable && excuse == "":
				return fieldError("excuse", "期限を過ぎる支払いがあります。遅れたわけを書くと承認できます")
			case c.Excusable:
				late = true
			default:
				return fault.New(fault.Conflict, "確かめた結果が一致していないので、承認できません。表を見て、違いを直してください")
			}
		}
		_, operator, err := policydb.At[policy.Identity](ctx, r, policy.Operator, id.Site, today)
		if err != nil {
			return err
		}
		if err := run.Release(a.Person, operator, r.Now); err != nil {
			return err
		}
		after := id.Payout("")
		_, _, err = bankFiles(ctx, r, run, func(_ int64, limit int) ([]billing.Payout, error) { // what can't be written must not be released
			lines, err := billingdb.Payouts(ctx, r, rid, billing.PayoutDue, after, limit)
			if len(lines) > 0 {
				after = lines[len(lines)-1].ID
			}
			return lines, err
		})
		return err
	})
	return run, late, err
}

// mayRelease refuses, before any account is looked at, whoever may not release the run.
func mayRelease(ctx context.Context, d *db.DB, a people.Actor, rid id.Run) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		if err := peopledb.Operating(ctx, tx, a); err != nil {
			return err
		}
		run, err := billingdb.Run(ctx, tx, rid)
		if err != nil {
			return err
		}
		return run.Release(a.Person, "", tx.Now)
	})
}
