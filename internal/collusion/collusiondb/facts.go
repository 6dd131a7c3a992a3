package collusiondb

import (
	"context"
	"maps"
	"slices"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/collusion"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

// part is how many ids one statement asks for at most.
const part = 2000

// pair is who paid whom.
type pair struct{ client, worker id.Party }

// reading is a market that is being put together.
type reading struct {
	ctx      context.Context
	r        db.Reader
	from, to calendar.Month
	flows    map[pair]yen.Yen
	open     map[id.Party]bool // of whom all that they paid has been read
	orders   map[id.Party]collusion.Orders
}

// Facts returns what is known of each candidate, in the same order, with a number of statements that doesn't depend on how
// many they are (beyond one more for each part of ids). It is meant for some hundreds at a time.
func Facts(ctx context.Context, r db.Reader, list []collusion.Candidate) (out []collusion.Facts, err error) {
	defer fault.Wrap(&err, "facts of %d candidates", len(list))
	if len(list) == 0 {
		return nil, nil
	}
	read := reading{ctx: ctx, r: r, from: list[0].From, to: list[0].To, flows: map[pair]yen.Yen{}, open: map[id.Party]bool{},
		orders: map[id.Party]collusion.Orders{}}
	workers := map[id.Party]bool{}
	for _, c := range list {
		workers[c.Worker] = true
		read.from, read.to = min(read.from, c.From), max(read.to, c.To)
	}
	paid, clients, err := read.paid(list, sorted(workers))
	if err != nil {
		return nil, err
	}
	if err := read.circle(workers, clients); err != nil {
		return nil, err
	}
	if err := read.ways(workers); err != nil {
		return nil, err
	}
	var flows []collusion.Flow
	for p, pay := range read.flows {
		flows = append(flows, collusion.Flow{Client: p.client, Worker: p.worker, Pay: pay})
	}
	m := collusion.NewMarket(flows)
	m.Orders = read.orders
	if m.Reviewed, err = read.reviews(list, workers, clients, paid); err != nil {
		return nil, err
	}
	parties := maps.Clone(workers)
	maps.Copy(parties, clients)
	if m.Marks, err = marks(ctx, r, sorted(parties)); err != nil {
		return nil, err
	}
	for i, c := range list {
		out = append(out, m.Facts(c, values(paid[i])))
	}
	return out, nil
}

// paid reads what each candidate was paid in the field and its own window, and all that the workers were paid in any field.
func (d *reading) paid(list []collusion.Candidate, workers []id.Party) (paid []map[id.Party]*collusion.Paid, clients map[id.Party]bool, err error) {
	type row struct {
		pair
		field string
		month calendar.Month
		pay   yen.Yen
	}
	of := map[id.Party][]int{}
	for i, c := range list {
		of[c.Worker] = append(of[c.Worker], i)
		paid = append(paid, map[id.Party]*collusion.Paid{})
	}
	clients = map[id.Party]bool{}
	err = inParts(workers, 3, func(marks string, args []any) error {
		rows, err := db.All(d.ctx, d.r, func(x *row) []any { return []any{&x.worker, &x.client, &x.field, &x.month, &x.pay} },
			`SELECT worker, client, field, month, pay FROM record_pair_month WHERE month BETWEEN $1 AND $2 AND worker IN (`+marks+`)`,
			append([]any{d.from, d.to}, args...)...)
		for _, x := range rows {
			d.flows[x.pair] = d.flows[x.pair].Add(x.pay)
			for _, i := range of[x.worker] {
				if c := list[i]; c.Field == x.field && c.From <= x.month && x.month <= c.To {
					p := entry(paid[i], x.client)
					p.Pay = p.Pay.Add(x.pay)
					clients[x.client] = true
				}
			}
		}
		return err
	})
	return paid, clients, err
}

// circle reads whom else the clients paid, and who else paid those.
func (d *reading) circle(workers, clients map[id.Party]bool) error {
	type row struct {
		client id.Party
		collusion.Orders
	}
	if err := inParts(sorted(clients), 3, func(marks string, args []any) error {
		rows, err := db.All(d.ctx, d.r, func(x *row) []any { return []any{&x.client, &x.Workers, &x.Total} },
			`SELECT client, COUNT(DISTINCT worker), CAST(SUM(pay) AS BIGINT) FROM record_pair_month
			WHERE month BETWEEN $1 AND $2 AND client IN (`+marks+`) GROUP BY client`, append([]any{d.from, d.to}, args...)...)
		for _, x := range rows {
			if x.Workers >= collusion.Wide {
				d.orders[x.client] = x.Orders
			}
		}
		return err
	}); err != nil {
		return err
	}
	others := map[id.Party]bool{}
	narrow := maps.Clone(clients)
	for c := range d.orders {
		delete(narrow, c)
	}
	if err := d.paidBy(narrow, func(p pair) {
		if !workers[p.worker] {
			others[p.worker] = true
		}
	}); err != nil {
		return err
	}
	return inParts(sorted(others), 3, func(marks string, args []any) error {
		return d.read(`SELECT client, worker, CAST(SUM(pay) AS BIGINT) FROM record_pair_month
			WHERE month BETWEEN $1 AND $2 AND worker IN (`+marks+`) GROUP BY client, worker`, args, func(pair) {})
	})
}

// ways reads what the workers paid themselves, and those whom they paid, as far as money is followed.
func (d *reading) ways(workers map[id.Party]bool) error {
	at := workers
	for step := 1; step <= collusion.Way && len(at) > 0; step++ {
		next, toRead := map[id.Party]bool{}, map[id.Party]bool{}
		for p := range at {
			if _, wide := d.orders[p]; !d.open[p] && !wide {
				toRead[p] = true
			}
		}
		for p := range d.flows { // of those that were read before
			if at[p.client] && d.open[p.client] {
				next[p.worker] = true
			}
		}
		if err := d.paidBy(toRead, func(p pair) { next[p.worker] = true }); err != nil {
			return err
		}
		at = next
	}
	return nil
}

// paidBy reads all that some parties paid.
func (d *reading) paidBy(clients map[id.Party]bool, each func(pair)) error {
	for c := range clients {
		d.open[c] = true
	}
	return inParts(sorted(clients), 3, func(marks string, args []any) error {
		return d.read(`SELECT client, worker, CAST(SUM(pay) AS BIGINT) FROM record_pair_month
			WHERE month BETWEEN $1 AND $2 AND client IN (`+marks+`) GROUP BY client, worker`, args, each)
	})
}

func (d *reading) read(q string, args []any, each func(pair)) error {
	rows, err := db.All(d.ctx, d.r, func(f *collusion.Flow) []any { return []any{&f.Client, &f.Worker, &f.Pay} }, q, append([]any{d.from, d.to}, args...)...)
	for _, f := range rows {
		p := pair{f.Client, f.Worker}
		d.flows[p] = f.Pay
		each(p)
	}
	return err
}

// reviews adds what the clients said of the candidates, and returns who has reviewed whose work.
func (d *reading) reviews(list []collusion.Candidate, workers, clients map[id.Party]bool, paid []map[id.Party]*collusion.Paid) (map[[2]id.Party]bool, error) {
	type row struct {
		about, by id.Party
		field     string
		satisfied bool
		at        clock.Instant
	}
	of := map[id.Party][]int{}
	for i, c := range list {
		of[c.Worker] = append(of[c.Worker], i)
	}
	reviewed := map[[2]id.Party]bool{}
	about := maps.Clone(workers)
	maps.Copy(about, clients)
	err := inParts(sorted(about), 3, func(marks string, args []any) error {
		rows, err := db.All(d.ctx, d.r, func(x *row) []any { return []any{&x.about, &x.by, &x.field, &x.satisfied, &x.at} },
			`SELECT about, by_party, field, satisfied, revealed_at FROM review_review
			WHERE side = 'worker' AND revealed_at >= $1 AND revealed_at < $2 AND about IN (`+marks+`)`,
			append([]any{max(1, d.from.First().Start()), d.to.Next().First().Start()}, args...)...)
		for _, x := range rows {
			if workers[x.by] || workers[x.about] {
				reviewed[[2]id.Party{x.by, x.about}] = true
			}
			for _, i := range of[x.about] {
				month := calendar.MonthOf(calendar.On(x.at))
				if c := list[i]; c.Field == x.field && c.From <= month && month <= c.To {
					p := entry(paid[i], x.by)
					p.Reviews++
					if x.satisfied {
						p.Satisfied++
					}
				}
			}
		}
		return err
	})
	return reviewed, err
}

// inParts asks for ids in parts; the first placeholder is $n.
func inParts[T ~string](ids []T, n int, ask func(marks string, args []any) error) error {
	for ids := range slices.Chunk(ids, part) {
		marks, args := db.In(n, ids)
		if err := ask(marks, args); err != nil {
			return err
		}
	}
	return nil
}

func entry(of map[id.Party]*collusion.Paid, client id.Party) *collusion.Paid {
	p := of[client]
	if p == nil {
		p = &collusion.Paid{Client: client}
		of[client] = p
	}
	return p
}

// values returns what the clients paid, in the order of their ids: the same facts give the same reasons.
func values(of map[id.Party]*collusion.Paid) (out []collusion.Paid) {
	for _, c := range slices.Sorted(maps.Keys(of)) {
		out = append(out, *of[c])
	}
	return out
}

func sorted(set map[id.Party]bool) []id.Party { return slices.Sorted(maps.Keys(set)) }
