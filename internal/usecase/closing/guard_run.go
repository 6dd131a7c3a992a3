package closing

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
)

// deskDays is how many bank days the desk has for a run in between before the bank's file is made.
const deskDays = 3

// GuardRun makes a run in between when something would otherwise be paid after the last day that the law allows, or sent
// back too late. It pays on the last bank day that is still in time, and is made so many days ahead that the desk and the
// bank have theirs. It is for the clock-work, at least once a day.
func GuardRun(ctx context.Context, d *db.DB) (err error) {
	defer fault.Wrap(&err, "guard run")
	var run billing.Run
	var whom []id.Party
	today := calendar.On(d.Clock())
	if run, err = billingdb.RunOf(ctx, d.Snapshot(), billing.RunGuard, calendar.MonthOf(today), today); err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if run.ID != "" && run.State != billing.RunCounting {
		return nil // one a day is enough: what comes now has tomorrow
	}
	err = d.Write(ctx, func(tx *db.Tx) error {
		today := calendar.On(tx.Now)
		rule, _, err := policydb.At[calendar.Closing](ctx, tx, policy.Closing, id.Site, today)
		if err != nil {
			return err
		}
		p, err := pressed(ctx, tx, rule, today)
		if err != nil {
			return err
		}
		whom = p.payees
		if run, err = billingdb.RunOf(ctx, tx, billing.RunGuard, calendar.MonthOf(today), today); !fault.Is(err, fault.NotFound) {
			return err
		}
		if p.by.IsZero() {
			return nil
		}
		payOn := calendar.PrevBankDay(p.by)
		if payOn.Before(today) {
			payOn = calendar.AddBankDays(today, 1)
		}
		run = billing.Run{ID: id.Run(tx.NewID()), Kind: billing.RunGuard, Month: calendar.MonthOf(today), Through: today, PayOn: payOn, State: billing.RunCounting, StartedAt: tx.Now}
		if err := billingdb.InsertRun(ctx, tx, run); err != nil {
			return err
		}
		return tx.Audit(ctx, "", "", "start_run", string(run.ID), p.by.String())
	})
	if err != nil || run.ID == "" || run.State != billing.RunCounting {
		return err
	}
	_, err = fill(ctx, d, run, these(whom), nil)
	return err
}

// these lists given payees, a chunk at a time.
func these(list []id.Party) payees {
	return payees{
		total: func(context.Context) (int, error) { return len(list), nil },
		next: func(context.Context) (next []id.Party, err error) {
			next = list[:min(chunk, len(list))]
			list = list[len(next):]
			return next, nil
		},
	}
}

// pressure is what can't wait for the next closing.
type pressure struct {
	by     calendar.Date // the earliest last day; zero when nothing presses
	payees []id.Party
}

func (p *pressure) add(by calendar.Date) {
	if p.by.IsZero() || by.Before(p.by) {
		p.by = by
	}
}

// pressed finds settlements and refunds whose last day comes before the payday of their regular closing, and so soon that
// the desk must act.
func pressed(ctx context.Context, tx *db.Tx, rule calendar.Closing, today calendar.Date) (p pressure, err error) {
	horizon := calendar.AddBankDays(today, rule.FileLeadDays+deskDays)
	this := calendar.MonthOf(today)
	last, err := billingdb.RunOf(ctx, tx, billing.RunMonth, this.Prev(), this.Prev().Last())
	if err != nil && !fault.Is(err, fault.NotFound) {
		return p, err
	}
	closed := err == nil && last.State != billing.RunCounting
	ss, err := billingdb.Pressed(ctx, tx, horizon)
	if err != nil {
		return p, err
	}
	seen := map[id.Party]bool{}
	for _, s := range ss {
		m := calendar.MonthOf(s.On)
		if m.Before(this) && closed {
			m = this
		}
		if seen[s.Payee] || !s.PayBy.Before(rule.Payday(m)) {
			continue
		}
		carried, err := billingdb.Carried(ctx, tx, s.Payee, s.On)
		if err != nil {
			return p, err
		}
		if carried { // their own request: they go with the closing after they take it back
			continue
		}
		seen[s.Payee] = true
		p.payees = append(p.payees, s.Payee)
		p.add(s.PayBy)
	}
	next := rule.Payday(this)
	if err := directPressed(ctx, tx, horizon, today); err != nil {
		return p, err
	}
	refunds, err := billingdb.RefundsDueBy(ctx, tx, horizon)
	if err != nil {
		return p, err
	}
	for _, r := range refunds {
		if r.DueBy.Before(next) && reachable(r.Target) {
			p.add(r.DueBy)
		}
	}
	return p, nil
}
