package query

import (
	"context"
	"fmt"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/yen"
)

// ContractLine is a contract in the list of one of its sides.
type ContractLine struct {
	ID        id.Contract
	Side      market.Side
	Title     string
	Other     string // the other side's name
	State     market.ContractState
	Pay       yen.Yen
	Net       yen.Yen // what reaches the worker
	FundBy    clock.Instant
	StartsOn  calendar.Date
	EndedAt   clock.Instant
	Offers    int64 // of the other side, that wait for an answer
	Items     []LineItem
	LimitDays int
}

// LineItem is what the list says of an item.
type LineItem struct {
	Contract id.Contract
	N        int64
	Title    string
	State    market.ItemState
	Pay      yen.Yen
	DueOn    calendar.Date
	AcceptBy clock.Instant
	quote    billing.Quote
}

// Current is the item that is next: the first that has not ended, or the last of all.
func (l ContractLine) Current() LineItem {
	for _, it := range l.Items {
		if !it.State.Ended() {
			return it
		}
	}
	if len(l.Items) == 0 {
		return LineItem{}
	}
	return l.Items[len(l.Items)-1]
}

// Done is how many items have ended.
func (l ContractLine) Done() (n int) {
	for _, it := range l.Items {
		if it.State.Ended() {
			n++
		}
	}
	return n
}

// ContractList is one page of a party's contracts, newest first.
type ContractList struct {
	Lines      []ContractLine
	Running    int64 // how many have not ended, in all
	Ended      int64
	Prev, Next id.Contract
}

// ContractsOf returns a party's contracts, those that run or those that have ended, after or before a place in the list.
func ContractsOf(ctx context.Context, d *db.DB, party id.Party, ended bool, after, before id.Contract) (l ContractList, err error) {
	defer fault.Wrap(&err, "contracts of %s", party)
	states := "'awarded', 'active'"
	if ended {
		states = "'ended'"
	}
	err = d.View(ctx, func(s *db.Snapshot) error {
		l = ContractList{}
		var all int64
		if err := db.One(ctx, s, []any{&l.Running, &all}, `SELECT
			(SELECT COUNT(*) FROM market_contract WHERE client = $1 AND state IN ('awarded', 'active')) + (SELECT COUNT(*) FROM market_contract WHERE worker = $1 AND state IN ('awarded', 'active')),
			(SELECT COUNT(*) FROM market_contract WHERE client = $1) + (SELECT COUNT(*) FROM market_contract WHERE worker = $1)`, party); err != nil {
			return err
		}
		l.Ended = all - l.Running
		var keys keyset
		l.Lines, keys, err = pageOf(string(after), string(before), myLinesOnAPage, func(x ContractLine) string { return string(x.ID) },
			func(condition, order, at string, limit int) ([]ContractLine, error) {
				side := func(side, mine, other string) string {
					return fmt.Sprintf(`SELECT * FROM (SELECT c.id, '%s' AS side, c.title, o.display_name, c.state, c.pay, c.fund_by, c.starts_on, c.ended_at, c.limit_days,
						(SELECT COUNT(*) FROM market_change h WHERE h.contract = c.id AND h.state = 'offered' AND h.by_party <> $1) +
						(SELECT COUNT(*) FROM market_cancel e WHERE e.contract = c.id AND e.state = 'offered' AND e.by_party <> $1) AS offers
						FROM market_contract c JOIN people_party o ON o.id = c.%s
						WHERE c.%s = $1 AND c.state IN (%s) AND c.id %s $2 ORDER BY c.id %s LIMIT %d) AS %s`, side, other, mine, states, condition, order, limit, side)
				}
				return db.All(ctx, s, func(x *ContractLine) []any {
					return []any{&x.ID, &x.Side, &x.Title, &x.Other, &x.State, &x.Pay, &x.FundBy, &x.StartsOn, &x.EndedAt, &x.LimitDays, &x.Offers}
				}, side("worker", "worker", "client")+" UNION ALL "+side("client", "client", "worker")+fmt.Sprintf(" ORDER BY 1 %s LIMIT %d", order, limit), party, at)
			})
		if err != nil {
			return err
		}
		l.Prev, l.Next = id.Contract(keys.prev), id.Contract(keys.next)
		return l.fill(ctx, s)
	})
	return l, err
}

// fill adds the items of the page's contracts.
func (l *ContractList) fill(ctx context.Context, s *db.Snapshot) error {
	if len(l.Lines) == 0 {
		return nil
	}
	at := map[id.Contract]*ContractLine{}
	args := make([]any, len(l.Lines))
	for i := range l.Lines {
		at[l.Lines[i].ID], args[i] = &l.Lines[i], l.Lines[i].ID
	}
	items, err := db.All(ctx, s, func(i *LineItem) []any {
		return append([]any{&i.Contract, &i.N, &i.Title, &i.State, &i.Pay, &i.DueOn, &i.AcceptBy}, quoteFields(&i.quote)...)
	}, "SELECT i.contract, i.n, i.title, i.state, i.pay, i.due_on, i.accept_by, "+quoteColumns+
		" FROM market_item i JOIN billing_quote q ON q.item = i.id WHERE i.contract IN ("+db.Marks(1, len(args))+") ORDER BY i.contract, i.n", args...)
	for _, i := range items {
		line := at[i.Contract]
		line.Items = append(line.Items, i)
		line.Net = line.Net.Add(i.quote.Net)
	}
	return err
}
