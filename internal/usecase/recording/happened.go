package recording

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/record"
	"nariwai/internal/review"
)

// Awarded counts an award. sent is when the chosen proposal came.
func Awarded(ctx context.Context, tx *db.Tx, c market.Contract, sent clock.Instant) (err error) {
	defer fault.Wrap(&err, "record award %s", c.ID)
	var again bool
	if err := db.One(ctx, tx, []any{&again}, `SELECT EXISTS (SELECT 1 FROM market_contract c WHERE c.worker = $1 AND c.client = $2 AND c.state = 'ended' AND c.ended_at < $3
		AND EXISTS (SELECT 1 FROM market_item i WHERE i.contract = c.id AND i.state IN ('accepted', 'split')))`, c.Worker, c.Client, c.AwardedAt); err != nil {
		return err
	}
	t, field, month := NewTally(), Field(c.Category), record.MonthOf(c.AwardedAt)
	t.addWork(c.Worker, field, month, record.Hired(again))
	t.addOrder(c.Client, field, month, record.Chose(sent, c.AwardedAt))
	if c.Arrangement != market.Trial {
		if err := t.followed(ctx, tx, c); err != nil {
			return err
		}
	}
	return t.Write(ctx, tx)
}

// followed counts the trials of two which a contract is the first to follow.
func (t *Tally) followed(ctx context.Context, tx *db.Tx, c market.Contract) error {
	type trial struct {
		category string
		ended    clock.Instant
	}
	trials, err := db.All(ctx, tx, func(x *trial) []any { return []any{&x.category, &x.ended} },
		`SELECT t.category, t.ended_at FROM market_contract t WHERE t.client = $1 AND t.worker = $2 AND t.arrangement = 'trial' AND t.awarded_at < $3 AND t.state = 'ended'
			AND EXISTS (SELECT 1 FROM market_item i WHERE i.contract = t.id AND i.state IN ('accepted', 'split'))
			AND NOT EXISTS (SELECT 1 FROM market_contract o WHERE o.client = t.client AND o.worker = t.worker AND o.arrangement <> 'trial' AND o.awarded_at > t.awarded_at AND o.id <> $4)`,
		c.Client, c.Worker, c.AwardedAt, c.ID)
	for _, x := range trials {
		t.addOrder(c.Client, Field(x.category), record.MonthOf(x.ended), record.Order{TrialsHired: 1})
	}
	return err
}

// tried counts a trial that has ended and was paid for.
func (t *Tally) tried(ctx context.Context, tx *db.Tx, c market.Contract) error {
	var hired bool
	if err := db.One(ctx, tx, []any{&hired}, `SELECT EXISTS (SELECT 1 FROM market_contract o WHERE o.client = $1 AND o.worker = $2 AND o.arrangement <> 'trial' AND o.awarded_at > $3)`,
		c.Client, c.Worker, c.AwardedAt); err != nil {
		return err
	}
	t.addOrder(c.Client, Field(c.Category), record.MonthOf(c.EndedAt), record.Tried(hired))
	return nil
}

// ItemEnded counts an item that has ended and is saved, and its settlements; and its contract, if that ended with it.
func ItemEnded(ctx context.Context, tx *db.Tx, c market.Contract, it market.Item, ss []billing.Settlement) (err error) {
	defer fault.Wrap(&err, "record end of %s", it.ID)
	settled, over := !it.SettledOn.IsZero(), c.State == market.ContractEnded
	if !settled && !over {
		return nil
	}
	t, field := NewTally(), Field(c.Category)
	items, err := ended(ctx, tx, c, it, over)
	if err != nil {
		return err
	}
	for _, i := range items {
		if settled && i.of == string(it.ID) {
			t.addWork(c.Worker, field, i.Month(), i.Work())
			t.addOrder(c.Client, field, i.Month(), i.Order())
		}
	}
	for _, s := range ss {
		t.addPay(s.Payee, s.Client, field, calendar.MonthOf(s.On), s.Pay)
	}
	if over {
		all := make([]record.Item, len(items))
		for n, i := range items {
			all[n] = i.Item
		}
		t.addWork(c.Worker, field, record.MonthOf(c.EndedAt), record.Ended(all))
		if c.Arrangement == market.Trial && record.Paid(all) {
			if err := t.tried(ctx, tx, c); err != nil {
				return err
			}
		}
	}
	return t.Write(ctx, tx)
}

// endedItem is an item that was settled, as it stands in its row.
type endedItem struct {
	of string
	record.Item
}

// ended reads an item that was settled, or all of its contract.
func ended(ctx context.Context, tx *db.Tx, c market.Contract, it market.Item, all bool) ([]endedItem, error) {
	of, key := "i.id", string(it.ID)
	if all {
		of, key = "i.contract", string(c.ID)
	}
	return db.All(ctx, tx, func(x *endedItem) []any { return append([]any{&x.of}, itemFields(&x.Item)...) },
		"SELECT i.id, "+itemColumns+" FROM market_item i WHERE i.state IN ('accepted', 'split', 'refunded') AND "+of+" = $1", key)
}

// Lapsed counts a contract of which something was not paid in for in time.
func Lapsed(ctx context.Context, tx *db.Tx, c market.Contract) error {
	t := NewTally()
	t.addOrder(c.Client, Field(c.Category), record.MonthOf(c.FundBy), record.Order{Lapsed: 1})
	return t.Write(ctx, tx)
}

// Disputed counts a dispute that one of the sides has just opened.
func Disputed(ctx context.Context, tx *db.Tx, c market.Contract) error {
	t := NewTally()
	t.addOrder(c.Client, Field(c.Category), record.MonthOf(tx.Now), record.Order{Disputes: 1})
	return t.Write(ctx, tx)
}

// JobEnded counts a job that has just ended, if it was ever shown.
func JobEnded(ctx context.Context, tx *db.Tx, j market.Job) error {
	t := NewTally()
	if j.Shown() {
		t.addOrder(j.Client, Field(j.Category), record.MonthOf(j.EndedAt), record.PostEnded(j.Hired > 0))
	}
	return t.Write(ctx, tx)
}

// Revealed counts reviews that have just been revealed, each in the record of the side that it is about.
func Revealed(ctx context.Context, tx *db.Tx, rs []review.Review) error {
	t := NewTally()
	for _, r := range rs {
		t.addReview(r.About, r.Side, r.Field, r.RevealedAt, r.Satisfied == review.Satisfied, r.Aspects, r.Private)
	}
	return t.Write(ctx, tx)
}

func (t *Tally) addReview(about id.Party, side review.Side, field string, revealed clock.Instant, satisfied bool, aspects [5]int64, private int64) {
	counts := record.Reviewed(satisfied, aspects, private)
	if side == review.OfWorker {
		t.addWork(about, field, record.MonthOf(revealed), record.Work{Reviews: counts})
	} else {
		t.addOrder(about, field, record.MonthOf(revealed), record.Order{Reviews: counts})
	}
}
