package crashtest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/working"
)

// payees are how many people are paid by the closing that is killed: more than one transaction takes.
const payees = 130

// TestClosing kills `nariwai close-month`, two of them at once, again and again until one comes to its end, and then the
// server under the two people of the desk. Everybody is paid once, to the yen.
func TestClosing(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			found := &findings{}
			s := newStage(t, engine, 0)
			month, owed := s.work(t)
			broken, whole := 0, 0
			for n := range 12 {
				if whole > 0 {
					break
				}
				ended := s.closers(t, rand.N(time.Duration(n+2)*8*time.Millisecond))
				s.in(t, func(d *db.DB) {
					counting := rows[int64](t, d.Snapshot(), "SELECT COUNT(*) FROM billing_run WHERE kind = 'month' AND state = 'counting'")[0]
					broken += int(counting)
					checkClosing(t, d.Snapshot(), month, found)
				})
				if ended {
					whole++
				}
			}
			for range 2 { // and again, which changes nothing
				if !s.closers(t, 2*time.Minute) {
					t.Fatal("the closing doesn't come to its end")
				}
			}
			s.release(t, found)
			s.in(t, func(d *db.DB) {
				checkClosing(t, d.Snapshot(), month, found)
				checkBooks(t, d, found)
				if paid := rows[int64](t, d.Snapshot(), "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM billing_payout WHERE state = 'due'")[0]; paid != owed {
					found.bad(closed, "%d yen are paid, %d are owed", paid, owed)
				}
			})
			for _, v := range found.all() {
				t.Error(v)
			}
			t.Logf("%d payees; the closing was broken off half-way %d times", payees, broken)
		})
	}
}

// work lets people do work in the month before, and returns the month and what they have earned.
func (s *stage) work(t testing.TB) (m calendar.Month, owed int64) {
	t.Helper()
	ctx := context.Background()
	s.in(t, func(d *db.DB) {
		m = calendar.MonthOf(calendar.On(d.Clock())).Prev()
		forth := lastMonth(d)
		var deals []cast.Deal
		for i := range payees {
			w := cast.Worker(t, d, fmt.Sprint("uketori", i))
			cast.Account(t, d, w, fmt.Sprint(100+i))
			deals = append(deals, cast.Award(t, d, s.clients[i%clients].Actor, w, false, 10_000))
			owed += 8_000
		}
		s.payIn(t, d, deals...)
		for _, deal := range deals {
			_, err := working.DeliverItem(ctx, d, deal.Worker, deal.Items[0], working.Work{Body: "できました。"})
			if err == nil {
				_, err = working.AcceptItem(ctx, d, deal.Client, deal.Items[0])
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		forth()
	})
	return m, owed
}

// closers starts two closings of the last month at once, and kills them a while after they have begun to write. It reports
// whether both came to their end before.
func (s *stage) closers(t testing.TB, after time.Duration) bool {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	written := s.written(t)
	var both sync.WaitGroup
	var ended [2]bool
	for i := range ended {
		both.Go(func() {
			out, err := exec.CommandContext(ctx, plain(t), "close-month", "--db", s.addr).CombinedOutput()
			ended[i] = err == nil
			if err != nil && ctx.Err() == nil {
				t.Errorf("close-month: %v\n%s", err, out)
			}
		})
	}
	done := make(chan struct{})
	go func() { both.Wait(); close(done) }()
	limit := time.After(time.Minute)
	for begun := false; !begun; {
		select {
		case <-done:
			return ended[0] && ended[1]
		case <-limit:
			begun = true
		case <-time.After(time.Millisecond):
			begun = written()
		}
	}
	select {
	case <-done:
	case <-time.After(after):
		cancel()
		<-done
	}
	return ended[0] && ended[1]
}

// written returns what tells whether anything was written since: without opening an SQLite file, so that the killed leave a
// journal behind which nobody else has seen.
func (s *stage) written(t testing.TB) func() bool {
	t.Helper()
	journal := func() (size int64) {
		if i, err := os.Stat(s.addr + "-wal"); err == nil {
			size = i.Size()
		}
		return size
	}
	if !s.demo {
		journal = func() (size int64) {
			s.in(t, func(d *db.DB) { size = rows[int64](t, d.Snapshot(), "SELECT COUNT(*) FROM billing_payout")[0] })
			return size
		}
	}
	was := journal()
	return func() bool { return journal() > was }
}

// release lets the two operators check, release and export the run on their pages, each button pressed twice at once, while
// the server is killed.
func (s *stage) release(t testing.TB, found *findings) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	var run, total string
	s.in(t, func(d *db.DB) {
		run = rows[string](t, d.Snapshot(), "SELECT id FROM billing_run WHERE kind = 'month'")[0]
		total = fmt.Sprint(rows[int64](t, d.Snapshot(), "SELECT total FROM billing_run WHERE kind = 'month'")[0])
	})
	srv := newServer(t, plain(t), s.addr, nil, "--files", s.files)
	b := newBrowsers(srv, found)
	var desk sync.WaitGroup
	desk.Go(func() {
		for _, step := range []struct {
			by   who
			verb string
			form url.Values
		}{{s.desk[0], "check", url.Values{"total": {total}}}, {s.desk[1], "release", nil}, {s.desk[0], "export", nil}} {
			var twice sync.WaitGroup
			c := b.command(step.by, step.verb, run, "/desk/runs/"+run+"/"+step.verb, step.form)
			for range 2 {
				twice.Go(func() {
					if a, err := b.send(ctx, c); err == nil && !a.done() {
						found.bad(answered, "%s was answered with %d: %s", c.key(), a.status, saying(a.body))
					}
				})
			}
			twice.Wait()
		}
	})
	for range 6 {
		if err := srv.start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(rand.N(80 * time.Millisecond))
		srv.kill()
	}
	if err := srv.start(); err != nil {
		t.Fatal(err)
	}
	desk.Wait()
	srv.kill()
	s.in(t, func(d *db.DB) {
		checkAcknowledged(t, d.Snapshot(), b.answers(), found)
		for verb, n := range pairs[string, int64](t, d.Snapshot(), "SELECT verb, COUNT(*) FROM db_audit WHERE verb IN ('check_run', 'release_run') GROUP BY verb") {
			if n != 1 {
				found.bad(closed, "%s is on record %d times", verb, n)
			}
		}
		if state := rows[string](t, d.Snapshot(), "SELECT state FROM billing_run WHERE kind = 'month'"); len(state) != 1 || state[0] != "exported" {
			found.bad(closed, "the runs are %v", state)
		}
	})
}

// checkClosing looks at the runs of a closing that may be broken off: each settlement of the month stands in one run, each
// payee has one line with what their settlements come to, one statement and one notice.
func checkClosing(t testing.TB, r db.Reader, m calendar.Month, found *findings) {
	t.Helper()
	last := int64(m.Last())
	for what, q := range map[string]string{
		"a month has two runs":              "SELECT CAST(month AS TEXT) FROM billing_run WHERE kind = 'month' GROUP BY month HAVING COUNT(*) > 1",
		"a payee has two lines":             "SELECT party FROM billing_payout WHERE refund = '' GROUP BY run, party HAVING COUNT(*) > 1",
		"a line is not its settlements":     "SELECT p.party FROM billing_payout p WHERE p.refund = '' AND p.amount - p.from_held <> (SELECT COALESCE(SUM(net), 0) FROM billing_settlement WHERE run = p.run AND payee = p.party)",
		"a settlement of another month":     "SELECT s.id FROM billing_settlement s JOIN billing_run r ON r.id = s.run WHERE s.settled_on > r.through",
		"a payee has two statements":        "SELECT statement FROM billing_payout WHERE statement <> '' GROUP BY statement HAVING COUNT(*) > 1",
		"a payee was told twice":            "SELECT person FROM notice_notice WHERE kind = 'statement' GROUP BY person, link HAVING COUNT(*) > 1",
		"a payee was not told":              "SELECT p.id FROM billing_payout p WHERE p.state = 'due' AND p.refund = '' AND NOT EXISTS (SELECT 1 FROM notice_notice WHERE link = '/statements/' || p.statement)",
		"a line moved another sum":          "SELECT p.id FROM billing_payout p WHERE p.refund = '' AND p.state = 'due' AND p.amount <> (SELECT COALESCE(SUM(amount), 0) FROM ledger_transfer WHERE id = 'close/' || p.run || '/' || p.party)",
		"a closed month has left something": fmt.Sprintf("SELECT s.id FROM billing_settlement s WHERE s.run = '' AND s.settled_on <= %d AND EXISTS (SELECT 1 FROM billing_run WHERE kind = 'month' AND through = %d AND state <> 'counting')", last, last),
	} {
		for _, id := range rows[string](t, r, q) {
			found.bad(closed, "%s: %s", what, id)
		}
	}
}
