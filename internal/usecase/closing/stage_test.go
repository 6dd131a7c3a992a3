package closing_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/document"
	"nariwai/internal/document/documentdb"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/ledger"
	"nariwai/internal/ledger/ledgerdb"
	"nariwai/internal/people"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/closing"
	"nariwai/internal/usecase/funding"
	"nariwai/internal/usecase/working"
)

var ctx = context.Background()

const april calendar.Month = 202604

// play is a site with a bank, two people at the desk, a client and workers.
type play struct {
	*testing.T
	d           *db.DB
	clock       *dbtest.Clock
	desk, desk2 people.Actor
	client      people.Actor
	balance     int64    // of the bank account, as its lists tell it
	expected    []string // rules that verify finds broken, and should
}

func each(t *testing.T, f func(p *play)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		p := &play{T: t, d: d, clock: c, desk: cast.Operator(t, d, "desk"), desk2: cast.Operator(t, d, "desk2"), client: cast.Client(t, d, "kitamichi")}
		cast.Office(t, d)
		f(p)
		p.verify()
	})
}

func (p *play) ok(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

func (p *play) refused(k fault.Kind, err error) {
	p.Helper()
	if !fault.Is(err, k) {
		p.Errorf("got %v, want a refusal of kind %d", err, k)
	}
}

// bank tells a movement on the account by a confirmed list and returns its line.
func (p *play) bank(amount int64, payer string) billing.Deposit {
	p.Helper()
	p.balance += amount
	list := fmt.Sprintf("日付,金額,振込人,残高\n%s,%d,%s,%d\n", calendar.On(p.clock.Now()), amount, payer, p.balance)
	iid, err := funding.ImportDeposits(ctx, p.d, p.desk, "list.csv", []byte(list))
	p.ok(err)
	p.ok(funding.ConfirmDeposits(ctx, p.d, p.desk2, iid))
	lines, err := billingdb.Deposits(ctx, p.d.Snapshot(), iid)
	p.ok(err)
	return lines[0]
}

// funded awards work and pays it in.
func (p *play) funded(worker people.Actor, withhold bool, pays ...int64) cast.Deal {
	p.Helper()
	deal := cast.Award(p.T, p.d, p.client, worker, withhold, pays...)
	fs, err := billingdb.Fundings(ctx, p.d.Snapshot(), deal.Contract)
	p.ok(err)
	p.bank(fs[0].Amount.Int64(), fs[0].Reference+" ｷﾀﾐﾁ")
	return deal
}

func (p *play) deliver(deal cast.Deal) {
	p.Helper()
	for _, it := range deal.Items {
		_, err := working.DeliverItem(ctx, p.d, deal.Worker, it, working.Work{Body: "できました。"})
		p.ok(err)
	}
}

func (p *play) accept(deal cast.Deal) {
	p.Helper()
	for _, it := range deal.Items {
		_, err := working.AcceptItem(ctx, p.d, p.client, it)
		p.ok(err)
	}
}

// done is work that was delivered and accepted.
func (p *play) done(worker people.Actor, withhold bool, pays ...int64) cast.Deal {
	p.Helper()
	deal := p.funded(worker, withhold, pays...)
	p.deliver(deal)
	p.accept(deal)
	return deal
}

func (p *play) to(d calendar.Date) { p.clock.Set(d.Start().Add(9 * clock.Hour)) }

func (p *play) close(m calendar.Month) billing.Run {
	p.Helper()
	p.to(m.Last().AddDays(1))
	_, err := working.AcceptOverdue(ctx, p.d)
	p.ok(err)
	run, err := closing.CloseMonth(ctx, p.d, m, nil)
	p.ok(err)
	return run
}

// send takes a counted run to its payday and through the bank.
func (p *play) send(run billing.Run) {
	p.Helper()
	p.ok(closing.CheckRun(ctx, p.d, p.desk, run.ID, run.Total))
	p.ok(closing.ReleaseRun(ctx, p.d, p.desk2, run.ID, ""))
	_, _, err := closing.ExportRun(ctx, p.d, p.desk, run.ID)
	p.ok(err)
	p.to(p.run(run.ID).PayOn)
	p.ok(closing.MarkPaid(ctx, p.d, p.desk, run.ID))
	p.bank(-run.Total.Int64(), "総合振込")
}

func (p *play) run(rid id.Run) billing.Run {
	p.Helper()
	run, err := billingdb.Run(ctx, p.d.Snapshot(), rid)
	p.ok(err)
	return run
}

func (p *play) payouts(rid id.Run) map[id.Party]billing.Payout {
	p.Helper()
	out := map[id.Party]billing.Payout{}
	for _, state := range []billing.PayoutState{billing.PayoutDue, billing.PayoutHeld, billing.PayoutPaid, billing.PayoutReturned, billing.PayoutCarried, billing.PayoutJoined} {
		all, err := billingdb.Payouts(ctx, p.d.Snapshot(), rid, state, "", 1000)
		p.ok(err)
		for _, x := range all {
			out[x.Party] = x
		}
	}
	return out
}

func (p *play) statement(x billing.Payout) document.Statement {
	p.Helper()
	doc, err := documentdb.Of(ctx, p.d.Snapshot(), x.Statement, x.Party)
	p.ok(err)
	s, err := document.Read[document.Statement](doc)
	p.ok(err)
	return s
}

func (p *play) at(a ledger.Account) int64 {
	p.Helper()
	y, err := ledgerdb.Balance(ctx, p.d.Snapshot(), a)
	p.ok(err)
	return y.Int64()
}

func (p *play) carryOver(a people.Actor, on bool) {
	cast.Change(p.T, p.d, a, func(_ *people.Person, party *people.Party) { party.CarryOver = on })
}

func (p *play) told(a people.Actor) string { return strings.Join(cast.Told(p.T, p.d, a), " ") }
