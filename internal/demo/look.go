package demo

import (
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/yen"
)

// Everybody in the play finds the next thing to do by looking, as people do on a page.

// find returns the id that a query names first; "" when it names none.
func find[T ~string](s *stage, q string, args ...any) (T, error) {
	all, err := db.All(s.ctx, s.d.Snapshot(), func(x *T) []any { return []any{x} }, q, args...)
	if err != nil || len(all) == 0 {
		return "", err
	}
	return all[0], nil
}

// items are the items of a contract, with what the play asks of them.
func (s *stage) items(c id.Contract) ([]market.Item, error) {
	return db.All(s.ctx, s.d.Snapshot(), func(it *market.Item) []any { return []any{&it.ID, &it.N, &it.State, &it.Pay, &it.Revisions} },
		"SELECT id, n, state, pay, revisions FROM market_item WHERE contract = $1 ORDER BY n", c)
}

// asked is what a contract asks its client to pay in.
type asked struct {
	reference string
	amount    yen.Yen
}

func (s *stage) asked(c id.Contract) ([]asked, error) {
	return db.All(s.ctx, s.d.Snapshot(), func(a *asked) []any { return []any{&a.reference, &a.amount} },
		"SELECT reference, amount FROM billing_funding WHERE contract = $1 AND state = 'open' ORDER BY id", c)
}

// counted is a payout run that waits for the desk.
type counted struct {
	id    id.Run
	total yen.Yen
	payOn calendar.Date
}

func (s *stage) counted() ([]counted, error) {
	return db.All(s.ctx, s.d.Snapshot(), func(c *counted) []any { return []any{&c.id, &c.total, &c.payOn} },
		"SELECT id, total, pay_on FROM billing_run WHERE state = 'counted' ORDER BY id")
}

// balance is what the bank said last.
func (s *stage) balance() (yen.Yen, error) {
	all, err := db.All(s.ctx, s.d.Snapshot(), func(y *yen.Yen) []any { return []any{y} },
		"SELECT closing FROM billing_import WHERE state = 'confirmed' ORDER BY confirmed_at DESC, id DESC LIMIT 1")
	if err != nil || len(all) == 0 {
		return yen.Yen{}, err
	}
	return all[0], nil
}
