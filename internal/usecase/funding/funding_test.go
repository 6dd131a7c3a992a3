package funding_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/ledger"
	"nariwai/internal/market"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/funding"
	"nariwai/internal/usecase/working"
)

func TestPayInByTheBanksList(t *testing.T) {
	each(t, func(p *play) {
		f := p.open()
		file := cp932(p.T, p.list(line{40_000, f.Reference + " ｶ)ｷﾀﾐﾁ"}))
		iid, err := funding.ImportDeposits(ctx, p.d, p.desk, "nyukin.csv", file)
		p.ok(err)
		p.books(0, 0, 0)
		if kept, err := billingdb.ImportFile(ctx, p.d.Snapshot(), iid); err != nil || !bytes.Equal(kept, file) {
			p.Errorf("of the bank's file is kept %q (%v)", kept, err)
		}
		_, err = funding.ImportDeposits(ctx, p.d, p.desk, "again.csv", file)
		p.refused(fault.Invalid, err)

		p.refused(fault.Forbidden, funding.ConfirmDeposits(ctx, p.d, p.desk, iid)) // the same person
		p.refused(fault.Forbidden, funding.ConfirmDeposits(ctx, p.d, p.deal.Client, iid))
		p.ok(funding.ConfirmDeposits(ctx, p.d, p.desk2, iid))
		p.refused(fault.Conflict, funding.ConfirmDeposits(ctx, p.d, p.desk2, iid))
		p.refused(fault.Conflict, funding.DropDeposits(ctx, p.d, p.desk, iid))
		p.balance = 40_000
		p.books(0, 40_000, 0)
		for n, want := range []int64{12_000, 28_000} {
			if it := p.item(n); it.State != market.ItemFunded || it.Secured.Int64() != want || p.at(ledger.Escrow(it.ID)) != want {
				p.Errorf("item %d: %s with %s, escrow %d", n, it.State, it.Secured, p.at(ledger.Escrow(it.ID)))
			}
		}
		if got := p.lines(iid)[0]; got.State != billing.DepositMatched || got.Funding != f.ID {
			p.Errorf("%+v", got)
		}
		if got := p.open(); got.State != billing.FundingPaid {
			p.Errorf("the request is %s", got.State)
		}
		for who, a := range map[string]string{"client": "funded", "worker": "funded"} {
			actor := p.deal.Client
			if who == "worker" {
				actor = p.deal.Worker
			}
			if !slices.Contains(cast.Told(p.T, p.d, actor), a) {
				p.Errorf("the %s was told %v", who, cast.Told(p.T, p.d, actor))
			}
		}
		_, err = working.DeliverItem(ctx, p.d, p.deal.Worker, p.deal.Items[0], working.Work{Body: "できました。"})
		p.ok(err)
	})
}

func TestOneByOne(t *testing.T) {
	each(t, func(p *play) {
		all := p.open()
		second, err := funding.RequestFunding(ctx, p.d, p.deal.Client, p.deal.Contract, p.deal.Items[1:])
		p.ok(err)
		if got := p.fundings()[0]; got.State != billing.FundingVoid {
			p.Errorf("the first request is %s", got.State)
		}
		_, err = funding.RequestFunding(ctx, p.d, p.deal.Worker, p.deal.Contract, nil)
		p.refused(fault.Forbidden, err)
		_, err = funding.RequestFunding(ctx, p.d, cast.Client(p.T, p.d, "other"), p.deal.Contract, nil)
		p.refused(fault.NotFound, err)
		_, err = funding.RequestFunding(ctx, p.d, p.deal.Client, p.deal.Contract, []id.Item{"no such item"})
		p.refused(fault.NotFound, err)

		f, err := billingdb.Funding(ctx, p.d.Snapshot(), second)
		p.ok(err)
		p.bring(line{28_000, f.Reference + "ｷﾀﾐﾁ"})
		p.books(0, 28_000, 0)
		if p.item(0).State != market.ItemAgreed || p.item(1).State != market.ItemFunded {
			p.Errorf("%s, %s", p.item(0).State, p.item(1).State)
		}
		_, err = funding.RequestFunding(ctx, p.d, p.deal.Client, p.deal.Contract, p.deal.Items[1:])
		p.refused(fault.Conflict, err)
		first, err := funding.RequestFunding(ctx, p.d, p.deal.Client, p.deal.Contract, nil) // what is left
		p.ok(err)
		if f, err = billingdb.Funding(ctx, p.d.Snapshot(), first); err != nil || f.Amount.Int64() != 12_000 {
			p.Fatal(f.Amount, err)
		}
		p.bring(line{40_000, all.Reference}, line{12_000, "振込 " + f.Reference + "　キタミチ"})
		p.books(40_000, 40_000, 0)
	})
}

// Money that does not fit pays nothing, is never cut from pay, and its payer hears why.
func TestUnmatched(t *testing.T) {
	each(t, func(p *play) {
		f := p.open()
		lines := p.lines(p.bring(
			line{39_670, f.Reference + " ｷﾀﾐﾁ"}, // the bank's cost was taken off
			line{40_330, f.Reference + " ｷﾀﾐﾁ"},
			line{40_000, "ｷﾀﾐﾁ"},
			line{40_000, "12345674 ｷﾀﾐﾁ"},
			line{-500, "手数料"},
			line{40_000, f.Reference + " ｷﾀﾐﾁ"},
			line{40_000, f.Reference + " ｷﾀﾐﾁ"},
		))
		for i, want := range []string{"金額が足りません", "金額が多すぎます", "お支払い番号がありません", "このお支払い番号の仮払いはありません", "", "", "この仮払いは、もう済んでいます"} {
			if lines[i].Reason != want {
				p.Errorf("line %d: %s %q, want %q", i, lines[i].State, lines[i].Reason, want)
			}
		}
		if lines[4].State != billing.DepositOutgoing || lines[5].State != billing.DepositMatched {
			p.Errorf("%s, %s", lines[4].State, lines[5].State)
		}
		if want := calendar.On(p.clock.Now()).AddDays(30); lines[0].ReturnBy != want {
			p.Errorf("goes back by %s, want %s", lines[0].ReturnBy, want)
		}
		told := 0
		for _, k := range cast.Told(p.T, p.d, p.deal.Client) {
			if k == "deposit_unmatched" {
				told++
			}
		}
		if told != 3 { // short, over, twice; the others name nobody
			p.Errorf("the payer was told %d times", told)
		}
		p.balance += 500 // not booked yet: the bank's charge is nobody's pay
		p.books(39_670+40_330+3*40_000, 40_000, 0)
		p.refused(fault.Invalid, funding.TakeAsOwn(ctx, p.d, p.desk, lines[4].ID, ""))
		p.ok(funding.TakeAsOwn(ctx, p.d, p.desk, lines[4].ID, "銀行の手数料"))
		p.refused(fault.Conflict, funding.TakeAsOwn(ctx, p.d, p.desk, lines[4].ID, "もう一度"))
		p.balance -= 500
		p.books(39_670+40_330+3*40_000, 40_000, 0)
		if got := p.at(ledger.Fee(id.Site)); got != -500 {
			p.Errorf("fees hold %d", got)
		}
		p.ok(funding.TakeAsOwn(ctx, p.d, p.desk, lines[2].ID, "運営者が入れたお金"))
		p.books(39_670+40_330+2*40_000, 40_000, 0)
		p.refused(fault.Conflict, funding.TakeAsOwn(ctx, p.d, p.desk, lines[5].ID, "契約のお金"))

		// Back to its source.
		bad := account
		bad.Branch, bad.Payee = "999", "北道"
		_, err := funding.ReturnDeposit(ctx, p.d, p.desk, lines[0].ID, bad)
		if e := fault.Of(err); e == nil || len(e.Fields) != 2 {
			p.Errorf("a bad account: %v", err)
		}
		rid, err := funding.ReturnDeposit(ctx, p.d, p.desk, lines[0].ID, account)
		p.ok(err)
		r, err := billingdb.Refund(ctx, p.d.Snapshot(), rid)
		p.ok(err)
		if r.State != billing.RefundDue || r.Payee != "ｶ)ｷﾀﾐﾁ" || r.Number != "0012345" || r.Party != p.deal.Client.Party || r.DueBy != lines[0].ReturnBy {
			p.Errorf("%+v", r)
		}
		p.books(40_330+2*40_000, 40_000, 39_670)
		_, err = funding.ReturnDeposit(ctx, p.d, p.desk, lines[0].ID, account)
		p.refused(fault.Conflict, err)
		_, err = funding.ReturnDeposit(ctx, p.d, p.desk, lines[5].ID, account) // it has paid
		p.refused(fault.Conflict, err)
		_, err = funding.ReturnDeposit(ctx, p.d, p.deal.Client, lines[1].ID, account)
		p.refused(fault.Forbidden, err)
	})
}

func TestListsGoOn(t *testing.T) {
	each(t, func(p *play) {
		p.balance = 500
		_, err := funding.ImportDeposits(ctx, p.d, p.desk, "a.csv", []byte(p.list(line{1, "x"}))) // the first begins with nothing
		p.refused(fault.Invalid, err)
		p.balance = 0
		p.bring(line{1_000, "x"}, line{-1_000, "y"}, line{1_000, "x"}) // twins: same day, amount, payer and balance
		p.balance = 900
		_, err = funding.ImportDeposits(ctx, p.d, p.desk, "b.csv", []byte(p.list(line{1, "x"})))
		p.refused(fault.Invalid, err)
		if !strings.Contains(fault.Of(err).Error(), "1,000円") {
			p.Errorf("says %v", err)
		}
		_, err = funding.ImportDeposits(ctx, p.d, p.desk, "c.csv", []byte("これはCSVではありません"))
		p.refused(fault.Invalid, err)
		p.balance = 1_000
		_, err = funding.ImportDeposits(ctx, p.d, p.desk, "future.csv", []byte("日付,金額,振込人,残高\n2099-01-01,1,x,1001\n"))
		p.refused(fault.Invalid, err)

		// Two lists of one day: the second can't be confirmed once the first is.
		one, err := funding.ImportDeposits(ctx, p.d, p.desk, "one.csv", []byte(p.list(line{5, "one"})))
		p.ok(err)
		two, err := funding.ImportDeposits(ctx, p.d, p.desk, "two.csv", []byte(p.list(line{6, "two"})))
		p.ok(err)
		p.ok(funding.ConfirmDeposits(ctx, p.d, p.desk2, one))
		p.refused(fault.Conflict, funding.ConfirmDeposits(ctx, p.d, p.desk2, two))
		p.ok(funding.DropDeposits(ctx, p.d, p.desk, two))
		if n := len(p.lines(two)); n != 0 {
			p.Errorf("%d lines of a dropped list stand", n)
		}
		p.balance = 1_005
		again := p.list(line{6, "three"})
		three, err := funding.ImportDeposits(ctx, p.d, p.desk, "three.csv", []byte(again))
		p.ok(err)
		p.ok(funding.DropDeposits(ctx, p.d, p.desk2, three))
		three, err = funding.ImportDeposits(ctx, p.d, p.desk, "three.csv", []byte(again)) // what was dropped may come again
		p.ok(err)
		p.ok(funding.ConfirmDeposits(ctx, p.d, p.desk2, three))
	})
}

func TestReturnOverdue(t *testing.T) {
	each(t, func(p *play) {
		f := p.open()
		lines := p.lines(p.bring(line{100, f.Reference}, line{200, "ﾀﾞﾚｶ"}))
		p.clock.Advance(10 * clock.Day)
		p.ok(funding.ReturnOverdue(ctx, p.d))
		p.books(300, 0, 0)
		p.clock.Advance(6 * clock.Day)
		p.ok(funding.ReturnOverdue(ctx, p.d))
		p.books(300, 0, 0) // nobody has given an account
		cast.Account(p.T, p.d, p.deal.Client, "77")
		for range 2 {
			p.ok(funding.ReturnOverdue(ctx, p.d))
		}
		p.books(200, 0, 100)
		if got := p.lines(lines[0].Import)[0]; got.State != billing.DepositReturning {
			p.Errorf("%+v", got)
		}
		loud := 0
		for _, k := range cast.Told(p.T, p.d, p.desk) {
			if k == "deposits_to_return" {
				loud++
			}
		}
		if loud != 1 { // once a day
			p.Errorf("the desk was told %d times", loud)
		}
		p.clock.Advance(clock.Day)
		p.ok(funding.ReturnOverdue(ctx, p.d))
		if told := cast.Told(p.T, p.d, p.desk); told[len(told)-1] != "deposits_to_return" {
			p.Errorf("told %v", told)
		}
	})
}

func TestPayInDemonstration(t *testing.T) {
	each(t, func(p *play) {
		f := p.open()
		p.refused(fault.Forbidden, funding.PayInDemonstration(ctx, p.d, p.deal.Client, f.ID)) // the money is real here
	})
	each(t, func(p *play) {
		f := p.open()
		p.mark()
		p.refused(fault.NotFound, funding.PayInDemonstration(ctx, p.d, p.desk, f.ID))
		p.refused(fault.NotFound, funding.PayInDemonstration(ctx, p.d, p.deal.Worker, f.ID))
		p.ok(funding.PayInDemonstration(ctx, p.d, p.deal.Client, f.ID))
		p.refused(fault.Conflict, funding.PayInDemonstration(ctx, p.d, p.deal.Client, f.ID))
		p.balance = 40_000
		p.books(0, 40_000, 0)
		p.bring(line{7, "x"}) // a real list goes on from there
		p.books(7, 40_000, 0)
	})
}
