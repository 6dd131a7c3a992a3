package renewing

import (
	"context"
	"errors"
	"fmt"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/notice"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/recurring"
	"nariwai/internal/recurring/recurringdb"
	"nariwai/internal/usecase/contracting"
	"nariwai/internal/usecase/inform"
)

// atATime is how many orders one round looks up.
const atATime = 50

// MakeMonths does for every order what its day asks: the next month's contract five days before the month, the word that the term comes
// to its end, the end itself, and the end of an offer that nobody has answered. Each order in a transaction of its own; what fails
// doesn't keep the others waiting.
func MakeMonths(ctx context.Context, d *db.DB) (done int, err error) {
	defer fault.Wrap(&err, "make the months of recurring orders")
	due, err := recurringdb.Due(ctx, d.Snapshot(), calendar.On(d.Clock()), atATime)
	if err != nil {
		return 0, err
	}
	var failed []error
	for _, one := range due {
		if err := d.Write(ctx, func(tx *db.Tx) error {
			o, err := recurringdb.Order(ctx, tx, one.ID)
			if err != nil {
				return err
			}
			return look(ctx, tx, &o)
		}); err != nil {
			failed = append(failed, err)
			continue
		}
		done++
	}
	return done, errors.Join(failed...)
}

// look does what an order's day asks.
func look(ctx context.Context, tx *db.Tx, o *recurring.Order) error {
	if o.State == recurring.Offered {
		if err := o.Expire(tx.Now); err != nil {
			return err
		}
		if err := recurringdb.Save(ctx, tx, o); err != nil {
			return err
		}
		return inform.Party(ctx, tx, o.Client, "offered", notice.Message{
			Say: "「%s」の継続の依頼は、期限までに返事がありませんでした", Args: []any{o.Title}, Link: link(*o)})
	}
	if err := turns(ctx, tx, o); err != nil {
		return err
	}
	if o.Near(calendar.On(tx.Now)) {
		if err := near(ctx, tx, *o); err != nil {
			return err
		}
	}
	o.Finish(tx.Now)
	return recurringdb.Save(ctx, tx, o)
}

// turns makes, or leaves out, every month whose turn it is, and saves the order.
func turns(ctx context.Context, tx *db.Tx, o *recurring.Order) error {
	for {
		m, make, ok := o.Next(calendar.On(tx.Now))
		if !ok {
			return nil
		}
		var c id.Contract
		if make {
			var err error
			if c, err = begin(ctx, tx, *o, m); err != nil {
				return err
			}
		}
		if err := recurringdb.Made(ctx, tx, o.ID, m, c); err != nil {
			return err
		}
		o.Take(m)
		if err := recurringdb.Save(ctx, tx, o); err != nil {
			return err
		}
	}
}

// begin makes the contract of a month, on terms that are written out anew, so that each month has its own notice. Where one of the two
// may not trade now, the month is left out and both are told.
func begin(ctx context.Context, tx *db.Tx, o recurring.Order, m calendar.Month) (id.Contract, error) {
	client, errClient := peopledb.Tradable(ctx, tx, o.Client)
	worker, errWorker := peopledb.Tradable(ctx, tx, o.Worker)
	if err := errors.Join(errClient, errWorker); err != nil {
		if !fault.Is(errors.Join(errClient), fault.Conflict) && !fault.Is(errors.Join(errWorker), fault.Conflict) {
			return "", err
		}
		return "", leftOut(ctx, tx, o, m)
	}
	r := market.Recruiter{Name: client.LegalName, Address: client.Address, Contact: client.Contact}
	j, err := market.NewPrivate(id.Job(tx.NewID()), o.Client, o.By, market.Recurring, spec(o, m), r, tx.Now)
	if err != nil {
		return "", err
	}
	var parts []market.Part
	for n := range o.Quantity {
		parts = append(parts, market.Part{N: n + 1, Title: fmt.Sprintf("%s %d/%d", o.Title, n+1, o.Quantity), Price: o.UnitPay, DueOn: j.DueOn})
	}
	p := j.Take(id.Proposal(tx.NewID()), o.Worker, "", parts, tx.Now)
	if err := marketdb.InsertJob(ctx, tx, j); err != nil {
		return "", err
	}
	if err := marketdb.InsertProposal(ctx, tx, p); err != nil {
		return "", err
	}
	c, err := contracting.Begin(ctx, tx, contracting.Deal{Job: j, Proposal: p, Client: client, Worker: worker, Withhold: o.Withhold})
	return c.ID, err
}

func leftOut(ctx context.Context, tx *db.Tx, o recurring.Order, m calendar.Month) error {
	for _, p := range []id.Party{o.Client, o.Worker} {
		if err := inform.Party(ctx, tx, p, "recurring_changed", notice.Message{
			Say: "「%s」の%s分は、一方がいま取引できないため、契約しませんでした", Args: []any{o.Title, m}, Link: link(o)}); err != nil {
			return err
		}
	}
	return nil
}

// near tells both that the term comes to its end. To the worker of half a year and longer it is the notice that the law wants.
func near(ctx context.Context, tx *db.Tx, o recurring.Order) error {
	if err := inform.Party(ctx, tx, o.Client, "recurring_changed", notice.Message{
		Say: "「%s」の継続の依頼は、%sで終わります。続けるときは、更新をお願いしてください", Args: []any{o.Title, o.EndsOn}, Link: link(o)}); err != nil {
		return err
	}
	return inform.Party(ctx, tx, o.Worker, "recurring_ends", notice.Message{
		Say: "「%s」の継続の依頼は、更新がなければ%sで終わります", Args: []any{o.Title, o.EndsOn}, Link: link(o),
		More: []notice.Sentence{{Say: "理由を知りたいときは、終わる日まで、ページからたずねられます。"}},
	})
}
