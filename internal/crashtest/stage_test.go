package crashtest

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"nariwai/internal/billing/billingdb"
	"nariwai/internal/blob"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/funding"
	"nariwai/internal/usecase/working"
)

// stage is a market in a database that outlives its servers: people with sessions, and work that waits for its money.
type stage struct {
	addr, files string
	demo        bool // the button pays; otherwise the bank's lists do
	clients     []who
	workers     []who
	desk        [2]who
	items       []*item
	balance     int64           // of the bank account, as its lists tell it
	prepared    map[string]bool // ledger events from before the first server
}

// who is somebody with a browser.
type who struct {
	people.Actor
	session string
}

// item is a piece of work that the play brings from its funding to its end.
type item struct {
	id             id.Item
	contract       id.Contract
	client, worker who
	funding        id.Funding
	offered        bool // the client has offered to end it
	next           step
}

const (
	workers   = 6
	clients   = 3
	perDeal   = 20 // as many parts as a proposal may have
	itemPrice = 8_010
)

// engines are the databases that the play is for. On SQLite it is a demonstration, where a button pays; on PostgreSQL a real
// site, where money comes by the bank's lists and mails are sent.
var engines = map[string]func(testing.TB) (addr string, demo bool){
	"sqlite":   func(t testing.TB) (string, bool) { return filepath.Join(t.TempDir(), "nariwai.db"), true },
	"postgres": func(t testing.TB) (string, bool) { return dbtest.PostgresAddr(t), false },
}

// newStage makes a market of n contracts through the use cases.
func newStage(t testing.TB, engine string, n int) *stage {
	t.Helper()
	s := &stage{files: t.TempDir(), prepared: map[string]bool{}}
	s.addr, s.demo = engines[engine](t)
	s.in(t, func(d *db.DB) {
		if _, err := d.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := d.UseKeys(t.Context(), dbtest.Keys(t)); err != nil {
			t.Fatal(err)
		}
		if s.demo {
			if err := d.MarkDemonstration(t.Context(), 0); err != nil {
				t.Fatal(err)
			}
		}
		forth := lastMonth(d)
		cast.Office(t, d)
		for i := range s.desk {
			s.desk[i].Actor = cast.Operator(t, d, fmt.Sprint("tsukue", i))
		}
		for i := range clients {
			s.clients = append(s.clients, who{Actor: cast.Client(t, d, fmt.Sprint("kaisha", i))})
		}
		for i := range workers {
			w := cast.Worker(t, d, fmt.Sprint("hito", i))
			cast.Account(t, d, w, fmt.Sprint(i+1))
			s.workers = append(s.workers, who{Actor: w})
		}
		forth()
		for _, people := range [][]who{s.desk[:], s.clients, s.workers} {
			for i := range people {
				people[i].session = cast.SignIn(t, d, people[i].Actor)
			}
		}
		pays := make([]int64, perDeal)
		for i := range pays {
			pays[i] = itemPrice + int64(i)
		}
		for i := range n {
			client, worker := s.clients[i%clients], s.workers[i%workers]
			deal := cast.Award(t, d, client.Actor, worker.Actor, false, pays...)
			for _, it := range deal.Items {
				s.items = append(s.items, &item{id: it, contract: deal.Contract, client: client, worker: worker})
			}
			if i%2 == 0 { // half of it waits for its money, half to be accepted
				s.payIn(t, d, deal)
				for n, it := range deal.Items {
					if _, err := working.DeliverItem(t.Context(), d, worker.Actor, it, working.Work{Body: "できました。"}); err != nil {
						t.Fatal(err)
					}
					s.items[len(s.items)-perDeal+n].next = accept
				}
			}
		}
		for e := range pairs[string, int64](t, d.Snapshot(), "SELECT id, COUNT(*) FROM ledger_transfer GROUP BY id") {
			s.prepared[e] = true
		}
	})
	store, err := blob.Open(s.files)
	if err != nil {
		t.Fatal(err)
	}
	store.Close()
	return s
}

// payIn lets the money for contracts come with one list of the bank.
func (s *stage) payIn(t testing.TB, d *db.DB, deals ...cast.Deal) {
	t.Helper()
	ctx := context.Background()
	var csv strings.Builder
	csv.WriteString("日付,入出金額,振込人,残高\r\n")
	for _, deal := range deals {
		fs, err := billingdb.Fundings(ctx, d.Snapshot(), deal.Contract)
		if err != nil {
			t.Fatal(err)
		}
		s.balance += fs[0].Amount.Int64()
		fmt.Fprintf(&csv, "%s,%d,%s ｶ)ｷﾀﾐﾁ,%d\r\n", calendar.On(d.Clock()), fs[0].Amount.Int64(), fs[0].Reference, s.balance)
	}
	list, err := funding.ImportDeposits(ctx, d, s.desk[0].Actor, "nyukin.csv", []byte(csv.String()))
	if err == nil {
		err = funding.ConfirmDeposits(ctx, d, s.desk[1].Actor, list)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// in opens the database for f and closes it again: while a server runs, nobody of ours may keep it open, or its death would
// leave no journal to recover from.
func (s *stage) in(t testing.TB, f func(*db.DB)) {
	t.Helper()
	d, err := db.Open(context.Background(), s.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if s.workers != nil {
		if err := errors.Join(d.Load(context.Background()), d.UseKeys(context.Background(), dbtest.Keys(t))); err != nil {
			t.Fatal(err)
		}
	}
	f(d)
}

// view opens the database for f to look at one moment of it, for what can only be told by several queries.
func (s *stage) view(t testing.TB, f func(db.Reader)) {
	t.Helper()
	s.in(t, func(d *db.DB) { view(t, d, f) })
}

func view(t testing.TB, d *db.DB, f func(db.Reader)) {
	t.Helper()
	if err := d.View(context.Background(), func(r *db.Snapshot) error { f(r); return nil }); err != nil {
		t.Fatal(err)
	}
}

// rows are the values of a query with one column.
func rows[T any](t testing.TB, r db.Reader, q string, args ...any) []T {
	t.Helper()
	out, err := db.All(context.Background(), r, func(v *T) []any { return []any{v} }, q, args...)
	if err != nil {
		t.Fatalf("%s: %v", q, err)
	}
	return out
}

// pairs are the rows of a query with two columns.
func pairs[K comparable, V any](t testing.TB, r db.Reader, q string, args ...any) map[K]V {
	t.Helper()
	type pair struct {
		k K
		v V
	}
	list, err := db.All(context.Background(), r, func(p *pair) []any { return []any{&p.k, &p.v} }, q, args...)
	if err != nil {
		t.Fatalf("%s: %v", q, err)
	}
	out := make(map[K]V, len(list))
	for _, p := range list {
		out[p.k] = p.v
	}
	return out
}

// tables are all tables that a request may write to.
func tables(t testing.TB, d *db.DB) []string {
	t.Helper()
	if d.Engine == db.SQLite {
		return rows[string](t, d.Snapshot(), "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
	}
	return rows[string](t, d.Snapshot(), "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY table_name")
}

// counted are the numbers of rows of every table that commands write to; the clock-work seals the record in blocks.
func counted(t testing.TB, d *db.DB) map[string]int64 {
	t.Helper()
	out := map[string]int64{}
	for _, name := range tables(t, d) {
		switch name {
		case "db_lease", "db_audit_block", "people_session", "goose_db_version":
			continue
		}
		out[name] = rows[int64](t, d.Snapshot(), "SELECT COUNT(*) FROM "+name)[0]
	}
	return out
}

// lastMonth sets the clock of d back to the last noon of the month before, and returns how to set it forth again.
func lastMonth(d *db.DB) (forth func()) {
	now := d.Clock
	then := calendar.MonthOf(calendar.On(now())).Prev().Last().Start().Add(12 * clock.Hour)
	d.Clock = func() clock.Instant { return then }
	return func() { d.Clock = now }
}
