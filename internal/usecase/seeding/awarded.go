package seeding

import (
	"context"
	"errors"
	"fmt"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/usecase/recording"
	"nariwai/internal/yen"
)

// Bill is a request to pay in that waits for its money.
type Bill struct {
	Reference string
	Amount    yen.Yen
}

// Bills are requests, and the desk that brings and confirms the bank's lists.
type Bills struct {
	List []Bill
	Desk [2]string // what the browsers of two operators hold

	listed  int
	balance yen.Yen // with which the next list begins
}

// Next is the bank's next list, as a file of at most so many lines; false when every bill has stood in one.
func (b *Bills) Next(lines int, on calendar.Date) (file []byte, ok bool) {
	list := b.List[b.listed:min(len(b.List), b.listed+lines)]
	b.listed += len(list)
	file = []byte("日付,金額,振込人,残高\n")
	for _, bill := range list {
		b.balance = b.balance.Add(bill.Amount)
		file = fmt.Appendf(file, "%s,%d,%s ｶ)ｹｲｿｸ,%d\n", on, bill.Amount.Int64(), bill.Reference, b.balance.Int64())
	}
	return file, len(list) > 0
}

// Awarded makes so many contracts that wait for their money.
func Awarded(ctx context.Context, d *db.DB, n int, progress func(done, total int)) (b Bills, err error) {
	defer fault.Wrap(&err, "make %d awarded contracts", n)
	part, err := begin(ctx, d)
	if err != nil {
		return b, err
	}
	defer func() { err = errors.Join(err, d.Narrow(ctx)) }()
	b.balance = part.closing
	m, now := part.maker, part.maker.now
	var p pile
	for i := range b.Desk {
		b.Desk[i] = m.enter(&p, m.operator(&p, part.n, int64(i), now.Add(-90*clock.Day)), true)
	}
	orders, works := make([]member, max(4, n/20)), make([]member, max(4, n/10))
	for i := range orders {
		orders[i] = m.client(&p, part.n, int64(10+i), now.Add(-80*clock.Day))
	}
	for i := range works {
		works[i] = m.worker(&p, part.n, int64(10+len(orders)+i), now.Add(-80*clock.Day), true)
	}
	for i := range n {
		awarded := now.Add(-clock.Day + clock.Duration(i))
		j, err := m.job(orders[i%len(orders)], i%3 == 0, m.pay(), awarded.Add(-3*clock.Day))
		if err != nil {
			return b, err
		}
		worker := works[m.IntN(len(works))]
		offer, err := m.propose(&j, worker, awarded.Add(-clock.Day))
		if err != nil {
			return b, err
		}
		if err := j.Award(&offer, awarded); err != nil {
			return b, err
		}
		if _, _, err := m.deal(&p, j, offer, orders[i%len(orders)], worker, course{awarded: awarded}); err != nil {
			return b, err
		}
		p.jobs, p.proposals = append(p.jobs, j), append(p.proposals, offer)
		f := p.fundings[len(p.fundings)-1]
		b.List = append(b.List, Bill{f.Reference, f.Amount})
		if p.size() > pileSize || i == n-1 {
			if err := p.write(ctx, d); err != nil {
				return b, err
			}
			if progress != nil {
				progress(i+1, n)
			}
		}
	}
	return b, recording.CountAgain(ctx, d)
}

// Paid counts those of the bills that are paid, and those that are not.
func Paid(ctx context.Context, d *db.DB, b Bills) (paid, open int, err error) {
	r := d.Snapshot()
	for _, bill := range b.List {
		var state string
		if err := db.One(ctx, r, []any{&state}, "SELECT state FROM billing_funding WHERE reference = $1", bill.Reference); err != nil {
			return paid, open, err
		}
		if state == "paid" {
			paid++
		} else {
			open++
		}
	}
	return paid, open, nil
}
