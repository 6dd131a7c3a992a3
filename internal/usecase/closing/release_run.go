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

// ReleaseRun is the second person's yes: from then on the lines, their accounts and their order stand. All checks must
// agree; only lateness can be excused, with a reason, because refusing it would pay later still. When an account has gone
// since the first person's check, so that the total is another one, the run goes back to them.
func ReleaseRun(ctx context.Context, d *db.DB, a people.Actor, rid id.Run, excuse string) (err error) {
	defer fault.Wrap(&err, "release run %s", rid)
	if refused := mayRelease(ctx, d, a, rid); refused != nil { // unless it was sent before: its key knows
		return onRun(ctx, d, a, rid, func(*db.Tx, *billing.Run) error { return refused })
	}
	changed, err := refresh(ctx, d, rid, billing.RunChecked)
	if err != nil {
		return err
	}
	if changed {
		return fault.New(fault.Conflict, "使えなくなった口座があり、振込額が変わりました。1人めの方が、もう一度確かめます")
	}
	return onRun(ctx, d, a, rid, func(tx *db.Tx, run *billing.Run) error {
		today := calendar.On(tx.Now)
		checks, err := Checks(ctx, tx, *run, today)
		if err != nil {
			return err
		}
		late := false
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
		_, version, err := policydb.At[policy.Identity](ctx, tx, policy.Operator, id.Site, today)
		if err != nil {
			return err
		}
		promised := run.PayOn
		if err := run.Release(a.Person, version, tx.Now); err != nil {
			return err
		}
		if err := billingdb.NumberFile(ctx, tx, rid); err != nil {
			return err
		}
		if err := billingdb.SaveRun(ctx, tx, run); err != nil {
			return err
		}
		if _, err := transferFile(ctx, tx, *run); err != nil { // what can't be written must not be released
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
