package renewing

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
	"nariwai/internal/recurring"
	"nariwai/internal/recurring/recurringdb"
	"nariwai/internal/usecase/inform"
)

// Terms are what a client writes of an order that is to come again.
type Terms struct {
	To       id.Party
	Plan     recurring.Plan
	Message  string
	Withhold bool
}

// OfferOrder offers an order to a worker with whom the client has done work before.
func OfferOrder(ctx context.Context, d *db.DB, a people.Actor, w Terms) (_ id.Recurring, err error) {
	defer fault.Wrap(&err, "offer a recurring order to %s", w.To)
	answer, err := d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		client, err := peopledb.Trading(ctx, tx, a, people.Order)
		if err != nil {
			return "", err
		}
		return offer(ctx, tx, a, client, w, "")
	})
	return id.Recurring(answer), err
}

func offer(ctx context.Context, tx *db.Tx, a people.Actor, client people.Party, w Terms, trial id.Contract) (string, error) {
	worker, err := peopledb.Tradable(ctx, tx, w.To)
	if err != nil {
		return "", err
	}
	known, err := marketdb.Paid(ctx, tx, client.ID, worker.ID)
	if err != nil {
		return "", err
	}
	if !known {
		return "", fault.New(fault.Conflict, "継続の依頼は、いっしょにした仕事の検収が1度済んでから送れます。まず、お試しか、1回の仕事をお願いしてください")
	}
	o, err := recurring.New(id.Recurring(tx.NewID()), client.ID, worker.ID, a.Person, w.Plan, w.Message, w.Withhold, tx.Now)
	if err != nil {
		return "", err
	}
	o.Trial = trial
	if err := fair(ctx, tx, o, client); err != nil {
		return "", err
	}
	if err := recurringdb.Insert(ctx, tx, o); err != nil {
		return "", err
	}
	return string(o.ID), inform.Party(ctx, tx, o.Worker, "offered", notice.Message{
		Say: "%sさんから、継続の依頼が届きました（%s・毎月%s）", Args: []any{client.DisplayName, o.Title, o.Pay()}, Link: link(o),
		More: []notice.Sentence{
			{Say: "%sから%sまで、毎月%d件ずつです。", Args: []any{o.First, o.Last, o.Quantity}},
			{Say: "%sまでに答えてください。答えないときは、お願いはなくなります。断っても、記録には残りません。", Args: []any{calendar.On(o.AnswerBy).AddDays(-1)}},
		},
	})
}

// fair holds the order to what the market asks of a month of it.
func fair(ctx context.Context, tx *db.Tx, o recurring.Order, client people.Party) error {
	s := spec(o, o.Last)
	r := market.Recruiter{Name: client.LegalName, Address: client.Address, Contact: client.Contact}
	s.Hires, s.ClosesOn = 1, calendar.On(tx.Now)
	if err := s.Check(r, calendar.On(tx.Now)); err != nil {
		return err
	}
	floors, _, err := policydb.At[market.Floors](ctx, tx, policy.Floor, id.Site, calendar.On(tx.Now))
	if err != nil {
		return err
	}
	return floors.Check(s)
}

// spec is a month of an order as the market knows work.
func spec(o recurring.Order, m calendar.Month) market.Spec {
	return market.Spec{Category: o.Category, Title: o.Title + " " + m.Ja(), Body: o.Body, Deliverable: o.Deliverable, Rights: market.Rights(o.Rights), AIPolicy: market.AIPolicy(o.AIPolicy),
		Unit: market.PerPiece, Quantity: o.Quantity, Pay: o.Pay(), DueOn: o.DueOn(m), Unregistered: true}
}
