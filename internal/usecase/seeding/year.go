package seeding

import (
	"context"
	"errors"
	"maps"
	"slices"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/ledger/ledgerdb"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
	"nariwai/internal/usecase/recording"
	"nariwai/internal/yen"
)

// year is a market's last twelve months and the days of this one, while they are made up.
type year struct {
	part
	workers  lot
	clients  lot
	by       map[id.Party]member // the active workers
	names    map[id.Party]string // of clients, as statements print them
	paid     map[id.Party]bool   // has settled something
	desk     [2]member
	operator string                              // the version of the operator's identity
	lines    map[calendar.Date][]billing.Deposit // of the bank, until their day is listed
	months   months
}

// Year makes the year of a market: its people, jobs, contracts and money, twelve closed months and what has come of the one
// that runs. Nothing in it was cancelled, disputed or returned. The rows are written in piles while the next pile is made up,
// so that memory holds little more than the active workers.
func Year(ctx context.Context, d *db.DB, size Size, progress func(done, total int)) (err error) {
	defer fault.Wrap(&err, "make a year")
	part, err := begin(ctx, d)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Narrow(ctx)) }()
	y := &year{part: part, by: map[id.Party]member{}, names: map[id.Party]string{}, paid: map[id.Party]bool{},
		lines: map[calendar.Date][]billing.Deposit{}, months: months{open: map[calendar.Month][]billing.Settlement{}, held: map[id.Party]yen.Yen{}}}
	y.now = day(y.now).Start()
	w := newWriter(ctx, d)
	defer w.stop()
	today := day(y.now)
	first := calendar.MonthOf(today).First()
	for range 12 {
		first = calendar.MonthOf(first.AddDays(-1)).First()
	}
	days := today.Sub(first)
	// The people are about as much work as forty days of the market.
	const peopleDays = 40
	step := func(done int) {
		if progress != nil {
			progress(done, days+peopleDays)
		}
	}
	p := &pile{}
	if err := y.staff(ctx, d, p, first); err != nil {
		return err
	}
	if err := y.people(p, size, first, w.write, func(done, of int) { step(peopleDays * done / of) }); err != nil {
		return err
	}
	for n := range days {
		at := first.AddDays(n).Start()
		if err := y.day(p, size, at, w.write); err != nil {
			return err
		}
		step(peopleDays + n)
	}
	for _, on := range slices.Sorted(maps.Keys(y.lines)) {
		y.listDay(p, on)
	}
	if err := y.rest(p, w.write); err != nil {
		return err
	}
	if err := w.write(p); err != nil {
		return err
	}
	if err := w.stop(); err != nil {
		return err
	}
	if err := d.Write(ctx, func(tx *db.Tx) error { return ledgerdb.CloseDays(ctx, tx) }); err != nil {
		return err
	}
	if err := recording.Rebuild(ctx, d); err != nil {
		return err
	}
	step(days + peopleDays)
	return nil
}

// staff puts two people at the desk and says who runs the market.
func (y *year) staff(ctx context.Context, d *db.DB, p *pile, since calendar.Date) error {
	for i := range y.desk {
		y.desk[i] = y.maker.operator(p, y.n, int64(i), since.Start())
	}
	if err := appoint(ctx, d, y.desk[0].by); err != nil {
		return err
	}
	_, operator, err := policydb.At[policy.Identity](ctx, d.Snapshot(), policy.Operator, id.Site, day(d.Clock()))
	y.operator = operator
	return err
}

// appoint says who runs the market, unless an earlier part has.
func appoint(ctx context.Context, d *db.DB, by id.Person) error {
	err := d.Write(ctx, func(tx *db.Tx) error {
		return policydb.Set(ctx, tx, policy.Operator, id.Site, day(tx.Now), office, by)
	})
	if fault.Is(err, fault.Conflict) {
		return nil
	}
	return err
}

// office is who runs made-up markets.
var office = policy.Identity{Name: "計測のための運営組合", Address: "北海道夕張市本町4丁目", ClientCode: "0123456789", ClientName: "ｹｲｿｸｳﾝｴｲｸﾐｱｲ",
	Bank: "0001", Branch: "001", Account: "7654321", Type: "1"}

// people signs up everybody, most of them in the years before.
func (y *year) people(p *pile, size Size, first calendar.Date, flush func(*pile) error, step func(done, of int)) error {
	m := y.maker
	begun := first.AddDays(-5 * 365).Start()
	clients, active := size.Clients(), size.Active()
	total := size.Workers + clients
	seats := m.Perm(active) // who of the active workers, in the order of signing up, is how busy
	c, a := 0, 0
	for i := range total {
		joined := begun.Add(clock.Duration(int64(y.now.Sub(begun)-clock.Hour) / int64(total) * int64(i)))
		if (i+1)*clients/total > c {
			w := m.client(p, y.n, int64(10+i), min(joined, first.Start()))
			y.clients.add(w, weight(c*7919%clients, clients))
			y.names[w.ID] = w.LegalName
			c++
		} else if (i+1-c)*active/size.Workers > a && a < active {
			w := m.worker(p, y.n, int64(10+i), joined, true)
			w.Bio, w.Headline, w.Skills = "", "", nil // they are written, and take memory
			y.workers.add(w, weight(seats[a], active))
			y.by[w.ID] = w
			a++
		} else {
			m.worker(p, y.n, int64(10+i), joined, false)
		}
		if p.size() > pileSize {
			if err := flush(p); err != nil {
				return err
			}
			step(i, total)
		}
	}
	return flush(p)
}

// day plays one day: the jobs that are published on it with all that comes of them, the bank's list, and on the first of a
// month the closing of the last.
func (y *year) day(p *pile, size Size, at clock.Instant, flush func(*pile) error) error {
	m, on := y.maker, day(at)
	y.listDay(p, on.AddDays(-1))
	if on.Day() == 1 {
		if last := calendar.MonthOf(on).Prev(); len(y.months.open[last]) > 0 {
			if err := y.close(p, last, flush); err != nil {
				return err
			}
		}
	}
	jobs := size.Jobs()
	if !calendar.IsBankDay(on) {
		jobs *= 0.6
	} else {
		jobs *= 1.18
	}
	for n := int(jobs + m.Float64()); n > 0; n-- {
		published := at.Add(8*clock.Hour + clock.Duration(m.Int64N(int64(14*clock.Hour))))
		if published >= m.now {
			continue
		}
		if m.chance(2) && m.now.Sub(published) < 2*recent {
			j, err := m.unpublished(y.clients.draw(m), n%3 == 0, published)
			if err != nil {
				return err
			}
			p.jobs = append(p.jobs, j)
			continue
		}
		if err := y.live(p, y.clients.draw(m), n%3 == 0, published); err != nil {
			return err
		}
		if p.size() > pileSize {
			if err := flush(p); err != nil {
				return err
			}
		}
	}
	return nil
}

// listDay makes the bank's lists of a day that is over.
func (y *year) listDay(p *pile, on calendar.Date) {
	y.list(p, y.lines[on], y.desk[0].by, y.desk[1].by, on.Start().Add(23*clock.Hour))
	delete(y.lines, on)
}

// moved notes a line of the bank for its day's list.
func (y *year) moved(d billing.Deposit) { y.lines[d.On] = append(y.lines[d.On], d) }
