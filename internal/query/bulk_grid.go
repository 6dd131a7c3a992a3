package query

import (
	"context"

	"nariwai/internal/bulk"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/yen"
)

// Looker is who looks at a bulk order: for the client, as the director that it has, or at the desk where that directs it.
type Looker struct {
	Party  id.Party
	Person id.Person
	Desk   bool // an operator who has passed the second factor
}

// GridOrder is what the pages of a bulk order that is written say of it.
type GridOrder struct {
	ID          id.Bulk
	Client      id.Party
	ClientName  string
	Director    id.Person
	DirectedBy  string // the name of who has it from the client; "" is the client's own people, or the desk
	Direction   bulk.Direction
	Title       string
	Guide       string
	Sample      string
	Department  string
	State       bulk.State
	Cap         int64
	Asked       yen.Yen
	OpenedAt    clock.Instant
	Ours        bool // the looker acts for the client
	Checks      bulk.Checks
	PublishedAt clock.Instant
}

// Step is where a line stands, as people speak of it.
type Step string

const (
	StepOpen     Step = "open"
	StepWriting  Step = "writing"
	StepCheck    Step = "check"
	StepPassed   Step = "passed"
	StepFixing   Step = "fixing"
	StepDispute  Step = "dispute"
	StepAccepted Step = "accepted"
	StepEnded    Step = "ended" // without being paid for
)

// Steps are all of them, in the order of the work.
var Steps = []Step{StepOpen, StepWriting, StepCheck, StepFixing, StepPassed, StepAccepted, StepDispute, StepEnded}

func stepOf(s bulk.LineState, it market.ItemState, passed bool) Step {
	switch s {
	case bulk.LineTaken:
	case bulk.LineCancelled, bulk.LineReturned:
		return StepEnded
	default:
		return StepOpen
	}
	switch it {
	case market.ItemDelivered:
		if passed {
			return StepPassed
		}
		return StepCheck
	case market.ItemRevising:
		return StepFixing
	case market.ItemDisputed:
		return StepDispute
	case market.ItemAccepted, market.ItemSplit:
		return StepAccepted
	case market.ItemRefunded, market.ItemCancelled, market.ItemLapsed:
		return StepEnded
	}
	return StepWriting
}

// GridLine is a line in the grid.
type GridLine struct {
	bulk.Line
	Item      market.ItemState
	AcceptBy  clock.Instant
	Revisions int64
	Worker    string // the name of who writes it
	WorkerID  id.Party
}

// Step is where the line stands.
func (l GridLine) Step() Step { return stepOf(l.State, l.Item, !l.PassedAt.IsZero()) }

const gridColumns = `l.id, l.bulk, l.n, l.round, l.title, l.chars, l.price, l.due_on, l.state, l.seat, l.passed_at, l.findings,
	COALESCE(i.state, ''), COALESCE(i.accept_by, 0), COALESCE(i.revisions, 0), COALESCE(p.display_name, ''), COALESCE(p.id, '')`

const gridTables = ` FROM bulk_line l LEFT JOIN market_item i ON i.id = l.id LEFT JOIN bulk_seat s ON s.id = l.seat LEFT JOIN people_party p ON p.id = s.worker `

func gridFields(l *GridLine) []any {
	return []any{&l.ID, &l.Bulk, &l.N, &l.Round, &l.Title, &l.Chars, &l.Price, &l.DueOn, &l.State, &l.Seat, &l.PassedAt, &l.Findings,
		&l.Item, &l.AcceptBy, &l.Revisions, &l.Worker, &l.WorkerID}
}

// Sum is how many lines, and their pay.
type Sum struct {
	N   int64
	Pay yen.Yen
}

func (s Sum) add(o Sum) Sum { return Sum{s.N + o.N, s.Pay.Add(o.Pay)} }

// Writer is a seat's part of an order.
type Writer struct {
	Seat     id.Seat
	Name     string
	Handle   string
	Sealed   bool
	Steps    map[Step]Sum
	Straight int64   // of the accepted, how many needed no revision
	Paid     yen.Yen // settled
	Net      yen.Yen // of that, what reaches the worker
}

// All is everything that the worker has or had in hand and that did not end unpaid.
func (w Writer) All() (n int64) {
	for st, s := range w.Steps {
		if st != StepEnded {
			n += s.N
		}
	}
	return n
}

// Of is what stands at a step.
func (g Grid) Of(step string) Sum { return g.Steps[Step(step)] }

// Of is what of a writer's stands at a step.
func (w Writer) Of(step string) Sum { return w.Steps[Step(step)] }

// StraightPart is the per cent of the accepted that needed no revision.
func (w Writer) StraightPart() int64 {
	if n := w.Steps[StepAccepted].N; n > 0 {
		return w.Straight * 100 / n
	}
	return 0
}

// Grid is the director's page of an order.
type Grid struct {
	GridOrder
	Lines   []GridLine // one page of them, by their numbers
	Next    int64      // the number after which the next page begins; 0 is none
	Steps   map[Step]Sum
	Writers []Writer
	LastDue calendar.Date
	Net     yen.Yen // settled, of all writers
}

// GridLines is how many lines a page of the grid holds.
const GridLines = 1000

// All is every line that is or will be paid for.
func (g Grid) All() (s Sum) {
	for st, x := range g.Steps {
		if st != StepEnded {
			s = s.add(x)
		}
	}
	return s
}

// Forecast is the day on which the last line is accepted if it goes on as it went since the order was opened; zero when nothing can be said.
func (g Grid) Forecast(today calendar.Date) calendar.Date {
	done, all := g.Steps[StepAccepted].N, g.All().N
	days := int64(today.Sub(calendar.On(g.OpenedAt))) + 1
	if g.OpenedAt.IsZero() || done == 0 || done == all || days <= 0 {
		return 0
	}
	ahead := ((all-done)*days + done - 1) / done
	if ahead > 3650 {
		return 0
	}
	return today.AddDays(int(ahead))
}

// orderFor reads an order for who may direct it; for others it does not exist.
func orderFor(ctx context.Context, s *db.Snapshot, bid id.Bulk, by Looker) (o GridOrder, err error) {
	var deputed bool
	if err := db.One(ctx, s, []any{&o.ID, &o.Client, &o.ClientName, &o.Director, &o.DirectedBy, &o.Direction, &o.Title, &o.Guide, &o.Sample, &o.Department, &o.State, &o.Cap, &o.Asked, &o.OpenedAt,
		&o.Checks.Tolerance, &o.Checks.Forbidden, &o.Checks.Similarity, &o.PublishedAt, &deputed},
		`SELECT o.id, o.client, c.display_name, o.director, COALESCE((SELECT MAX(p.display_name) FROM people_grant g JOIN people_party p ON p.id = g.scope_id
				WHERE g.person = o.director AND g.scope = 'party' AND g.role = 'self'), ''),
			o.direction, o.title, o.guide, o.sample, o.department, o.state, o.cap, o.asked, o.opened_at, o.tolerance, o.forbidden, o.similarity, o.published_at,
			EXISTS (SELECT 1 FROM people_grant g WHERE g.person = $2 AND g.scope = $3 AND g.scope_id = o.id AND g.from_at <= $4 AND (g.until_at = 0 OR g.until_at > $4))
		FROM bulk_order o JOIN people_party c ON c.id = o.client WHERE o.id = $1`, bid, by.Person, people.BulkScope, s.Now); err != nil {
		return o, err
	}
	o.Ours = o.Client == by.Party
	if !o.Ours && !deputed && !(by.Desk && o.Direction == bulk.SiteDirection) || o.State == bulk.Draft || o.State == bulk.Approving {
		return GridOrder{}, fault.New(fault.NotFound, "見つかりませんでした")
	}
	return o, nil
}

// GridOf reads the director's page of an order, from after a line's number on.
func GridOf(ctx context.Context, d *db.DB, bid id.Bulk, by Looker, after int64) (g Grid, err error) {
	defer fault.Wrap(&err, "grid of %s", bid)
	err = d.View(ctx, func(s *db.Snapshot) error {
		g = Grid{}
		if g.GridOrder, err = orderFor(ctx, s, bid, by); err != nil {
			return err
		}
		if g.Lines, err = db.All(ctx, s, gridFields, "SELECT "+gridColumns+gridTables+
			"WHERE l.bulk = $1 AND l.n > $2 AND l.state <> 'returned' ORDER BY l.n, l.round LIMIT $3", bid, after, GridLines+1); err != nil {
			return err
		}
		if len(g.Lines) > GridLines {
			g.Lines = g.Lines[:GridLines]
			g.Next = g.Lines[GridLines-1].N
		}
		return g.count(ctx, s)
	})
	return g, err
}

// count sums up the whole order, by step and by writer.
func (g *Grid) count(ctx context.Context, s *db.Snapshot) error {
	type row struct {
		seat   id.Seat
		state  bulk.LineState
		item   market.ItemState
		passed int64
		once   int64
		due    calendar.Date
		Sum
	}
	rows, err := db.All(ctx, s, func(r *row) []any {
		return []any{&r.seat, &r.state, &r.item, &r.passed, &r.N, &r.Pay, &r.once, &r.due}
	}, `SELECT l.seat, l.state, COALESCE(i.state, ''), CASE WHEN l.passed_at = 0 THEN 0 ELSE 1 END, COUNT(*), CAST(SUM(l.price) AS BIGINT),
			CAST(SUM(CASE WHEN COALESCE(i.revisions, 0) = 0 THEN 1 ELSE 0 END) AS BIGINT), MAX(l.due_on)
		FROM bulk_line l LEFT JOIN market_item i ON i.id = l.id WHERE l.bulk = $1 AND l.state <> 'returned'
		GROUP BY l.seat, l.state, COALESCE(i.state, ''), CASE WHEN l.passed_at = 0 THEN 0 ELSE 1 END`, g.ID)
	if err != nil {
		return err
	}
	if g.Writers, err = db.All(ctx, s, func(w *Writer) []any { return []any{&w.Seat, &w.Name, &w.Handle, &w.Sealed, &w.Paid, &w.Net} },
		`SELECT s.id, p.display_name, p.handle, p.certified, CAST(COALESCE(SUM(t.pay), 0) AS BIGINT), CAST(COALESCE(SUM(t.net), 0) AS BIGINT)
		FROM bulk_seat s JOIN people_party p ON p.id = s.worker LEFT JOIN bulk_line l ON l.seat = s.id AND l.seat <> '' LEFT JOIN billing_settlement t ON t.item = l.id
		WHERE s.bulk = $1 AND s.state IN ('in', 'out') GROUP BY s.id, p.display_name, p.handle, p.certified ORDER BY s.id`, g.ID); err != nil {
		return err
	}
	at := map[id.Seat]*Writer{}
	for i := range g.Writers {
		w := &g.Writers[i]
		w.Steps = map[Step]Sum{}
		at[w.Seat] = w
		g.Net = g.Net.Add(w.Net)
	}
	g.Steps = map[Step]Sum{}
	for _, r := range rows {
		st := stepOf(r.state, r.item, r.passed == 1)
		g.Steps[st] = g.Steps[st].add(r.Sum)
		if st != StepEnded {
			g.LastDue = max(g.LastDue, r.due)
		}
		if w := at[r.seat]; w != nil {
			w.Steps[st] = w.Steps[st].add(r.Sum)
			if st == StepAccepted {
				w.Straight += r.once
			}
		}
	}
	return nil
}
