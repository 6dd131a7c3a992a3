package closing_test

import (
	"strings"
	"testing"

	"nariwai/internal/bank"
	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/ledger"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/closing"
	"nariwai/internal/usecase/funding"
	"nariwai/internal/usecase/working"
)

// exported closes April and takes the run to its payday.
func (p *play) exported() billing.Run {
	p.Helper()
	run := p.close(april)
	p.ok(closing.CheckRun(ctx, p.d, p.desk, run.ID, run.Total))
	p.ok(closing.ReleaseRun(ctx, p.d, p.desk2, run.ID, ""))
	_, _, err := closing.ExportRun(ctx, p.d, p.desk, run.ID)
	p.ok(err)
	p.to(run.PayOn)
	return p.run(run.ID)
}

func TestReturned(t *testing.T) {
	each(t, func(p *play) {
		never, back, fine := cast.Worker(p.T, p.d, "never"), cast.Worker(p.T, p.d, "back"), cast.Worker(p.T, p.d, "fine")
		cast.Account(p.T, p.d, never, "1")
		cast.Account(p.T, p.d, back, "2")
		cast.Account(p.T, p.d, fine, "3")
		p.done(never, false, 10_000)
		p.done(back, false, 20_000)
		p.done(fine, false, 30_000)
		run := p.exported()
		lines := p.payouts(run.ID)

		// One never left the bank.
		_, err := closing.MarkReturned(ctx, p.d, p.desk, lines[never.Party].ID, "", "")
		p.refused(fault.Invalid, err)
		_, err = closing.MarkReturned(ctx, p.d, p.desk, lines[never.Party].ID, "口座なし", "")
		p.ok(err)
		// One left it and comes back with the bank's list.
		_, err = closing.MarkLinePaid(ctx, p.d, p.desk, lines[back.Party].ID)
		p.ok(err)
		p.bank(-16_000-24_000, "総合振込")
		p.ok(closing.MarkPaid(ctx, p.d, p.desk, run.ID))
		p.clock.Advance(clock.Day)
		_, err = closing.MarkReturned(ctx, p.d, p.desk, lines[back.Party].ID, "名義相違", "")
		p.refused(fault.Invalid, err) // by which line?
		other, came := p.bank(15_999, "ﾀﾞﾚｶ"), p.bank(16_000, "ﾌﾘｺﾐﾍﾝｷﾔｸ")
		_, err = closing.MarkReturned(ctx, p.d, p.desk, lines[back.Party].ID, "名義相違", other.ID)
		p.refused(fault.Invalid, err)
		_, err = closing.MarkReturned(ctx, p.d, p.desk, lines[back.Party].ID, "名義相違", came.ID)
		p.ok(err)
		_, err = closing.MarkReturned(ctx, p.d, p.desk, lines[back.Party].ID, "名義相違", came.ID)
		p.refused(fault.Conflict, err)
		if got := p.run(run.ID); got.State != billing.RunPaid {
			p.Errorf("the run is %s", got.State)
		}
		if p.at(ledger.Held(never.Party)) != 8_000 || p.at(ledger.Held(back.Party)) != 16_000 || -p.at(ledger.Bank) != p.balance {
			p.Errorf("held %d and %d", p.at(ledger.Held(never.Party)), p.at(ledger.Held(back.Party)))
		}
		if !strings.HasSuffix(p.told(back), "paid payout_returned") {
			p.Errorf("told %s", p.told(back))
		}
		p.verify()

		// Only who mends the account is tried again.
		p.clock.Advance(clock.Day)
		p.ok(p.retire(back))
		cast.Account(p.T, p.d, back, "22")
		may := p.close(april.Next())
		lines = p.payouts(may.ID)
		if l := lines[back.Party]; l.Amount.Int64() != 16_000 || l.Number != "0000022" {
			p.Errorf("%+v", l)
		}
		if _, there := lines[never.Party]; there || len(lines) != 1 {
			p.Errorf("%d lines", len(lines))
		}
		// … or before the first person has checked the run.
		p.ok(p.retire(never))
		cast.Account(p.T, p.d, never, "11")
		p.done(never, false, 1_000)
		p.ok(closing.RecountRun(ctx, p.d, p.desk, may.ID))
		p.send(p.run(may.ID))
		if june := p.close(april.Next().Next()); june.Total.Int64() != 8_800 {
			p.Errorf("%+v", june)
		}
		p.found("returned-in-time") // the 15,999 that nobody has sent back
	})
}

func TestAccountInTime(t *testing.T) {
	each(t, func(p *play) {
		w := cast.Worker(p.T, p.d, "sato")
		p.done(w, false, 10_000)
		run := p.close(april)
		if run.State != billing.RunPaid || run.HeldTotal.Int64() != 8_000 { // nothing to send
			p.Fatalf("%+v", run)
		}
		p.done(w, false, 20_000)
		p.done(p.withAccount("other", "5"), false, 1_000)
		may := p.close(april.Next())
		if may.Held != 1 || may.HeldTotal.Int64() != 16_000 {
			p.Fatalf("%+v", may)
		}
		p.ok(closing.CheckRun(ctx, p.d, p.desk, may.ID, may.Total))
		cast.Account(p.T, p.d, w, "7")
		p.refused(fault.Conflict, closing.RecountRun(ctx, p.d, p.desk, may.ID)) // checked already
		p.ok(closing.ReturnRun(ctx, p.d, p.desk2, may.ID, "口座が登録されました"))
		p.ok(closing.RecountRun(ctx, p.d, p.desk, may.ID))
		may = p.run(may.ID)
		if may.Held != 0 || may.Payees != 2 || may.Total.Int64() != 24_800 {
			p.Fatalf("%+v", may)
		}
		p.verify()
		p.send(may)
	})
}

// An account that goes between the two people's looks sends the run back to the first.
func TestAccountGoes(t *testing.T) {
	each(t, func(p *play) {
		w := p.withAccount("sato", "1")
		p.done(w, false, 10_000)
		p.done(p.withAccount("other", "2"), false, 1_000)
		run := p.close(april)
		p.ok(closing.CheckRun(ctx, p.d, p.desk, run.ID, run.Total))
		p.ok(p.retire(w))
		p.refused(fault.Conflict, closing.ReleaseRun(ctx, p.d, p.desk2, run.ID, ""))
		run = p.run(run.ID)
		if run.State != billing.RunCounted || run.Total.Int64() != 800 || run.HeldTotal.Int64() != 8_000 {
			p.Fatalf("%+v", run)
		}
		p.send(run)
	})
}

// Money goes back with the bank's file too, and in time.
func TestRefunds(t *testing.T) {
	each(t, func(p *play) {
		w := p.withAccount("sato", "1")
		deal := p.funded(w, false, 40_000)
		stray := p.bank(777, "ﾀﾞﾚｶ")
		p.done(w, false, 5_000)
		p.to(p.due(deal).AddDays(5))
		_, err := working.CancelLate(ctx, p.d, p.client, deal.Items[0])
		p.ok(err)
		_, err = funding.ReturnDeposit(ctx, p.d, p.desk, stray.ID, bank.TargetForm{Bank: "0001", Branch: "001", Type: "1", Number: "9", Payee: "ダレカ"})
		p.ok(err)
		waiting, err := billingdb.Refunds(ctx, p.d.Snapshot(), billing.RefundWaiting)
		p.ok(err)
		if len(waiting) != 1 {
			p.Fatalf("%+v", waiting)
		}
		// The stray line must be back by 1 May, before May's payday: a run in between takes it.
		p.to(calendar.Of(2026, 4, 23))
		p.ok(closing.GuardRun(ctx, p.d))
		runs := p.guards()
		if len(runs) != 1 || runs[0].Total.Int64() != 777 || runs[0].PayOn != calendar.Of(2026, 5, 1) || runs[0].Refunds != 1 || runs[0].Payees != 0 {
			p.Fatalf("%+v", runs)
		}
		p.send(runs[0])
		if d, err := billingdb.Deposit(ctx, p.d.Snapshot(), stray.ID); err != nil || d.State != billing.DepositReturned {
			p.Errorf("%+v, %v", d, err)
		}
		// The client's waits for an account, which the client gives before the closing.
		cast.Account(p.T, p.d, p.client, "8")
		run := p.close(april)
		if run.Total.Int64() != 44_000 || run.RefundTotal.Int64() != 40_000 {
			p.Fatalf("%+v", run)
		}
		p.ok(closing.CheckRun(ctx, p.d, p.desk, run.ID, run.Total))
		p.ok(closing.ReleaseRun(ctx, p.d, p.desk2, run.ID, ""))
		_, _, err = closing.ExportRun(ctx, p.d, p.desk, run.ID)
		p.ok(err)
		p.to(run.PayOn)
		line := p.payouts(run.ID)[p.client.Party]
		_, err = closing.MarkReturned(ctx, p.d, p.desk, line.ID, "口座なし", "")
		p.ok(err)
		p.ok(closing.MarkPaid(ctx, p.d, p.desk, run.ID))
		p.bank(-4_000, "総合振込")
		r, err := billingdb.Refund(ctx, p.d.Snapshot(), line.Refund)
		p.ok(err)
		if r.State != billing.RefundWaiting || r.Known() || p.at(ledger.Refund(r.ID)) != 40_000 {
			p.Errorf("%+v", r)
		}
		p.verify()
		// To the same account it does not go again by itself; the desk may give another.
		if may := p.close(april.Next()); !may.Total.IsZero() {
			p.Errorf("%+v", may)
		}
		p.ok(funding.DirectRefund(ctx, p.d, p.desk, r.ID, bank.TargetForm{Bank: "0005", Branch: "001", Type: "1", Number: "9", Payee: "カ）キタミチ"}))
		p.to(calendar.Of(2026, 6, 8)) // it came back on 15 May and must have gone by 14 June, before June's payday
		p.ok(closing.GuardRun(ctx, p.d))
		again := p.guards()[0]
		p.send(again)
		if r, err = billingdb.Refund(ctx, p.d.Snapshot(), r.ID); err != nil || r.State != billing.RefundPaid || again.Total.Int64() != 40_000 || again.PayOn != calendar.Of(2026, 6, 12) {
			p.Errorf("%+v, %+v, %v", r, again, err)
		}
	})
}

// A client who gives a bank account between two closings has the money in time all the same.
func TestRefundFindsItsAccount(t *testing.T) {
	each(t, func(p *play) {
		deal := p.funded(cast.Worker(p.T, p.d, "sato"), false, 40_000)
		p.to(calendar.Of(2026, 4, 20)) // late enough: must be back by 20 May
		_, err := working.CancelLate(ctx, p.d, p.client, deal.Items[0])
		p.ok(err)
		p.close(april)
		cast.Account(p.T, p.d, p.client, "8")
		p.to(calendar.Of(2026, 5, 13))
		p.ok(closing.GuardRun(ctx, p.d))
		runs := p.guards()
		if len(runs) != 1 || runs[0].Total.Int64() != 40_000 || runs[0].PayOn != calendar.Of(2026, 5, 20) {
			p.Fatalf("%+v", runs)
		}
		p.send(runs[0])
	})
}
