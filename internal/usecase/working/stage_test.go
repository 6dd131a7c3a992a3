package working_test

import (
	"context"
	"strings"
	"testing"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/blob"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/ledger"
	"nariwai/internal/ledger/ledgerdb"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/funding"
	"nariwai/internal/usecase/hiring"
	"nariwai/internal/usecase/posting"
	"nariwai/internal/usecase/proposing"
	"nariwai/internal/usecase/working"
	"nariwai/internal/yen"
)

var ctx = context.Background()

// play is a contract of two items (12,000 and 28,000 yen), its two sides, a stranger and two operators.
type play struct {
	*testing.T
	d                     *db.DB
	clock                 *dbtest.Clock
	client, worker, other people.Actor
	desk, desk2           people.Actor
	contract              id.Contract
	first, second         id.Item
}

func each(t *testing.T, f func(p *play)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) { f(stage(t, d, c)) })
}

func stage(t *testing.T, d *db.DB, c *dbtest.Clock) *play {
	t.Helper()
	if err := d.MarkDemonstration(ctx, 0); err != nil {
		t.Fatal(err)
	}
	p := &play{T: t, d: d, clock: c}
	p.client, p.worker, p.other = cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato"), cast.Worker(t, d, "other")
	p.desk, p.desk2 = cast.Operator(t, d, "desk"), cast.Operator(t, d, "desk2")
	jid, err := posting.SaveDraft(ctx, d, p.client, "", market.Spec{
		Category: "writing/travel", Title: "道の駅の記事を10本", Body: "1本1,500字です。", Deliverable: "原稿10本",
		Rights: market.RightsTransfer, AIPolicy: market.AIAssist, Unit: market.LumpSum, Quantity: 1, Pay: yen.Of(40_000), Hires: 1,
		ClosesOn: calendar.Of(2026, 4, 10), DueOn: calendar.Of(2026, 5, 10), Unregistered: true,
	})
	p.ok(err)
	_, err = posting.PublishJob(ctx, d, p.client, jid)
	p.ok(err)
	pid, err := proposing.SubmitProposal(ctx, d, p.worker, jid, market.Offer{Price: yen.Of(40_000), Message: "書きます。", DueOn: calendar.Of(2026, 5, 9),
		Parts: []market.Part{{N: 1, Title: "第1回", Price: yen.Of(12_000), DueOn: calendar.Of(2026, 4, 20)}, {N: 2, Title: "第2回", Price: yen.Of(28_000), DueOn: calendar.Of(2026, 5, 9)}}})
	p.ok(err)
	p.contract, err = hiring.AwardProposal(ctx, d, p.client, pid, false)
	p.ok(err)
	items, err := marketdb.Items(ctx, d.Snapshot(), p.contract)
	p.ok(err)
	p.first, p.second = items[0].ID, items[1].ID
	return p
}

func (p *play) ok(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

// refused checks that nothing but a refusal of that kind came.
func (p *play) refused(k fault.Kind, err error) {
	p.Helper()
	if !fault.Is(err, k) {
		p.Errorf("got %v, want a refusal of kind %d", err, k)
	}
}

// key gives an actor the key of a form.
func key(a people.Actor, k string) people.Actor {
	a.Key, a.Body = k, "body of "+k
	return a
}

func (p *play) openFunding() billing.Funding {
	p.Helper()
	fs, err := billingdb.Fundings(ctx, p.d.Snapshot(), p.contract)
	p.ok(err)
	var open []billing.Funding
	for _, f := range fs {
		if f.State == billing.FundingOpen {
			open = append(open, f)
		}
	}
	if len(open) != 1 {
		p.Fatalf("%d open funding requests", len(open))
	}
	return open[0]
}

func (p *play) fund() {
	p.Helper()
	p.ok(funding.PayInDemonstration(ctx, p.d, p.client, p.openFunding().ID))
}

func (p *play) deliver(it id.Item) {
	p.Helper()
	_, err := working.DeliverItem(ctx, p.d, p.worker, it, working.Work{Body: "できました。"})
	p.ok(err)
}

func (p *play) item(iid id.Item) market.Item {
	p.Helper()
	it, err := marketdb.Item(ctx, p.d.Snapshot(), iid)
	p.ok(err)
	return it
}

func (p *play) is(iid id.Item, s market.ItemState) {
	p.Helper()
	if got := p.item(iid).State; got != s {
		p.Errorf("item is %s, want %s", got, s)
	}
}

func (p *play) room() market.Contract {
	p.Helper()
	c, err := marketdb.Contract(ctx, p.d.Snapshot(), p.contract)
	p.ok(err)
	return c
}

func (p *play) balance(a ledger.Account) int64 {
	p.Helper()
	y, err := ledgerdb.Balance(ctx, p.d.Snapshot(), a)
	p.ok(err)
	return y.Int64()
}

// books checks what stands in the book: escrow of both items, the worker's, the fee, and what goes back to the client.
func (p *play) books(escrow1, escrow2, earned, fee, refunds int64) {
	p.Helper()
	all, err := ledgerdb.Balances(ctx, p.d.Snapshot())
	p.ok(err)
	var back int64
	for a, y := range all {
		if a.Kind() == ledger.KindRefund {
			back += y.Int64()
		}
	}
	got := [...]int64{p.balance(ledger.Escrow(p.first)), p.balance(ledger.Escrow(p.second)), p.balance(ledger.Earned(p.worker.Party)), p.balance(ledger.Fee(id.Site)), back}
	if want := [...]int64{escrow1, escrow2, earned, fee, refunds}; got != want {
		p.Errorf("escrow, escrow, earned, fee, refunds: %v, want %v", got, want)
	}
	if sum := got[0] + got[1] + got[2] + got[3] + got[4]; sum != -p.balance(ledger.Bank) {
		p.Errorf("the bank holds %d, the book %d", -p.balance(ledger.Bank), sum)
	}
}

func (p *play) refunds() (out []billing.Refund) {
	p.Helper()
	for _, s := range []billing.RefundState{billing.RefundWaiting, billing.RefundDue} {
		rs, err := billingdb.Refunds(ctx, p.d.Snapshot(), s)
		p.ok(err)
		out = append(out, rs...)
	}
	return out
}

// happened checks the kinds of the contract's history, joined by spaces.
func (p *play) happened(want string) {
	p.Helper()
	events, err := marketdb.Events(ctx, p.d.Snapshot(), p.contract)
	p.ok(err)
	var kinds []string
	for _, e := range events {
		kinds = append(kinds, string(e.Kind))
	}
	if got := strings.Join(kinds, " "); got != want {
		p.Errorf("history:\n%s\nwant\n%s", got, want)
	}
}

// told checks the last notice that a person had.
func (p *play) told(a people.Actor, kind string) {
	p.Helper()
	kinds := cast.Told(p, p.d, a)
	if len(kinds) == 0 || kinds[len(kinds)-1] != kind {
		p.Errorf("%s was told %v, want %s last", a.Person, kinds, kind)
	}
}

func (p *play) audited(verb string, want int64) {
	p.Helper()
	var n int64
	p.ok(db.One(ctx, p.d.Snapshot(), []any{&n}, "SELECT COUNT(*) FROM db_audit WHERE verb = $1", verb))
	if n != want {
		p.Errorf("%d lines of %s in the record, want %d", n, verb, want)
	}
}

// account gives a party a bank account that is in use.
func (p *play) account(a people.Actor) {
	p.Helper()
	p.ok(p.d.Write(ctx, func(tx *db.Tx) error {
		return peopledb.AddAccounts(ctx, tx, people.Account{ID: id.Account(tx.NewID()), Party: a.Party, Bank: "0001", Branch: "001",
			Kind: people.Ordinary, Number: "1234567", Payee: "ｷﾀﾐﾁ", State: people.AccountActive, SetAt: tx.Now, SetBy: a.Person})
	}))
}

func files(t testing.TB) *blob.Store {
	t.Helper()
	s, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}
