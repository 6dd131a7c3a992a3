package crashtest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/ledger"
	"nariwai/internal/ledger/ledgerdb"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/funding"
	"nariwai/internal/usecase/working"
)

// drills are situations in which a fault shows at once, without killing anybody. Each plays in a fresh market at noon of
// 1 April 2026 and ends with the rules that the database alone can tell.
var drills = map[string]func(*drill){
	"states":    states,
	"keys":      keys,
	"ledger":    ledgerRefuses,
	"batch":     batch,
	"fees":      fees,
	"deposits":  deposits,
	"silence":   silence,
	"crowd":     crowd,
	"closing":   closing2,
	"midnight":  midnight,
	"returned":  returned,
	"clockback": clockBack,
	"mails":     mails,
}

// TestDrill plays every drill on both engines.
func TestDrill(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(drills)) {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
				dr := newDrill(t, d, c)
				t.Cleanup(func() {
					for _, v := range dr.found.all() {
						t.Error(v)
					}
				})
				drills[name](dr)
				dr.check()
			})
		})
	}
}

// drill is a small market and what was found wrong in it.
type drill struct {
	*testing.T
	ctx            context.Context
	d              *db.DB
	clock          *dbtest.Clock
	client, worker people.Actor
	desk, desk2    people.Actor
	balance        int64 // of the bank account, as its lists tell it
	found          findings
}

func newDrill(t *testing.T, d *db.DB, c *dbtest.Clock) *drill {
	dr := &drill{T: t, ctx: context.Background(), d: d, clock: c, client: cast.Client(t, d, "kitamichi"), worker: cast.Worker(t, d, "sato"),
		desk: cast.Operator(t, d, "tsukue"), desk2: cast.Operator(t, d, "tsukue2")}
	cast.Office(t, d)
	cast.Account(t, d, dr.worker, "1")
	return dr
}

// check looks at the rules that hold in every drill.
func (dr *drill) check() {
	dr.Helper()
	checkBooks(dr.T, dr.d, &dr.found)
	checkOnce(dr.T, dr.d.Snapshot(), &dr.found)
	checkAudited(dr.T, dr.d.Snapshot(), &dr.found)
	checkTold(dr.T, dr.d.Snapshot(), &dr.found)
	checkClosing(dr.T, dr.d.Snapshot(), 200001, &dr.found)
}

// ok is for what must succeed; when it doesn't, r is broken and the drill is over.
func (dr *drill) ok(r rule, err error) {
	dr.Helper()
	if err != nil {
		dr.found.bad(r, "%v", err)
		dr.FailNow()
	}
}

// refused is for what must be refused.
func (dr *drill) refused(r rule, what string, err error) {
	dr.Helper()
	switch {
	case err == nil:
		dr.found.bad(r, "%s was not refused", what)
	case !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Invalid):
		dr.found.bad(r, "%s was refused with %v", what, err)
	}
}

// bank tells of movements on the account by a confirmed list and returns its lines.
func (dr *drill) bank(lines ...string) []billing.Deposit {
	dr.Helper()
	iid, err := funding.ImportDeposits(dr.ctx, dr.d, dr.desk, "nyukin.csv", dr.list(lines...))
	dr.ok(answered, err)
	dr.ok(answered, funding.ConfirmDeposits(dr.ctx, dr.d, dr.desk2, iid))
	out, err := billingdb.Deposits(dr.ctx, dr.d.Snapshot(), iid)
	dr.ok(answered, err)
	return out
}

// list is the bank's file of today; each line is an amount and who paid it: "8010 1234567 ｷﾀﾐﾁ".
func (dr *drill) list(lines ...string) []byte {
	var b strings.Builder
	b.WriteString("日付,金額,振込人,残高\n")
	for _, l := range lines {
		sum, payer, _ := strings.Cut(l, " ")
		var n int64
		fmt.Sscan(sum, &n)
		dr.balance += n
		fmt.Fprintf(&b, "%s,%d,%s,%d\n", dr.today(), n, payer, dr.balance)
	}
	return []byte(b.String())
}

func (dr *drill) today() calendar.Date { return calendar.On(dr.clock.Now()) }

func (dr *drill) to(d calendar.Date) { dr.clock.Set(d.Start().Add(12 * clock.Hour)) }

// deal is a contract whose items are paid in.
func (dr *drill) deal(worker people.Actor, pays ...int64) cast.Deal {
	dr.Helper()
	deal := cast.Award(dr.T, dr.d, dr.client, worker, false, pays...)
	dr.bank(dr.bill(deal.Contract))
	return deal
}

// bill is the line with which a contract's request is paid.
func (dr *drill) bill(cid id.Contract) string {
	dr.Helper()
	fs, err := billingdb.Fundings(dr.ctx, dr.d.Snapshot(), cid)
	dr.ok(answered, err)
	return fmt.Sprintf("%d %s ｶ)ｷﾀﾐﾁ", fs[0].Amount.Int64(), fs[0].Reference)
}

func (dr *drill) deliver(deal cast.Deal, items ...id.Item) {
	dr.Helper()
	for _, it := range items {
		_, err := working.DeliverItem(dr.ctx, dr.d, deal.Worker, it, working.Work{Body: "できました。"})
		dr.ok(answered, err)
	}
}

func (dr *drill) accept(items ...id.Item) {
	dr.Helper()
	for _, it := range items {
		_, err := working.AcceptItem(dr.ctx, dr.d, dr.client, it)
		dr.ok(answered, err)
	}
}

func (dr *drill) item(it id.Item) market.Item {
	dr.Helper()
	found, err := marketdb.Item(dr.ctx, dr.d.Snapshot(), it)
	dr.ok(answered, err)
	return found
}

// at is what stands in an account.
func (dr *drill) at(a ledger.Account) int64 {
	dr.Helper()
	y, err := ledgerdb.Balance(dr.ctx, dr.d.Snapshot(), a)
	dr.ok(answered, err)
	return y.Int64()
}

// count is the one number of a query.
func (dr *drill) count(q string, args ...any) int64 {
	return rows[int64](dr.T, dr.d.Snapshot(), q, args...)[0]
}

// keyed is an actor who sends a form with a key and a body.
func keyed(a people.Actor, key, body string) people.Actor {
	a.Key, a.Body = key, body
	return a
}
