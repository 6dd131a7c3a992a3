package verifying

import (
	"nariwai/internal/bulk"
	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/yen"
)

// line is what the rules need to know of a line of a bulk order.
type line struct {
	id            id.Item
	order         id.Bulk
	state         bulk.LineState
	secured, back yen.Yen
	before        id.Item
}

func (e *examiner) lines() ([]line, error) {
	return db.All(e.ctx, e.r, func(l *line) []any { return []any{&l.id, &l.order, &l.state, &l.secured, &l.back, &l.before} },
		"SELECT id, bulk, state, secured, back, before FROM bulk_line")
}

// bulk: a line that was taken is an item, and no other is; a returned one has ended and left its money to a fresh one; what went back of
// an order is what its lines say; and an order that has ended has nothing left that runs.
func (e *examiner) bulk() error {
	lines, err := e.lines()
	if err != nil || len(lines) == 0 {
		return err
	}
	items, err := e.items()
	if err != nil {
		return err
	}
	states := make(map[id.Item]market.ItemState, len(items))
	for _, i := range items {
		states[i.id] = i.state
	}
	orders, err := db.All(e.ctx, e.r, func(o *bulk.Order) []any { return []any{&o.ID, &o.State, &o.Security} }, "SELECT id, state, security FROM bulk_order")
	if err != nil {
		return err
	}
	of := make(map[id.Bulk]bulk.Order, len(orders))
	for _, o := range orders {
		of[o.ID] = o
	}
	back, next := map[id.Bulk]yen.Yen{}, map[id.Item]int{}
	for _, l := range lines {
		e.looked++
		state, item := states[l.id]
		if was := l.state == bulk.LineTaken || l.state == bulk.LineReturned; was != item {
			e.bad(l.id, "is a line that is %s, and an item: %t", l.state, item)
		}
		if l.state == bulk.LineReturned && state != market.ItemRefunded {
			e.bad(l.id, "was returned and is an item that is %s", state)
		}
		if l.before != "" {
			next[l.before]++
		}
		if o := of[l.order]; o.State == bulk.Ended && (l.state == bulk.LineOpen || l.state == bulk.LineTaken && !state.Ended()) {
			e.bad(l.order, "has ended, and its line %s is %s (%s)", l.id, l.state, state)
		}
		if back[l.order] = back[l.order].Add(l.back); l.state == bulk.LineCancelled {
			back[l.order] = back[l.order].Add(l.secured)
		}
	}
	for _, l := range lines {
		if want := l.state == bulk.LineReturned; want != (next[l.id] == 1) {
			e.bad(l.id, "is %s, and %d lines have its money", l.state, next[l.id])
		}
	}
	sent, err := sumsBy[id.Bulk](e, "SELECT SUBSTR(source, 1, 36), CAST(SUM(amount) AS BIGINT) FROM billing_refund WHERE source_kind = 'bulk' GROUP BY SUBSTR(source, 1, 36)")
	for bid, o := range of {
		if o.Security != string(market.SecuredByCash) {
			continue
		}
		e.same(bid, "sent back", sent[bid], back[bid])
	}
	return err
}
