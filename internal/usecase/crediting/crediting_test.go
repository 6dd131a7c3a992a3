package crediting_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/credit"
	"nariwai/internal/credit/creditdb"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/document"
	"nariwai/internal/document/documentdb"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/ledger"
	"nariwai/internal/ledger/ledgerdb"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/closing"
	"nariwai/internal/usecase/crediting"
	"nariwai/internal/usecase/funding"
	"nariwai/internal/usecase/verifying"
	"nariwai/internal/usecase/working"
	"nariwai/internal/yen"
)

var ctx = context.Background()

// play is an operator with a bank and two people, a client and a worker.
type play struct {
	*testing.T
	d              *db.DB
	clock          *dbtest.Clock
	desk, desk2    people.Actor
	client, worker people.Actor
	bankHas        int64
}

func each(t *testing.T, f func(p *play)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		p := &play{T: t, d: d, clock: c, desk: cast.Operator(t, d, "desk"), desk2: cast.Operator(t, d, "desk2"),
			client: cast.Client(t, d, "kitamichi"), worker: cast.Worker(t, d, "sato")}
		cast.Office(t, d)
		cast.Account(t, d, p.worker, "1")
		f(p)
		found, err := verifying.Verify(ctx, d, nil)
		if err != nil || len(found) > 0 {
			t.Error(found, err)
		}
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

func (p *play) to(d calendar.Date) { p.clock.Set(d.Start().Add(9 * clock.Hour)) }

// bank tells a movement on the account by a confirmed list and returns its line.
func (p *play) bank(amount int64, payer string) id.Deposit {
	p.Helper()
	p.bankHas += amount
	iid, err := funding.ImportDeposits(ctx, p.d, p.desk, "list.csv", fmt.Appendf(nil, "日付,金額,振込人,残高\n%s,%d,%s,%d\n", calendar.On(p.clock.Now()), amount, payer, p.bankHas))
	p.ok(err)
	p.ok(funding.ConfirmDeposits(ctx, p.d, p.desk2, iid))
	lines, err := billingdb.Deposits(ctx, p.d.Snapshot(), iid)
	p.ok(err)
	return lines[0].ID
}

// grant pays capital in and gives the client a line.
func (p *play) grant(capital, limit int64) {
	p.Helper()
	p.ok(funding.TakeAsCapital(ctx, p.d, p.desk, p.bank(capital, "ﾅﾘﾜｲ"), "元手"))
	p.ok(crediting.AskForCredit(ctx, p.d, p.client, yen.Of(limit), "毎月10本ほど"))
	p.ok(crediting.DecideLine(ctx, p.d, p.desk, p.client.Party, p.limit(limit)))
}

func (p *play) limit(amount int64) crediting.Decision {
	return crediting.Decision{Kind: credit.ToLimit, Amount: yen.Of(amount), DueMonths: 1, Reason: "決算書を確かめました"}
}

// stand checks the capital, the client's free limit and what it has at stake.
func (p *play) stand(capital, free, owed int64) {
	p.Helper()
	var got [3]int64
	for i, a := range []ledger.Account{ledger.Capital, ledger.Credit(p.client.Party), ledger.Owed(p.client.Party)} {
		y, err := ledgerdb.Balance(ctx, p.d.Snapshot(), a)
		p.ok(err)
		got[i] = y.Int64()
	}
	if want := [3]int64{capital, free, owed}; got != want {
		p.Errorf("capital, free, at stake: %v, want %v", got, want)
	}
}

// order awards work of a pay and says whether it has begun.
func (p *play) order(pay int64, begun bool) (deal cast.Deal, it market.Item) {
	p.Helper()
	deal = cast.Award(p.T, p.d, p.client, p.worker, false, pay)
	it, err := marketdb.Item(ctx, p.d.Snapshot(), deal.Items[0])
	p.ok(err)
	if (it.State == market.ItemFunded) != begun || (it.Security == market.SecuredByCredit) != begun {
		p.Errorf("an item of %d is %s by %s", pay, it.State, it.Security)
	}
	return deal, it
}

func (p *play) done(deal cast.Deal) {
	p.Helper()
	_, err := working.DeliverItem(ctx, p.d, p.worker, deal.Items[0], working.Work{Body: "できました。"})
	p.ok(err)
	_, err = working.AcceptItem(ctx, p.d, p.client, deal.Items[0])
	p.ok(err)
}

func (p *play) told(a people.Actor, kind string) {
	p.Helper()
	if kinds := cast.Told(p, p.d, a); !slices.Contains(kinds, kind) {
		p.Errorf("%s was told %v, not %s", a.Person, kinds, kind)
	}
}

// payday closes a month and pays it out.
func (p *play) payday(m calendar.Month) {
	p.Helper()
	p.to(m.Last().AddDays(1))
	run, err := closing.CloseMonth(ctx, p.d, m, nil)
	p.ok(err)
	p.ok(closing.CheckRun(ctx, p.d, p.desk, run.ID, run.Total))
	p.ok(closing.ReleaseRun(ctx, p.d, p.desk2, run.ID, ""))
	_, _, err = closing.ExportRun(ctx, p.d, p.desk, run.ID)
	p.ok(err)
	p.to(run.PayOn)
	p.ok(closing.MarkPaid(ctx, p.d, p.desk, run.ID))
	p.bank(-run.Total.Int64(), "総合振込")
}

func (p *play) invoice(m calendar.Month) (i credit.Invoice, f billing.Funding) {
	p.Helper()
	i, err := creditdb.InvoiceOf(ctx, p.d.Snapshot(), p.client.Party, m)
	p.ok(err)
	f, err = billingdb.Funding(ctx, p.d.Snapshot(), i.Funding)
	p.ok(err)
	return i, f
}

// The worker is paid on payday whatever the client does; the client pays once, and until it has, nothing new begins on credit.
func TestMonth(t *testing.T) {
	each(t, func(p *play) {
		p.grant(300_000, 200_000)
		p.stand(300_000, 200_000, 0)
		first, _ := p.order(100_000, true)
		p.stand(200_000, 100_000, 100_000)
		p.told(p.client, "funded")
		p.order(150_000, false) // more than is free: a request to pay in, as ever
		p.told(p.client, "to_fund")
		p.done(first)
		p.stand(200_000, 100_000, 100_000)
		open, _ := p.order(20_000, true)

		p.to(calendar.Of(2026, 5, 1))
		n, err := crediting.IssueInvoices(ctx, p.d)
		if again, err2 := crediting.IssueInvoices(ctx, p.d); n != 1 || err != nil || again != 0 || err2 != nil {
			t.Fatal(n, err, again, err2)
		}
		i, f := p.invoice(202604)
		if i.Amount != yen.Of(100_000) || i.DueOn != calendar.Of(2026, 6, 1) || f.Amount != i.Amount { // 31 May is a Sunday
			t.Errorf("%+v %+v", i, f)
		}
		doc, err := documentdb.Of(ctx, p.d.Snapshot(), i.Document, p.client.Party)
		p.ok(err)
		b, err := document.Read[document.Bill](doc)
		if err != nil || b.Amount != i.Amount || len(b.Lines) != 1 || b.Reference != f.Reference || i.Number != "I-2026-000001" {
			t.Errorf("%+v %v %s", b, err, i.Number)
		}
		p.payday(202604)
		if y, err := ledgerdb.Balance(ctx, p.d.Snapshot(), ledger.Earned(p.worker.Party)); err != nil || !y.IsZero() {
			t.Error(y, err)
		}
		p.told(p.worker, "paid")

		p.to(calendar.Of(2026, 6, 1))
		n, err = crediting.RemindInvoices(ctx, p.d) // of what was due before, only the last is sent
		if n != 1 || err != nil {
			t.Error(n, err)
		}
		p.told(p.client, "invoice_due")
		p.to(calendar.Of(2026, 6, 4))
		n, err = crediting.RemindInvoices(ctx, p.d)
		if again, err2 := crediting.RemindInvoices(ctx, p.d); n != 1 || err != nil || again != 0 || err2 != nil {
			t.Error(n, err, again, err2)
		}
		p.told(p.client, "invoice_due")
		p.told(p.desk, "credit_overdue")
		p.order(10_000, false)
		p.done(open) // what was begun goes on
		p.bank(i.Amount.Int64(), f.Reference+" ｷﾀﾐﾁ")
		p.told(p.client, "invoice")
		p.stand(280_000, 180_000, 20_000)
		p.order(10_000, true)
	})
}

// What an item does not need is the operator's again, and the client's limit is free: never money for the client.
func TestBack(t *testing.T) {
	each(t, func(p *play) {
		p.grant(50_000, 200_000)
		late, _ := p.order(40_000, true)
		_, it := p.order(20_000, false) // the limit would do; the capital does not
		if it.Security != market.SecuredByCash {
			t.Error(it.Security)
		}
		p.told(p.desk, "capital_short")
		raise := func(pay int64) error {
			_, err := working.ProposeChange(ctx, p.d, p.client, late.Items[0], working.NewTerms{Pay: yen.Of(pay), DueOn: calendar.On(p.clock.Now()).AddDays(10), Reason: "増えました"})
			p.ok(err)
			pending, err := marketdb.ChangesPending(ctx, p.d.Snapshot(), late.Items[0])
			p.ok(err)
			_, err = working.SignChange(ctx, p.d, p.worker, pending[len(pending)-1].ID)
			return err
		}
		p.ok(raise(45_000))
		p.stand(5_000, 155_000, 45_000)
		p.refused(fault.Conflict, raise(51_000))
		p.stand(5_000, 155_000, 45_000)
		p.refused(fault.Invalid, funding.ReleaseCapital(ctx, p.d, p.desk, yen.Of(5_001)))
		p.to(calendar.On(p.clock.Now()).AddDays(20))
		_, err := working.CancelLate(ctx, p.d, p.client, late.Items[0])
		p.ok(err)
		p.stand(50_000, 200_000, 0)
		p.ok(funding.ReleaseCapital(ctx, p.d, p.desk, yen.Of(50_000)))
		p.stand(0, 200_000, 0)
	})
}

// A limit above the rules' amount needs two people; one that is stopped secures nothing; it ends when nothing is at stake.
func TestDecisions(t *testing.T) {
	each(t, func(p *play) {
		p.grant(3_000_000, 300_000)
		p.ok(crediting.DecideLine(ctx, p.d, p.desk, p.client.Party, p.limit(2_000_000)))
		p.stand(3_000_000, 300_000, 0)
		ch, err := creditdb.Proposed(ctx, p.d.Snapshot(), p.client.Party)
		p.ok(err)
		p.refused(fault.Conflict, crediting.DecideLine(ctx, p.d, p.desk2, p.client.Party, p.limit(400_000)))
		p.refused(fault.Forbidden, crediting.ConfirmLimit(ctx, p.d, p.desk, ch.ID))
		p.refused(fault.Forbidden, crediting.ConfirmLimit(ctx, p.d, p.client, ch.ID))
		p.ok(crediting.ConfirmLimit(ctx, p.d, p.desk2, ch.ID))
		p.stand(3_000_000, 2_000_000, 0)
		p.refused(fault.Conflict, crediting.DropLimit(ctx, p.d, p.desk2, ch.ID))
		begun, _ := p.order(500_000, true)
		p.refused(fault.Invalid, crediting.DecideLine(ctx, p.d, p.desk, p.client.Party, p.limit(499_999)))
		p.ok(crediting.DecideLine(ctx, p.d, p.desk, p.client.Party, crediting.Decision{Kind: credit.ToStop, Reason: "確かめています"}))
		p.order(1_000, false)
		p.refused(fault.Conflict, crediting.DecideLine(ctx, p.d, p.desk, p.client.Party, crediting.Decision{Kind: credit.ToEnd, Reason: "終わり"}))
		p.to(calendar.On(p.clock.Now()).AddDays(20))
		_, err = working.CancelLate(ctx, p.d, p.client, begun.Items[0])
		p.ok(err)
		p.ok(crediting.DecideLine(ctx, p.d, p.desk, p.client.Party, crediting.Decision{Kind: credit.ToEnd, Reason: "終わり"}))
		p.stand(3_000_000, 0, 0)
		p.ok(crediting.AskForCredit(ctx, p.d, p.client, yen.Of(1), "もう一度"))
		p.refused(fault.Conflict, crediting.AskForCredit(ctx, p.d, p.client, yen.Of(2), "もう一度"))
		p.ok(crediting.DecideLine(ctx, p.d, p.desk, p.client.Party, crediting.Decision{Kind: credit.ToRefuse, Reason: "いまは"}))
		p.told(p.client, "credit_decided")
	})
}
