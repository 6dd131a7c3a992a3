package query

import (
	"context"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
)

// BulkItem is one line of an order with what was last delivered for it, for who directs the order.
type BulkItem struct {
	GridOrder
	Line       GridLine
	Contract   id.Contract
	MostFixes  int64 // revisions that the contract allows
	Delivery   WorkDone
	Revisions  []market.Revision
	Prev, Next int64 // the numbers of the lines before and after it that wait for the director; 0 is none
}

// BulkItemOf reads the line of an order that has the number n now, for who may direct it.
func BulkItemOf(ctx context.Context, d *db.DB, bid id.Bulk, n int64, by Looker) (p BulkItem, err error) {
	defer fault.Wrap(&err, "line %d of %s", n, bid)
	err = d.View(ctx, func(s *db.Snapshot) error {
		p = BulkItem{}
		if p.GridOrder, err = orderFor(ctx, s, bid, by); err != nil {
			return err
		}
		if err := db.One(ctx, s, append(gridFields(&p.Line), &p.Line.Keywords, &p.Line.Notes, &p.Contract, &p.MostFixes),
			"SELECT "+gridColumns+", l.keywords, l.notes, COALESCE(c.id, ''), COALESCE(c.revisions, 0)"+gridTables+
				"LEFT JOIN market_contract c ON c.id = i.contract WHERE l.bulk = $1 AND l.n = $2 AND l.state <> 'returned'", bid, n); err != nil {
			return err
		}
		if p.Delivery, err = workDone(ctx, s, "d.item = $1 ORDER BY d.n DESC LIMIT 1", p.Line.ID); err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		p.Revisions, err = db.All(ctx, s, func(r *market.Revision) []any { return []any{&r.ID, &r.Reason, &r.Fault, &r.At} },
			"SELECT id, reason, fault, at FROM market_revision WHERE item = $1 ORDER BY id", p.Line.ID)
		if err != nil {
			return err
		}
		next := func(to *int64, beside, order string) error {
			err := db.One(ctx, s, []any{to}, "SELECT l.n FROM bulk_line l JOIN market_item i ON i.id = l.id WHERE l.bulk = $1 AND l.state = 'taken' AND l.n "+beside+
				" $2 AND l.passed_at = 0 AND i.state = 'delivered' ORDER BY l.n "+order+" LIMIT 1", bid, p.Line.N)
			if fault.Is(err, fault.NotFound) {
				return nil
			}
			return err
		}
		if err := next(&p.Prev, "<", "DESC"); err != nil {
			return err
		}
		return next(&p.Next, ">", "ASC")
	})
	return p, err
}

// LinesOf returns the ids of the lines that have some numbers of an order now. What is done to them is decided by the command.
func LinesOf(ctx context.Context, r db.Reader, bid id.Bulk, ns []int64) ([]id.Item, error) {
	if len(ns) == 0 {
		return nil, nil
	}
	marks, args := db.In(2, ns)
	return db.All(ctx, r, func(l *id.Item) []any { return []any{l} },
		"SELECT id FROM bulk_line WHERE bulk = $1 AND n IN ("+marks+") AND state <> 'returned' ORDER BY n", append([]any{bid}, args...)...)
}

// CheckedLines are those of some lines of an order that wait for acceptance, with what each would pay.
type CheckedLines struct {
	GridOrder
	Lines []GridLine
	Sum   Sum
}

// Checked reads some lines of an order, at most some hundred, for the client's page on which they are accepted. What is not passed is left out.
func Checked(ctx context.Context, d *db.DB, bid id.Bulk, list []id.Item, by Looker) (c CheckedLines, err error) {
	defer fault.Wrap(&err, "checked lines of %s", bid)
	err = d.View(ctx, func(s *db.Snapshot) error {
		c = CheckedLines{}
		if c.GridOrder, err = orderFor(ctx, s, bid, by); err != nil || len(list) == 0 {
			return err
		}
		marks, args := db.In(2, list)
		all, err := db.All(ctx, s, gridFields, "SELECT "+gridColumns+gridTables+"WHERE l.bulk = $1 AND l.id IN ("+marks+") ORDER BY l.n", append([]any{bid}, args...)...)
		for _, l := range all {
			if l.Step() == StepPassed {
				c.Lines = append(c.Lines, l)
				c.Sum = c.Sum.add(Sum{1, l.Price})
			}
		}
		return err
	})
	return c, err
}

// WriterLines is the statement of one writer of an order: what was settled for each line, line by line.
type WriterLines struct {
	GridOrder
	Seat  id.Seat
	Name  string
	Lines []PaidLine
	Total PaidLine
}

// PaidLine is a line that was settled.
type PaidLine struct {
	PaidItem
	N         int64
	Title     string
	SettledAt clock.Instant
}

// WriterOf reads the statement of a seat for who may direct the order, or for the worker whose seat it is.
func WriterOf(ctx context.Context, d *db.DB, sid id.Seat, by Looker) (w WriterLines, err error) {
	defer fault.Wrap(&err, "writer %s", sid)
	err = d.View(ctx, func(s *db.Snapshot) error {
		w = WriterLines{Seat: sid}
		var bid id.Bulk
		var worker id.Party
		if err := db.One(ctx, s, []any{&bid, &worker, &w.Name}, "SELECT s.bulk, s.worker, p.display_name FROM bulk_seat s JOIN people_party p ON p.id = s.worker WHERE s.id = $1", sid); err != nil {
			return err
		}
		if worker == by.Party {
			err = db.One(ctx, s, []any{&w.ID, &w.Title, &w.ClientName}, "SELECT o.id, o.title, c.display_name FROM bulk_order o JOIN people_party c ON c.id = o.client WHERE o.id = $1", bid)
		} else {
			w.GridOrder, err = orderFor(ctx, s, bid, by)
		}
		if err != nil {
			return err
		}
		w.Lines, err = db.All(ctx, s, func(l *PaidLine) []any {
			return []any{&l.N, &l.Title, &l.Item, &l.SettledAt, &l.Pay, &l.Fee, &l.Held, &l.Net}
		}, `SELECT l.n, l.title, l.id, i.accepted_at, CAST(SUM(t.pay) AS BIGINT), CAST(SUM(t.fee) AS BIGINT), CAST(SUM(t.withheld) AS BIGINT), CAST(SUM(t.net) AS BIGINT)
			FROM bulk_line l JOIN market_item i ON i.id = l.id JOIN billing_settlement t ON t.item = l.id WHERE l.seat = $1
			GROUP BY l.n, l.title, l.id, i.accepted_at ORDER BY l.n`, sid)
		for _, l := range w.Lines {
			w.Total.Pay, w.Total.Fee, w.Total.Held, w.Total.Net = w.Total.Pay.Add(l.Pay), w.Total.Fee.Add(l.Fee), w.Total.Held.Add(l.Held), w.Total.Net.Add(l.Net)
		}
		return err
	})
	return w, err
}
