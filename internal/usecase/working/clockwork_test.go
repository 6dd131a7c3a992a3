package working_test

import (
	"testing"

	"nariwai/internal/billing"
	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/ledger"
	"nariwai/internal/ledger/ledgerdb"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/working"
)

// reminders counts how often the client was reminded.
func (p *play) reminders() (n int) {
	for _, k := range cast.Told(p, p.d, p.client) {
		if k == "accept_soon" {
			n++
		}
	}
	return n
}

func TestAcceptanceByTime(t *testing.T) {
	each(t, func(p *play) {
		p.fund()
		p.clock.Set(clock.At(2026, 4, 23, 18, 30))
		p.deliver(p.first)
		for _, c := range []struct {
			now  clock.Instant
			sent int
		}{
			{clock.At(2026, 4, 25, 23, 59), 0}, {clock.At(2026, 4, 26, 0, 0), 1}, {clock.At(2026, 4, 26, 12, 0), 1},
			{clock.At(2026, 4, 28, 9, 0), 2}, {clock.At(2026, 4, 30, 23, 59), 3},
		} {
			p.clock.Set(c.now)
			for range 2 {
				if _, err := working.RemindAcceptance(ctx, p.d); err != nil {
					t.Fatal(err)
				}
			}
			if got := p.reminders(); got != c.sent {
				p.Errorf("%s: %d reminders, want %d", c.now, got, c.sent)
			}
			if n, err := working.AcceptOverdue(ctx, p.d); n != 0 || err != nil {
				p.Errorf("%s: accepted %d, %v", c.now, n, err)
			}
		}
		// The machine was down over the end of the month.
		p.clock.Set(clock.At(2026, 5, 4, 9, 0))
		if n, err := marketdb.CountOverdue(ctx, p.d.Snapshot(), p.clock.Now()); n != 1 || err != nil {
			p.Errorf("%d overdue, %v", n, err)
		}
		if n, err := working.RemindAcceptance(ctx, p.d); n != 0 || err != nil {
			p.Errorf("reminded %d after the end, %v", n, err)
		}
		for _, want := range []int{1, 0} {
			if n, err := working.AcceptOverdue(ctx, p.d); n != want || err != nil {
				p.Errorf("accepted %d, %v", n, err)
			}
		}
		p.told(p.client, "auto_accepted")
		p.told(p.worker, "auto_accepted")
		p.books(0, 28_000, 9_600, 2_400, 0)
		ss, err := billingdb.Settlements(ctx, p.d.Snapshot(), p.contract)
		p.ok(err)
		if len(ss) != 1 || ss[0].At != clock.At(2026, 5, 1, 0, 0) || ss[0].On != calendar.Of(2026, 4, 30) || ss[0].Ending != string(market.ByTime) {
			p.Errorf("%+v", ss)
		}
		// The book's days that have passed stand.
		for day, want := range map[calendar.Date]int64{calendar.Of(2026, 5, 3): 0, calendar.Of(2026, 5, 4): 2_400} {
			if y, err := ledgerdb.BalanceOn(ctx, p.d.Snapshot(), ledger.Fee("site"), day); err != nil || y.Int64() != want {
				p.Errorf("fee on %s: %s, %v", day, y, err)
			}
		}
	})
}

func TestLapse(t *testing.T) {
	each(t, func(p *play) {
		p.clock.Set(clock.At(2026, 4, 8, 23, 59))
		if n, err := working.LapseUnfunded(ctx, p.d); n != 0 || err != nil {
			p.Fatal(n, err)
		}
		p.clock.Set(clock.At(2026, 4, 9, 0, 0))
		asked := p.openFunding()
		for _, want := range []int{1, 0} {
			if n, err := working.LapseUnfunded(ctx, p.d); n != want || err != nil {
				p.Fatal(n, err)
			}
		}
		p.is(p.first, market.ItemLapsed)
		p.is(p.second, market.ItemLapsed)
		if c := p.room(); c.State != market.ContractEnded {
			p.Errorf("contract %s", c.State)
		}
		f, err := billingdb.Funding(ctx, p.d.Snapshot(), asked.ID)
		p.ok(err)
		if f.State != billing.FundingVoid {
			p.Errorf("funding %s", f.State)
		}
		p.told(p.worker, "lapsed")
		p.told(p.client, "lapsed")
		p.happened("awarded lapsed lapsed")
		p.books(0, 0, 0, 0, 0)
	})
}

func TestLapseOfAPart(t *testing.T) {
	each(t, func(p *play) {
		p.refused(fault.NotFound, working.CancelUnfunded(ctx, p.d, p.other, p.contract, "", "x"))
		p.refused(fault.Invalid, working.CancelUnfunded(ctx, p.d, p.worker, p.contract, p.first, " "))
		p.refused(fault.NotFound, working.CancelUnfunded(ctx, p.d, p.worker, p.contract, "none", "x"))
		// One part is called off: the rest is asked for anew, and pays.
		was := p.openFunding()
		for range 2 {
			p.ok(working.CancelUnfunded(ctx, p.d, key(p.worker, "k"), p.contract, p.second, "手が足りません"))
		}
		p.is(p.second, market.ItemCancelled)
		p.told(p.client, "cancelled")
		if now := p.openFunding(); now.ID == was.ID || now.Reference == was.Reference || now.Amount.Int64() != 12_000 {
			p.Errorf("%+v", now)
		}
		p.fund()
		p.books(12_000, 0, 0, 0, 0)
		p.refused(fault.Conflict, working.CancelUnfunded(ctx, p.d, p.client, p.contract, p.first, "x"))
		p.refused(fault.Conflict, working.CancelUnfunded(ctx, p.d, p.client, p.contract, "", "x"))
		p.clock.Advance(30 * clock.Day)
		if n, err := working.LapseUnfunded(ctx, p.d); n != 0 || err != nil {
			p.Error(n, err)
		}
		p.is(p.first, market.ItemFunded)
		p.audited("cancel_unfunded", 1)
	})
}

func TestCancelBeforeFunding(t *testing.T) {
	each(t, func(p *play) {
		p.ok(working.CancelUnfunded(ctx, p.d, p.client, p.contract, "", "計画が変わりました"))
		p.told(p.worker, "cancelled")
		if c := p.room(); c.State != market.ContractEnded {
			p.Errorf("contract %s", c.State)
		}
		p.refused(fault.Conflict, working.CancelUnfunded(ctx, p.d, p.client, p.contract, "", "もう一度"))
		p.happened("awarded cancelled cancelled")
	})
}

func TestEscalate(t *testing.T) {
	each(t, func(p *play) {
		p.fund()
		p.deliver(p.first) // received on 1 April
		_, err := working.RequestRevision(ctx, p.d, p.client, p.first, "差し替え", market.ClientFault)
		p.ok(err)
		_, err = working.TakeUpItem(ctx, p.d, p.desk, p.first, "理由")
		p.refused(fault.Conflict, err)
		p.clock.Set(clock.At(2026, 5, 20, 23, 59))
		if n, err := working.EscalateOld(ctx, p.d); n != 0 || err != nil {
			p.Fatal(n, err)
		}
		p.clock.Set(clock.At(2026, 5, 21, 0, 0))
		for _, want := range []int{1, 0} {
			if n, err := working.EscalateOld(ctx, p.d); n != want || err != nil {
				p.Fatal(n, err)
			}
		}
		p.told(p.desk, "escalated")
		p.told(p.client, "escalated")
		p.told(p.worker, "escalated")

		_, err = working.TakeUpItem(ctx, p.d, p.client, p.first, "理由")
		p.refused(fault.Forbidden, err)
		weak := p.desk
		weak.Strong = false
		_, err = working.TakeUpItem(ctx, p.d, weak, p.first, "理由")
		p.refused(fault.Forbidden, err)
		_, err = working.TakeUpItem(ctx, p.d, p.desk, p.first, " ")
		p.refused(fault.Invalid, err)
		did, err := working.TakeUpItem(ctx, p.d, p.desk, p.first, "期限が近いため")
		p.ok(err)
		p.is(p.first, market.ItemDisputed)
		p.refused(fault.Forbidden, working.WithdrawDispute(ctx, p.d, p.client, did))
		p.ok(working.DecideDispute(ctx, p.d, p.desk, did, market.Ruling{Pay: p.item(p.first).Pay, Fault: market.ClientFault, Grounds: "納品されています"}))
		// So late the time for an appeal is a day, and the pay comes in time.
		p.clock.Set(clock.At(2026, 5, 22, 0, 0))
		if n, err := working.TakeEffect(ctx, p.d); n != 1 || err != nil {
			p.Fatal(n, err)
		}
		ss, err := billingdb.Settlements(ctx, p.d.Snapshot(), p.contract)
		p.ok(err)
		if len(ss) != 1 || ss[0].PayBy != calendar.Of(2026, 5, 29) || ss[0].Received != calendar.Of(2026, 4, 1) {
			p.Errorf("%+v", ss)
		}
	})
}
