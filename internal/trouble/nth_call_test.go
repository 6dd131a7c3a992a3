package trouble

import (
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
)

var full = flag.Bool("full", false, "fail every call in every way: minutes instead of seconds")

// TestNthCall lets the 1st, 2nd, 3rd … call to the database fail in every step of the life, until the step passes without a
// failure. What fails leaves nothing, or what it should have left: sent again under its key, it answers, and everything
// stands as if nothing had failed. Every call fails in two of the
// ways on SQLite and in one on PostgreSQL, every COMMIT in all; with -full, all calls fail in all ways.
func TestNthCall(t *testing.T) {
	dbtest.EachEngine(t, func(t *testing.T, e db.Engine) {
		from := dbtest.Empty(t, e).Then(t, func(d *db.DB, c *dbtest.Clock) { begin(newLife(t, d, c)) })
		for i, how := range dbtest.Breaks {
			t.Run(string(how), func(t *testing.T) {
				t.Parallel()
				f := newFailing(t, e, from.Copy(t), how)
				for n, s := range script() {
					f.step(s, func(call int, name string) bool {
						ways := len(dbtest.Breaks)
						if e == db.SQLite {
							ways /= 2
						}
						return *full || name == "COMMIT" || (call+n)%ways == i%ways
					})
				}
				t.Logf("%d calls failed, %d after something was kept, %d that nobody noticed", f.failed, f.kept, f.unnoticed)
			})
		}
	})
}

// failing is a life behind a breaker that fails in one way, and what brings it back.
type failing struct {
	*life
	how     dbtest.Break
	breaker *dbtest.Breaker
	past    *rewind

	failed, kept, unnoticed int
}

func newFailing(t *testing.T, e db.Engine, made *dbtest.Copy, how dbtest.Break) *failing {
	t.Helper()
	b := dbtest.NewBreaker(e)
	d, clock := made.Open(t, b.Option())
	f := &failing{life: newLife(t, d, clock), how: how, breaker: b, past: newRewind(t, e, made.Addr)}
	f.eye, _ = made.Open(t)
	f.eye.Clock = clock.Now
	return f
}

// step plays a step as often as it has calls that are to fail, and at last without a failure.
func (f *failing) step(s step, fails func(call int, name string) bool) {
	f.Helper()
	f.past.keep()
	begun := f.clock.Now()
	back := func() {
		f.past.back()
		f.clock.Set(begun)
	}
	f.breaker.Arm(0, "")
	if _, err := f.play(s); err != nil {
		f.Fatalf("%s: %v", s.name, err)
	}
	calls, after := f.breaker.Disarm(), f.figures()
	back()
	for n, name := range calls {
		if !fails(n, name) {
			continue
		}
		where := fmt.Sprintf("%s, call %d %s (%.100s)", s.name, n+1, f.how, name)
		f.breaker.Arm(n+1, f.how)
		answer, err := f.play(s)
		f.breaker.Disarm()
		f.failed++
		changed := f.past.changed()
		if err != nil && !changed {
			continue // as if it had never been asked for
		}
		if err == nil {
			f.unnoticed++
		} else {
			f.kept++
		}
		again, err2 := f.play(s)
		if err2 != nil {
			f.Fatalf("%s, sent again: %v\nat first: %v", where, err2, err)
		}
		if err == nil && again != answer {
			f.Errorf("%s: %q, sent again %q", where, answer, again)
		}
		f.same(after, where)
		f.sound(where)
		back()
	}
	if _, err := f.play(s); err != nil {
		f.Fatalf("%s after all its failures: %v", s.name, err)
	}
	f.same(after, s.name+" after all its failures")
	f.sound(s.name)
}

// figures are what must be the same in two lives of the same steps: how many rows there are of everything, in which states,
// and how much money of each kind has moved and lies where.
type figures map[string]int64

var sums = []string{
	"SELECT 'moved ' || kind, CAST(SUM(amount) AS BIGINT) FROM ledger_transfer GROUP BY kind",
	"SELECT 'holds ' || kind, CAST(SUM(balance) AS BIGINT) FROM ledger_account GROUP BY kind",
	"SELECT 'day ' || account, CAST(SUM(credit) - SUM(debit) AS BIGINT) FROM ledger_day GROUP BY account",
	"SELECT 'last ' || id, last FROM document_series",
	"SELECT 'audit ' || verb, COUNT(*) FROM db_audit GROUP BY verb",
	"SELECT 'told ' || kind, COUNT(*) FROM notice_notice GROUP BY kind",
	"SELECT 'mail ' || kind || ' ' || state, COUNT(*) FROM notice_mail GROUP BY kind, state",
	"SELECT 'event ' || kind, COUNT(*) FROM market_event GROUP BY kind",
	"SELECT 'item ' || state || ' ' || ending, COUNT(*) FROM market_item GROUP BY state, ending",
	"SELECT 'contract ' || state, COUNT(*) FROM market_contract GROUP BY state",
	"SELECT 'proposal ' || state, COUNT(*) FROM market_proposal GROUP BY state",
	"SELECT 'dispute ' || state, COUNT(*) FROM market_dispute GROUP BY state",
	"SELECT 'change ' || state, COUNT(*) FROM market_change GROUP BY state",
	"SELECT 'cancel ' || state, COUNT(*) FROM market_cancel GROUP BY state",
	"SELECT 'deposit ' || state, COUNT(*) FROM billing_deposit GROUP BY state",
	"SELECT 'funding ' || state, COUNT(*) FROM billing_funding GROUP BY state",
	"SELECT 'import ' || state, COUNT(*) FROM billing_import GROUP BY state",
	"SELECT 'refund ' || state, COUNT(*) FROM billing_refund GROUP BY state",
	"SELECT 'run ' || state, COUNT(*) FROM billing_run GROUP BY state",
	"SELECT 'run totals', CAST(COALESCE(SUM(pay + fee + withheld + net + held_total + refund_total + total), 0) AS BIGINT) FROM billing_run",
	"SELECT 'payout ' || state, COUNT(*) FROM billing_payout GROUP BY state",
	"SELECT 'to ' || bank || ' ' || payee, CAST(SUM(amount) AS BIGINT) FROM billing_payout GROUP BY bank, payee",
}

// figuresQuery is one query for all sums and the number of rows of every table.
var figuresQuery = func() string {
	all := slices.Clone(sums)
	for _, t := range []string{"billing_deposit", "billing_funding", "billing_funding_item", "billing_import", "billing_payout", "billing_quote", "billing_refund",
		"billing_run", "billing_settlement", "db_audit", "db_idempotency", "document_document", "document_party", "document_series", "ledger_account", "ledger_day",
		"ledger_transfer", "market_cancel", "market_change", "market_contract", "market_delivery", "market_dispute", "market_event", "market_file", "market_item",
		"market_job", "market_payee", "market_proposal", "message_message", "notice_mail", "notice_notice", "people_account", "people_party", "people_person"} {
		all = append(all, "SELECT 'rows "+t+"', COUNT(*) FROM "+t)
	}
	return strings.Join(all, " UNION ALL ")
}()

func (l *life) figures() figures {
	l.Helper()
	type pair struct {
		name string
		n    int64
	}
	found, err := db.All(l.ctx, l.eye.Snapshot(), func(p *pair) []any { return []any{&p.name, &p.n} }, figuresQuery)
	if err != nil {
		l.Fatal(err)
	}
	out := figures{}
	for _, p := range found {
		out[p.name] += p.n
	}
	return out
}

// same compares what stands with what should.
func (l *life) same(want figures, where string) {
	l.Helper()
	got := l.figures()
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if got[name] != want[name] {
			l.Errorf("%s: %s: %d, should be %d", where, name, got[name], want[name])
		}
	}
	for name, n := range got {
		if _, ok := want[name]; !ok && n != 0 {
			l.Errorf("%s: %s: %d, should not be", where, name, n)
		}
	}
}
