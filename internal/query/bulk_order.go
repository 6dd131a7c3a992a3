package query

import (
	"context"

	"nariwai/internal/billing"
	"nariwai/internal/bulk"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/yen"
)

// BulkLines is how many lines of a bulk order a page shows.
const BulkLines = 100

// bulkBriefs maps bulk_order for reading.
var bulkBriefs = db.Table[bulk.Order]{
	Name: "bulk_order",
	Columns: "id, client, director, job, department, title, category, guide, sample, deliverable, place, rights, ai_policy, low_reason, " +
		"tolerance, forbidden, similarity, audience, certified, cap, direction, withhold, state, security, asked, created_at, pay_by, opened_at, ended_at",
	Fields: func(o *bulk.Order) []any {
		return []any{&o.ID, &o.Client, &o.Director, &o.Job, &o.Department, &o.Title, &o.Category, &o.Guide, &o.Sample, &o.Deliverable, &o.Place, &o.Rights, &o.AIPolicy, &o.LowReason,
			&o.Tolerance, &o.Forbidden, &o.Similarity, &o.Audience, &o.Certified, &o.Cap, &o.Direction, &o.Withhold, &o.State, &o.Security, &o.Asked, &o.CreatedAt, &o.PayBy, &o.OpenedAt, &o.EndedAt}
	},
}

// BulkRow is a bulk order in a list.
type BulkRow struct {
	ID      id.Bulk
	Title   string
	Client  string
	State   bulk.State
	Lines   int64 // all of it
	Open    int64 // that may be taken
	Done    int64
	Price   yen.Yen // of the open lines, the least
	SeatNow bulk.SeatState
}

const bulkRowColumns = `o.id, o.title, c.display_name, o.state,
	(SELECT COUNT(*) FROM bulk_line l WHERE l.bulk = o.id AND l.state IN ('draft', 'open', 'taken')),
	(SELECT COUNT(*) FROM bulk_line l WHERE l.bulk = o.id AND l.state = 'open'),
	(SELECT COUNT(*) FROM bulk_line l JOIN market_item i ON i.id = l.id WHERE l.bulk = o.id AND l.state = 'taken' AND i.state IN ('accepted', 'split')),
	COALESCE((SELECT MIN(l.price) FROM bulk_line l WHERE l.bulk = o.id AND l.state = 'open'), 0)`

func bulkRowFields(x *BulkRow) []any {
	return []any{&x.ID, &x.Title, &x.Client, &x.State, &x.Lines, &x.Open, &x.Done, &x.Price, &x.SeatNow}
}

// BulkLists are a party's bulk orders, those in which it has a seat, and those that are open to all.
type BulkLists struct {
	Mine, Seats, Listed []BulkRow
}

// Bulks returns them, the newest first, at most a hundred of each.
func Bulks(ctx context.Context, d *db.DB, p id.Party) (b BulkLists, err error) {
	defer fault.Wrap(&err, "bulk orders of %s", p)
	err = d.View(ctx, func(s *db.Snapshot) error {
		if b.Mine, err = db.All(ctx, s, bulkRowFields, "SELECT "+bulkRowColumns+`, '' FROM bulk_order o JOIN people_party c ON c.id = o.client
			WHERE o.client = $1 ORDER BY o.id DESC LIMIT 100`, p); err != nil {
			return err
		}
		if b.Seats, err = db.All(ctx, s, bulkRowFields, "SELECT "+bulkRowColumns+`, t.state FROM bulk_seat t JOIN bulk_order o ON o.id = t.bulk JOIN people_party c ON c.id = o.client
			WHERE t.worker = $1 ORDER BY t.id DESC LIMIT 100`, p); err != nil {
			return err
		}
		b.Listed, err = db.All(ctx, s, bulkRowFields, "SELECT "+bulkRowColumns+`, '' FROM bulk_order o JOIN people_party c ON c.id = o.client
			WHERE o.state = 'open' AND o.audience = 'open' AND o.client <> $1 AND NOT EXISTS (SELECT 1 FROM bulk_seat t WHERE t.bulk = o.id AND t.worker = $1)
			ORDER BY o.id DESC LIMIT 100`, p)
		return err
	})
	return b, err
}

// BulkLine is a line with what became of it.
type BulkLine struct {
	bulk.Line
	Item   market.ItemState // "" until it is taken
	Worker string
	Late   bool // beyond what its contract allows: it may be taken back

	due      calendar.Date
	lateDays int
}

// BulkSeat is a worker's place, and how far they are.
type BulkSeat struct {
	bulk.Seat
	Name, Handle string
	Taken, Done  int64
}

// BulkPage is a bulk order as a party sees it.
type BulkPage struct {
	bulk.Order
	ClientName string
	Ours       bool
	Seat       *bulk.Seat // the party's own
	Counts     map[bulk.LineState]int64
	Sum        yen.Yen // of the lines' prices, without those that were returned or cancelled
	Done       int64
	List       []BulkLine // drafts, or open lines
	Next       int64      // after which the list goes on; 0 at its end
	InHand     []BulkLine // the party's own, or what is late, for the client
	Room       int64      // how many more the party may take
	Seats      []BulkSeat // for the client
	Request    billing.Funding
	Waiting    bool // a table waits for its yes
}

const bulkLineColumns = "l.id, l.n, l.title, l.keywords, l.chars, l.price, l.due_on, l.notes, l.state"

func bulkLineFields(l *BulkLine) []any {
	return []any{&l.ID, &l.N, &l.Title, &l.Keywords, &l.Chars, &l.Price, &l.DueOn, &l.Notes, &l.State}
}

// Bulk returns a bulk order for its client, for who has a seat, and for everybody while it is open to all. Drafts, or the lines that may be
// taken, follow after one of them.
func Bulk(ctx context.Context, d *db.DB, bid id.Bulk, p id.Party, after int64) (b BulkPage, err error) {
	defer fault.Wrap(&err, "bulk order %s", bid)
	err = d.View(ctx, func(s *db.Snapshot) error {
		b = BulkPage{Counts: map[bulk.LineState]int64{}}
		if b.Order, err = bulkBriefs.One(ctx, s, "WHERE id = $1", bid); err != nil {
			return err
		}
		b.Ours = b.Client == p
		if err := b.seated(ctx, s, p); err != nil {
			return err
		}
		if !b.Ours && (b.Seat == nil && (b.Audience != bulk.All || b.State != bulk.Open) || b.State == bulk.Draft) {
			return fault.New(fault.NotFound, "見つかりませんでした")
		}
		if err := db.One(ctx, s, []any{&b.ClientName}, "SELECT display_name FROM people_party WHERE id = $1", b.Client); err != nil {
			return err
		}
		if err := b.count(ctx, s); err != nil {
			return err
		}
		state := bulk.LineOpen
		if b.State != bulk.Open && b.State != bulk.Ended {
			state = bulk.LineDraft
		}
		if b.List, err = db.All(ctx, s, bulkLineFields, "SELECT "+bulkLineColumns+" FROM bulk_line l WHERE l.bulk = $1 AND l.state = $2 AND l.n > $3 ORDER BY l.n LIMIT $4",
			bid, state, after, BulkLines+1); err != nil {
			return err
		}
		if len(b.List) > BulkLines {
			b.List = b.List[:BulkLines]
			b.Next = b.List[BulkLines-1].N
		}
		if !b.Ours {
			return nil
		}
		return b.ours(ctx, s)
	})
	return b, err
}

func (b *BulkPage) count(ctx context.Context, s *db.Snapshot) error {
	type row struct {
		state bulk.LineState
		n     int64
		sum   yen.Yen
	}
	rows, err := db.All(ctx, s, func(x *row) []any { return []any{&x.state, &x.n, &x.sum} },
		"SELECT state, COUNT(*), CAST(SUM(price) AS BIGINT) FROM bulk_line WHERE bulk = $1 GROUP BY state", b.ID)
	if err != nil {
		return err
	}
	for _, x := range rows {
		b.Counts[x.state] = x.n
		if x.state != bulk.LineReturned && x.state != bulk.LineCancelled {
			b.Sum = b.Sum.Add(x.sum)
		}
	}
	return db.One(ctx, s, []any{&b.Done}, `SELECT COUNT(*) FROM bulk_line l JOIN market_item i ON i.id = l.id
		WHERE l.bulk = $1 AND l.state = 'taken' AND i.state IN ('accepted', 'split')`, b.ID)
}

// All is how many lines the order has.
func (b BulkPage) All() int64 {
	return b.Counts[bulk.LineDraft] + b.Counts[bulk.LineOpen] + b.Counts[bulk.LineTaken]
}

// Free is how many of them may be taken.
func (b BulkPage) Free() int64 { return b.Counts[bulk.LineOpen] }

// seated reads the party's own seat, and what it has in hand.
func (b *BulkPage) seated(ctx context.Context, s *db.Snapshot, p id.Party) error {
	seats, err := db.All(ctx, s, func(x *bulk.Seat) []any { return []any{&x.ID, &x.Bulk, &x.Worker, &x.Cap, &x.State, &x.Contract} },
		"SELECT id, bulk, worker, cap, state, contract FROM bulk_seat WHERE bulk = $1 AND worker = $2", b.ID, p)
	if err != nil || len(seats) == 0 {
		return err
	}
	b.Seat = &seats[0]
	if b.InHand, err = db.All(ctx, s, func(l *BulkLine) []any { return append(bulkLineFields(l), &l.Item) },
		"SELECT "+bulkLineColumns+", i.state FROM bulk_line l JOIN market_item i ON i.id = l.id WHERE l.seat = $1 AND l.seat <> '' AND l.state = 'taken' ORDER BY l.n", b.Seat.ID); err != nil {
		return err
	}
	var held int64
	for _, l := range b.InHand {
		if l.Item == market.ItemFunded || l.Item == market.ItemRevising || l.Item == market.ItemDisputed {
			held++
		}
	}
	b.Room = b.Seat.Room(b.Order, held)
	return nil
}

// ours reads what only the client sees.
func (b *BulkPage) ours(ctx context.Context, s *db.Snapshot) (err error) {
	if b.Seats, err = db.All(ctx, s, func(x *BulkSeat) []any {
		return []any{&x.ID, &x.Bulk, &x.Worker, &x.Cap, &x.State, &x.Contract, &x.Name, &x.Handle, &x.Taken, &x.Done}
	}, `SELECT t.id, t.bulk, t.worker, t.cap, t.state, t.contract, w.display_name, w.handle,
			(SELECT COUNT(*) FROM bulk_line l WHERE l.seat = t.id AND l.seat <> '' AND l.state = 'taken'),
			(SELECT COUNT(*) FROM bulk_line l JOIN market_item i ON i.id = l.id WHERE l.seat = t.id AND l.seat <> '' AND l.state = 'taken' AND i.state IN ('accepted', 'split'))
		FROM bulk_seat t JOIN people_party w ON w.id = t.worker WHERE t.bulk = $1 ORDER BY t.id`, b.ID); err != nil {
		return err
	}
	today := calendar.On(s.Now)
	if b.InHand, err = db.All(ctx, s, func(l *BulkLine) []any { return append(bulkLineFields(l), &l.Item, &l.Worker, &l.due, &l.lateDays) },
		"SELECT "+bulkLineColumns+`, i.state, w.display_name, i.due_on, k.late_days FROM bulk_line l JOIN market_item i ON i.id = l.id JOIN market_contract k ON k.id = i.contract
			JOIN people_party w ON w.id = k.worker WHERE l.bulk = $1 AND l.state = 'taken' AND i.state = 'funded' AND i.due_on < $2 ORDER BY l.n LIMIT 100`, b.ID, today); err != nil {
		return err
	}
	for i := range b.InHand {
		l := &b.InHand[i]
		l.Late = today.After(l.due.AddDays(l.lateDays))
	}
	var waiting int64
	if err := db.One(ctx, s, []any{&waiting}, "SELECT COUNT(*) FROM bulk_import WHERE bulk = $1", b.ID); err != nil {
		return err
	}
	b.Waiting = waiting > 0
	if b.State != bulk.Unpaid {
		return nil
	}
	fs, err := db.All(ctx, s, func(f *billing.Funding) []any { return []any{&f.ID, &f.Reference, &f.Amount, &f.State} },
		"SELECT id, reference, amount, state FROM billing_funding WHERE bulk_order = $1 AND bulk_order <> '' AND state = 'open' ORDER BY id DESC LIMIT 1", b.ID)
	if err == nil && len(fs) > 0 {
		b.Request = fs[0]
	}
	return err
}

// BulkTable returns the table that waits in a party's draft, and what it says today.
func BulkTable(ctx context.Context, d *db.DB, bid id.Bulk, p id.Party) (i bulk.Import, sheet bulk.Sheet, title string, err error) {
	defer fault.Wrap(&err, "table of %s", bid)
	err = d.View(ctx, func(s *db.Snapshot) error {
		if err := db.One(ctx, s, []any{&i.ID, &i.Bulk, &i.Name, &i.Cells, &i.Since1904, &title}, `SELECT i.id, i.bulk, i.name, i.cells, i.since_1904, o.title
			FROM bulk_import i JOIN bulk_order o ON o.id = i.bulk WHERE i.bulk = $1 AND o.client = $2 AND o.state = 'draft' ORDER BY i.id DESC LIMIT 1`, bid, p); err != nil {
			return err
		}
		sheet, err = i.Sheet(calendar.On(s.Now))
		return err
	})
	return i, sheet, title, err
}
