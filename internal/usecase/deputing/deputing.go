// Package deputing is the step that says who may direct a bulk order, and in whose name: people of the client by their role, and, within
// that one order, a worker to whom the client has entrusted it or the desk, where its direction was ordered. It runs in the caller's
// transaction.
package deputing

import (
	"context"

	"nariwai/internal/bulk"
	"nariwai/internal/bulk/bulkdb"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
)

func notFound() error { return fault.New(fault.NotFound, "見つかりませんでした") }

// For returns the actor who acts for an order's client: the same one, or who directs it for them. Of others the order is not found.
func For(ctx context.Context, tx *db.Tx, a people.Actor, power people.Power, o bulk.Order) (_ people.Actor, err error) {
	defer fault.Wrap(&err, "direct %s", o.ID)
	if a.Person == "" {
		return a, fault.New(fault.Unsigned, "ログインしてください")
	}
	if a.Party == o.Client {
		return a, peopledb.Entitled(ctx, tx, a, power)
	}
	role, err := peopledb.RoleIn(ctx, tx, a.Person, people.BulkScope, string(o.ID))
	if err != nil {
		return a, err
	}
	switch {
	case role != "":
		err = role.Must(power)
	case power != people.Direct || o.Direction != bulk.SiteDirection || peopledb.Operating(ctx, tx, a) != nil:
		err = notFound()
	}
	a.Party = o.Client
	return a, err
}

// In is For by the job of a contract.
func In(ctx context.Context, tx *db.Tx, a people.Actor, power people.Power, jid id.Job) (_ people.Actor, err error) {
	o, err := bulkdb.OrderOfJob(ctx, tx, jid)
	if err != nil {
		return a, err
	}
	return For(ctx, tx, a, power, o)
}

// Line returns a line and its order for who may direct it.
func Line(ctx context.Context, tx *db.Tx, a people.Actor, power people.Power, lid id.Item) (l bulk.Line, o bulk.Order, err error) {
	if l, err = bulkdb.Line(ctx, tx, lid); err != nil {
		return l, o, err
	}
	if o, err = bulkdb.Order(ctx, tx, l.Bulk); err != nil {
		return l, o, err
	}
	_, err = For(ctx, tx, a, power, o)
	return l, o, err
}
