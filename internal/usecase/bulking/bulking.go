// Package bulking is what happens to a bulk order from its draft to its end: rows come in, it is published and paid in for, workers get
// seats and take lines, lines come back and go to others.
package bulking

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/bulk"
	"nariwai/internal/bulk/bulkdb"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/ledger"
	"nariwai/internal/ledger/ledgerdb"
	"nariwai/internal/market"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/inform"
	"nariwai/internal/yen"
)

func notFound() error { return fault.New(fault.NotFound, "見つかりませんでした") }

// may is peopledb.Trading for new promises, or peopledb.Acting for going on with what was begun.
type may func(context.Context, *db.Tx, people.Actor, people.Power) (people.Party, error)

// own returns a bulk order of the party that the actor acts for. Other people's orders are not found.
func own(ctx context.Context, tx *db.Tx, a people.Actor, bid id.Bulk, allowed may, power people.Power) (o bulk.Order, client people.Party, err error) {
	if client, err = allowed(ctx, tx, a, power); err != nil {
		return o, client, err
	}
	if o, err = bulkdb.Order(ctx, tx, bid); err != nil {
		return o, client, err
	}
	if o.Client != client.ID {
		return bulk.Order{}, client, notFound()
	}
	return o, client, nil
}

// draft is own for what may still be changed.
func draft(ctx context.Context, tx *db.Tx, a people.Actor, bid id.Bulk) (o bulk.Order, err error) {
	if o, _, err = own(ctx, tx, a, bid, peopledb.Trading, people.Order); err == nil {
		err = o.Editable()
	}
	return o, err
}

// command runs what a person asks for in a transaction, once however often it is sent.
func command(ctx context.Context, d *db.DB, a people.Actor, f func(*db.Tx) (string, error)) (string, error) {
	return d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, f)
}

func link(o bulk.Order) string { return "/bulk/" + string(o.ID) }

func notify(ctx context.Context, tx *db.Tx, p id.Party, kind notice.Kind, o bulk.Order, say string, args ...any) error {
	return inform.Party(ctx, tx, p, kind, notice.Message{Say: say, Args: args, Link: link(o)})
}

// part is money that leaves a line's escrow.
type part struct {
	line   id.Item
	amount yen.Yen
}

// sendBack returns money of some lines to where it came from: to the client with one refund, or to the capital that stood in for it.
// What is nothing is left out.
func sendBack(ctx context.Context, tx *db.Tx, o bulk.Order, parts []part, why string) (sum yen.Yen, err error) {
	defer fault.Wrap(&err, "send back money of %s", o.ID)
	rid := id.Refund(tx.NewID())
	credit := o.Security == string(market.SecuredByCredit)
	var moves []ledger.Transfer
	for _, p := range parts {
		if sum = sum.Add(p.amount); credit {
			moves = append(moves, billing.Recall(p.line, o.Client, p.amount)...)
			continue
		}
		moves = append(moves, ledger.Move("refund", p.amount, ledger.Escrow(p.line), ledger.Refund(rid)))
	}
	if sum.IsZero() {
		return sum, nil
	}
	today := calendar.On(tx.Now)
	e, err := ledger.New("back/"+string(rid), today, moves...)
	if err != nil {
		return sum, err
	}
	if err := ledgerdb.PostAll(ctx, tx, []ledger.Entry{e}); err != nil || credit {
		return sum, err
	}
	var to billing.Target
	acc, homed, err := peopledb.PayoutAccount(ctx, tx, o.Client, today)
	if err != nil {
		return sum, err
	}
	if homed {
		to = billing.Target{Bank: acc.Bank, Branch: acc.Branch, Type: string(acc.Kind), Number: acc.Number, Payee: acc.Payee}
	}
	r := billing.NewRefund(rid, o.Client, billing.FromBulk, string(o.ID)+"/"+string(rid), sum, why, to, tx.Now)
	return sum, billingdb.InsertRefund(ctx, tx, r)
}
