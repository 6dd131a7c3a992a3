package working_test

import (
	"testing"

	"nariwai/internal/billing"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/usecase/working"
	"nariwai/internal/yen"
)

func (p *play) cancels() []market.Cancel {
	p.Helper()
	all, err := marketdb.Cancels(ctx, p.d.Snapshot(), p.contract)
	p.ok(err)
	return all
}

// offer makes an offer to end an item and returns it.
func (p *play) offer(by people.Actor, iid id.Item, pay int64) id.Cancel {
	p.Helper()
	_, err := working.ProposeCancel(ctx, p.d, by, iid, working.Split{Pay: yen.Of(pay), Fault: market.NoFault, Reason: "計画が変わりました"})
	p.ok(err)
	all := p.cancels()
	return all[len(all)-1].ID
}

func TestLateItemsGoBack(t *testing.T) {
	each(t, func(p *play) {
		p.fund()
		p.clock.Set(clock.At(2026, 4, 23, 23, 59)) // due on the 20th
		_, err := working.CancelLate(ctx, p.d, p.client, p.first)
		p.refused(fault.Conflict, err)
		p.clock.Advance(clock.Minute)
		_, err = working.CancelLate(ctx, p.d, p.worker, p.first)
		p.refused(fault.Forbidden, err)
		_, err = working.CancelLate(ctx, p.d, p.other, p.first)
		p.refused(fault.NotFound, err)
		_, err = working.CancelLate(ctx, p.d, p.client, p.second)
		p.refused(fault.Conflict, err)
		for range 2 {
			_, err = working.CancelLate(ctx, p.d, key(p.client, "k"), p.first)
			p.ok(err)
		}
		p.is(p.first, market.ItemRefunded)
		p.books(0, 28_000, 0, 0, 12_000)
		p.happened("awarded funded funded refunded")
		rs := p.refunds()
		if len(rs) != 1 || rs[0].State != billing.RefundWaiting || rs[0].Party != p.client.Party || rs[0].Amount.Int64() != 12_000 {
			p.Errorf("%+v", rs)
		}
		// With a bank account the next one has where to go.
		p.account(p.client)
		p.clock.Set(clock.At(2026, 5, 13, 0, 0))
		_, err = working.CancelLate(ctx, p.d, p.client, p.second)
		p.ok(err)
		p.books(0, 0, 0, 0, 40_000)
		if rs := p.refunds(); len(rs) != 2 || rs[1].State != billing.RefundDue || rs[1].Number != "1234567" {
			p.Errorf("%+v", rs)
		}
		if c := p.room(); c.State != market.ContractEnded {
			p.Errorf("contract %s", c.State)
		}
	})
}

func TestEndByAgreement(t *testing.T) {
	each(t, func(p *play) {
		split := working.Split{Pay: yen.Of(5_000), Fault: market.NoFault, Reason: "計画が変わりました"}
		_, err := working.ProposeCancel(ctx, p.d, p.client, p.first, split)
		p.refused(fault.Conflict, err) // nothing is in escrow
		p.fund()
		_, err = working.ProposeCancel(ctx, p.d, p.other, p.first, split)
		p.refused(fault.NotFound, err)
		_, err = working.ProposeCancel(ctx, p.d, p.client, p.first, working.Split{Pay: yen.Of(12_001), Fault: market.NoFault, Reason: "x"})
		p.refused(fault.Invalid, err)
		_, err = working.ProposeCancel(ctx, p.d, p.client, p.first, working.Split{Pay: yen.Of(1)})
		p.refused(fault.Invalid, err)

		one := p.offer(p.client, p.first, 0)
		_, err = working.ProposeCancel(ctx, p.d, p.worker, p.first, split)
		p.refused(fault.Conflict, err) // one at a time
		for _, f := range []func(people.Actor) error{
			func(a people.Actor) error { _, err := working.SignCancel(ctx, p.d, a, one); return err },
			func(a people.Actor) error { _, err := working.RejectCancel(ctx, p.d, a, one); return err },
		} {
			p.refused(fault.NotFound, f(p.other))
			p.refused(fault.Forbidden, f(p.client))
		}
		_, err = working.TakeBackCancel(ctx, p.d, p.worker, one)
		p.refused(fault.NotFound, err)
		_, err = working.RejectCancel(ctx, p.d, p.worker, one)
		p.ok(err)
		p.told(p.client, "rejected")
		_, err = working.SignCancel(ctx, p.d, p.worker, one)
		p.refused(fault.Conflict, err)
		two := p.offer(p.worker, p.first, 12_000)
		_, err = working.TakeBackCancel(ctx, p.d, p.worker, two)
		p.ok(err)
		p.told(p.client, "taken_back")
		_, err = working.TakeBackCancel(ctx, p.d, p.worker, two)
		p.refused(fault.Conflict, err)
		p.books(12_000, 28_000, 0, 0, 0)

		three := p.offer(p.client, p.first, 5_000)
		p.deliver(p.first) // meanwhile
		for range 2 {
			cid, err := working.SignCancel(ctx, p.d, key(p.worker, "k"), three)
			p.ok(err)
			if cid != p.contract {
				p.Errorf("answered %s", cid)
			}
		}
		p.is(p.first, market.ItemSplit)
		p.books(0, 28_000, 4_000, 1_000, 7_000)
		p.audited("sign_cancel", 1)
		p.happened("awarded funded funded cancel_offered rejected cancel_offered taken_back cancel_offered delivered settled")
		_, err = working.AcceptItem(ctx, p.d, p.client, p.first)
		p.refused(fault.Conflict, err)

		four := p.offer(p.worker, p.second, 0) // a worker may give it all back
		_, err = working.SignCancel(ctx, p.d, p.client, four)
		p.ok(err)
		p.is(p.second, market.ItemRefunded)
		p.books(0, 0, 4_000, 1_000, 35_000)
	})
}

// Whatever ends an item ends the offers and the dispute that hang on it.
func TestAnEndClosesEverything(t *testing.T) {
	each(t, func(p *play) {
		p.fund()
		_, err := working.ProposeChange(ctx, p.d, p.client, p.first, working.NewTerms{Pay: yen.Of(20_000), DueOn: p.item(p.first).DueOn, Reason: "増やします"})
		p.ok(err)
		changes, err := marketdb.Changes(ctx, p.d.Snapshot(), p.contract)
		p.ok(err)
		_, err = working.SignChange(ctx, p.d, p.worker, changes[0].ID)
		p.ok(err)
		asked := p.openFunding()
		p.deliver(p.first)
		offered := p.offer(p.client, p.first, 6_000)
		did, err := working.OpenDispute(ctx, p.d, p.client, p.first, "約束と違います")
		p.ok(err)
		_, err = working.SignCancel(ctx, p.d, p.worker, offered)
		p.ok(err)
		p.is(p.first, market.ItemSplit)
		p.books(0, 28_000, 4_800, 1_200, 6_000)
		dis, err := marketdb.Dispute(ctx, p.d.Snapshot(), did)
		p.ok(err)
		ch, err := marketdb.Change(ctx, p.d.Snapshot(), changes[0].ID)
		p.ok(err)
		if dis.State != market.DisputeEnded || ch.State != market.Void {
			p.Errorf("dispute %s, change %s", dis.State, ch.State)
		}
		p.refused(fault.Conflict, working.SayInDispute(ctx, p.d, p.client, did, "まだ言いたい"))
		_, err = working.AcceptItem(ctx, p.d, p.client, p.first)
		p.refused(fault.Conflict, err)
		if asked.Change != ch.ID {
			p.Errorf("%+v", asked)
		}
	})
}
