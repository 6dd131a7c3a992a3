package renewing

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/recurring"
	"nariwai/internal/recurring/recurringdb"
	"nariwai/internal/yen"
)

// FollowTrial offers the worker of a trial that went well more of the same, every month for three, in one step.
func FollowTrial(ctx context.Context, d *db.DB, a people.Actor, trial id.Contract) (_ id.Recurring, err error) {
	defer fault.Wrap(&err, "go on after trial %s", trial)
	answer, err := d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		client, err := peopledb.Trading(ctx, tx, a, people.Order)
		if err != nil {
			return "", err
		}
		c, err := marketdb.Contract(ctx, tx, trial)
		if err != nil {
			return "", err
		}
		if err := c.Must(client.ID, market.ClientSide); err != nil {
			return "", err
		}
		items, err := marketdb.Items(ctx, tx, c.ID)
		if err != nil {
			return "", err
		}
		j, err := marketdb.Job(ctx, tx, c.Job)
		if err != nil {
			return "", err
		}
		switch _, err := recurringdb.OfTrial(ctx, tx, c.ID); {
		case err == nil:
			return "", fault.New(fault.Conflict, "このお試しからの継続の依頼は、もう送っています")
		case !fault.Is(err, fault.NotFound):
			return "", err
		}
		plan, ok := PlanAfter(c, items, j, calendar.On(tx.Now))
		if !ok {
			return "", fault.New(fault.Conflict, "継続の依頼にできるのは、検収が済んだお試しです")
		}
		return offer(ctx, tx, a, client, Terms{To: c.Worker, Plan: plan, Withhold: c.Withholding != ""}, c.ID)
	})
	return id.Recurring(answer), err
}

// PlanAfter is what is offered after a trial: its accepted items at their mean pay, from next month on for three months, due on the
// 25th. ok is false while nothing has been accepted, and of a contract that was no trial.
func PlanAfter(c market.Contract, items []market.Item, j market.Job, today calendar.Date) (p recurring.Plan, ok bool) {
	var n int64
	var sum yen.Yen
	for _, it := range items {
		if it.State == market.ItemAccepted {
			n, sum = n+1, sum.Add(it.Pay)
		}
	}
	if c.Arrangement != market.Trial || n == 0 {
		return p, false
	}
	title := []rune(c.Title)
	first := calendar.MonthOf(today).Next()
	return recurring.Plan{Category: c.Category, Title: string(title[:min(len(title), recurring.MostTitle)]), Body: j.Body, Deliverable: j.Deliverable,
		Rights: string(j.Rights), AIPolicy: string(j.AIPolicy), Quantity: min(n, recurring.MostQuantity), UnitPay: yen.Of((sum.Int64() + n - 1) / n), DueDay: 25,
		First: first, Last: first.Next().Next()}, true
}
