package recording

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/record"
	"nariwai/internal/record/recorddb"
	"nariwai/internal/review"
	"nariwai/internal/yen"
)

// Recount counts once more all that belongs to the records of the parties behind one and up to another, from the rows that it comes of.
func Recount(ctx context.Context, r db.Reader, after, last id.Party) (t *Tally, err error) {
	defer fault.Wrap(&err, "recount up to %s", last)
	t = NewTally()
	for _, count := range []func(context.Context, db.Reader, id.Party, id.Party) error{t.contracts, t.earned, t.posts, t.disputes, t.reviews} {
		if err := count(ctx, r, after, last); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// within bounds what is read to the parties behind $1 and up to $2.
func within(column string) string { return column + " > $1 AND " + column + " <= $2" }

// deal is a contract as far as it counts.
type deal struct {
	id             id.Contract
	client, worker id.Party
	field          string
	sent, awarded  clock.Instant
	fundBy, ended  clock.Instant
	items          []record.Item
	lapsed         bool
	trial          bool
}

func (d *deal) paid() bool { return record.Paid(d.items) }

// contracts counts what comes of contracts: first for their workers, then for their clients.
func (t *Tally) contracts(ctx context.Context, r db.Reader, after, until id.Party) error {
	of, err := deals(ctx, r, "worker", after, until)
	if err != nil {
		return err
	}
	type two struct{ worker, client id.Party }
	firstPaid := map[two]clock.Instant{} // when the first contract of two that was paid for ended
	for _, d := range of {
		k := two{d.worker, d.client}
		if first := firstPaid[k]; !d.ended.IsZero() && d.paid() && (first.IsZero() || d.ended < first) {
			firstPaid[k] = d.ended
		}
	}
	for _, d := range of {
		first := firstPaid[two{d.worker, d.client}]
		t.addWork(d.worker, d.field, record.MonthOf(d.awarded), record.Hired(!first.IsZero() && first < d.awarded))
		for _, i := range d.items {
			t.addWork(d.worker, d.field, i.Month(), i.Work())
		}
		if !d.ended.IsZero() {
			t.addWork(d.worker, d.field, record.MonthOf(d.ended), record.Ended(d.items))
		}
	}
	if of, err = deals(ctx, r, "client", after, until); err != nil {
		return err
	}
	last := map[two]clock.Instant{} // award of two that was no trial
	for _, d := range of {
		if k := (two{d.worker, d.client}); !d.trial {
			last[k] = max(last[k], d.awarded)
		}
	}
	for _, d := range of {
		if d.trial && !d.ended.IsZero() && d.paid() {
			t.addOrder(d.client, d.field, record.MonthOf(d.ended), record.Tried(last[two{d.worker, d.client}] > d.awarded))
		}
		t.addOrder(d.client, d.field, record.MonthOf(d.awarded), record.Chose(d.sent, d.awarded))
		for _, i := range d.items {
			t.addOrder(d.client, d.field, i.Month(), i.Order())
		}
		if d.lapsed {
			t.addOrder(d.client, d.field, record.MonthOf(d.fundBy), record.Order{Lapsed: 1})
		}
	}
	return nil
}

// deals reads the contracts of some parties on a side, with their items that have ended.
func deals(ctx context.Context, r db.Reader, side string, after, last id.Party) ([]*deal, error) {
	list, err := db.All(ctx, r, func(d *deal) []any {
		return []any{&d.id, &d.client, &d.worker, &d.field, &d.sent, &d.awarded, &d.fundBy, &d.ended, &d.trial}
	}, `SELECT c.id, c.client, c.worker, c.category, COALESCE((SELECT p.sent_at FROM market_proposal p WHERE p.id = c.proposal), c.awarded_at), c.awarded_at, c.fund_by,
			CASE WHEN c.state = 'ended' THEN c.ended_at ELSE 0 END, c.arrangement = 'trial'
		FROM market_contract c WHERE `+within("c."+side), after, last)
	if err != nil {
		return nil, err
	}
	out, by := make([]*deal, len(list)), make(map[id.Contract]*deal, len(list))
	for i := range list {
		d := &list[i]
		d.field = Field(d.field)
		out[i], by[d.id] = d, d
	}
	type row struct {
		contract id.Contract
		state    string
		record.Item
	}
	rows, err := db.All(ctx, r, func(x *row) []any {
		return append([]any{&x.contract, &x.state}, itemFields(&x.Item)...)
	}, "SELECT c.id, i.state, "+itemColumns+" FROM market_contract c JOIN market_item i ON i.contract = c.id WHERE i.state IN ('accepted', 'split', 'refunded', 'cancelled', 'lapsed') AND "+
		within("c."+side), after, last)
	if err != nil {
		return nil, err
	}
	for _, x := range rows {
		d := by[x.contract]
		switch x.state {
		case "cancelled":
		case "lapsed":
			d.lapsed = true
		default:
			d.items = append(d.items, x.Item)
		}
	}
	return out, nil
}

// itemColumns are those of an item i that has ended, as far as it counts.
const itemColumns = `i.ending, i.pay, CAST(COALESCE((SELECT SUM(s.pay) FROM billing_settlement s WHERE s.item = i.id), 0) AS BIGINT), i.settled_on, i.due_on, i.delivered_at, i.accepted_at,
	CAST(COALESCE((SELECT MIN(d.at) FROM market_delivery d WHERE d.item = i.id), 0) AS BIGINT),
	i.revisions > 0 AND EXISTS (SELECT 1 FROM market_revision v WHERE v.item = i.id AND v.fault = 'worker'),
	i.ending = 'agreement' AND EXISTS (SELECT 1 FROM market_cancel x WHERE x.item = i.id AND x.state = 'in_force' AND x.fault = 'worker')
		OR i.ending = 'decision' AND EXISTS (SELECT 1 FROM market_dispute x WHERE x.item = i.id AND x.decided_at > 0 AND x.fault = 'worker')`

func itemFields(i *record.Item) []any {
	return []any{&i.End, &i.Full, &i.Pay, &i.On, &i.DueOn, &i.Last, &i.AcceptedAt, &i.First, &i.Revised, &i.WorkersFault}
}

// earned counts what was settled, to those who are paid and to those who pay.
func (t *Tally) earned(ctx context.Context, r db.Reader, after, last id.Party) error {
	type row struct {
		payee, client id.Party
		category      string
		pay           yen.Yen
		on            calendar.Date
	}
	for _, side := range []string{"payee", "client"} {
		rows, err := db.All(ctx, r, func(x *row) []any { return []any{&x.payee, &x.client, &x.category, &x.pay, &x.on} },
			`SELECT s.payee, s.client, c.category, s.pay, s.settled_on FROM billing_settlement s JOIN market_contract c ON c.id = s.contract WHERE `+within("s."+side), after, last)
		if err != nil {
			return err
		}
		for _, x := range rows {
			if m := calendar.MonthOf(x.on); side == "payee" {
				t.addEarned(x.payee, x.client, Field(x.category), m, x.pay)
			} else {
				t.addOrder(x.client, Field(x.category), m, record.Order{Paid: x.pay})
			}
		}
	}
	return nil
}

// posts counts the jobs that were shown and have ended.
func (t *Tally) posts(ctx context.Context, r db.Reader, after, last id.Party) error {
	type row struct {
		client   id.Party
		category string
		hired    bool
		ended    clock.Instant
	}
	rows, err := db.All(ctx, r, func(x *row) []any { return []any{&x.client, &x.category, &x.hired, &x.ended} },
		"SELECT client, category, hired > 0, ended_at FROM market_job WHERE state = 'ended' AND published_at > 0 AND "+within("client"), after, last)
	for _, x := range rows {
		t.addOrder(x.client, Field(x.category), record.MonthOf(x.ended), record.PostEnded(x.hired))
	}
	return err
}

// disputes counts those that one of the two sides has opened.
func (t *Tally) disputes(ctx context.Context, r db.Reader, after, last id.Party) error {
	type row struct {
		client   id.Party
		category string
		at       clock.Instant
	}
	rows, err := db.All(ctx, r, func(x *row) []any { return []any{&x.client, &x.category, &x.at} },
		`SELECT c.client, c.category, d.opened_at FROM market_contract c JOIN market_dispute d ON d.contract = c.id WHERE d.by_party <> '' AND `+within("c.client"), after, last)
	for _, x := range rows {
		t.addOrder(x.client, Field(x.category), record.MonthOf(x.at), record.Order{Disputes: 1})
	}
	return err
}

// reviews counts those that were revealed.
func (t *Tally) reviews(ctx context.Context, r db.Reader, after, last id.Party) error {
	type row struct {
		about     id.Party
		side      review.Side
		field     string
		satisfied bool
		aspects   [5]int64
		private   int64
		at        clock.Instant
	}
	rows, err := db.All(ctx, r, func(x *row) []any {
		return []any{&x.about, &x.side, &x.field, &x.satisfied, &x.aspects[0], &x.aspects[1], &x.aspects[2], &x.aspects[3], &x.aspects[4], &x.private, &x.at}
	}, "SELECT about, side, field, satisfied, a1, a2, a3, a4, a5, private, revealed_at FROM review_review WHERE revealed_at > 0 AND "+within("about"), after, last)
	for _, x := range rows {
		t.addReview(x.about, x.side, x.field, x.at, x.satisfied, x.aspects, x.private)
	}
	return err
}

// atATime is how many parties one transaction of a rebuild takes.
const atATime = 500

// Parties returns the last of the parties that come next behind one, and whether there is any.
func Parties(ctx context.Context, r db.Reader, after id.Party) (last id.Party, more bool, err error) {
	ids, err := db.All(ctx, r, func(p *id.Party) []any { return []any{p} }, "SELECT id FROM people_party WHERE id > $1 ORDER BY id LIMIT $2", after, atATime)
	if len(ids) == 0 {
		return after, false, err
	}
	return ids[len(ids)-1], true, err
}

// Rebuild counts everything anew unless it was counted by this program's rules, in short transactions between which the
// market goes on: what happens meanwhile is added to rows that stand, or is seen by the recount. One that breaks off is begun again.
func Rebuild(ctx context.Context, d *db.DB) (err error) {
	defer fault.Wrap(&err, "rebuild the records")
	have, err := recorddb.Version(ctx, d.Snapshot())
	if err != nil || have == record.Version {
		return err
	}
	return CountAgain(ctx, d)
}

// CountAgain makes all records anew, whatever is there: for who has written what they come of without counting it.
func CountAgain(ctx context.Context, d *db.DB) (err error) {
	defer fault.Wrap(&err, "count all records again")
	for after, more := id.Party(""), true; more; {
		var last id.Party
		if err := d.Write(ctx, func(tx *db.Tx) (err error) {
			if last, more, err = Parties(ctx, tx, after); err != nil || !more {
				return err
			}
			t, err := Recount(ctx, tx, after, last)
			if err != nil {
				return err
			}
			if err := recorddb.Forget(ctx, tx, after, last); err != nil {
				return err
			}
			return t.Write(ctx, tx)
		}); err != nil {
			return err
		}
		after = last
	}
	return d.Write(ctx, func(tx *db.Tx) error { return recorddb.SetVersion(ctx, tx) })
}
