package working_test

import (
	"strings"
	"testing"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/working"
	"nariwai/internal/yen"
)

func (p *play) dispute(by people.Actor, iid id.Item) id.Dispute {
	p.Helper()
	did, err := working.OpenDispute(ctx, p.d, by, iid, "約束と違います")
	p.ok(err)
	return did
}

func TestDispute(t *testing.T) {
	each(t, func(p *play) {
		_, err := working.OpenDispute(ctx, p.d, p.client, p.first, "まだ始まっていません")
		p.refused(fault.Conflict, err)
		p.fund()
		p.deliver(p.first)
		_, err = working.OpenDispute(ctx, p.d, p.other, p.first, "x")
		p.refused(fault.NotFound, err)
		_, err = working.OpenDispute(ctx, p.d, p.client, p.first, " ")
		p.refused(fault.Invalid, err)
		did := p.dispute(key(p.client, "k"), p.first)
		if again := p.dispute(key(p.client, "k"), p.first); again != did {
			p.Errorf("a double click opened %s", again)
		}
		p.told(p.worker, "disputed")
		p.told(p.desk, "disputed")
		_, err = working.AcceptItem(ctx, p.d, p.client, p.first)
		p.refused(fault.Conflict, err)
		p.clock.Advance(30 * clock.Day)
		if n, err := working.AcceptOverdue(ctx, p.d); n != 0 || err != nil {
			p.Error(n, err) // frozen
		}
		p.clock.Advance(-30 * clock.Day)

		p.refused(fault.NotFound, working.SayInDispute(ctx, p.d, p.other, did, "x"))
		p.refused(fault.NotFound, working.SayInDispute(ctx, p.d, p.desk, did, "x"))
		p.refused(fault.Invalid, working.SayInDispute(ctx, p.d, p.worker, did, ""))
		p.ok(working.SayInDispute(ctx, p.d, p.worker, did, "書面のとおりに納めました"))
		p.told(p.client, "said")
		p.refused(fault.Forbidden, working.WithdrawDispute(ctx, p.d, p.worker, did))
		p.refused(fault.NotFound, working.WithdrawDispute(ctx, p.d, p.other, did))
		p.ok(working.WithdrawDispute(ctx, p.d, p.client, did))
		p.is(p.first, market.ItemDelivered)
		p.told(p.worker, "withdrawn")
		p.refused(fault.Conflict, working.WithdrawDispute(ctx, p.d, p.client, did))

		did = p.dispute(p.worker, p.first)
		full := market.Ruling{Pay: yen.Of(12_000), Fault: market.ClientFault, Grounds: "書面のとおりです"}
		half := market.Ruling{Pay: yen.Of(6_000), Fault: market.WorkerFault, Grounds: "半分が使えません"}
		for _, a := range []people.Actor{p.client, p.worker, p.other} {
			p.refused(fault.Forbidden, working.DecideDispute(ctx, p.d, a, did, full))
			_, err := working.ReadDispute(ctx, p.d, a, did)
			p.refused(fault.Forbidden, err)
			p.refused(fault.Forbidden, working.OpenDisputedTalk(ctx, p.d, a, did, "x"))
		}
		p.refused(fault.NotFound, working.DecideDispute(ctx, p.d, p.desk, "none", full))
		for _, bad := range []market.Ruling{
			{Pay: yen.Of(12_001), Fault: market.ClientFault, Grounds: "x"},
			{Pay: yen.Of(6_000), Fault: market.NoFault, Grounds: "received work may not be paid less without the worker's fault"},
			{Pay: yen.Of(12_000), Fault: market.ClientFault},
		} {
			p.refused(fault.Invalid, working.DecideDispute(ctx, p.d, p.desk, did, bad))
		}
		p.refused(fault.Conflict, working.ContentWithDecision(ctx, p.d, p.client, did))
		p.refused(fault.Conflict, working.DecideAppeal(ctx, p.d, p.desk, did, full))
		// What the sides said to each other is shut until somebody opens it with a reason, for themselves alone and for a time.
		p.refused(fault.Forbidden, working.ReadDisputed(ctx, p.d, p.desk, did))
		p.refused(fault.Invalid, working.OpenDisputedTalk(ctx, p.d, p.desk, did, " "))
		for range 2 {
			p.ok(working.OpenDisputedTalk(ctx, p.d, key(p.desk, "look"), did, "原稿を確かめるため"))
		}
		p.audited("open_disputed_talk", 1)
		for _, side := range []people.Actor{p.client, p.worker} {
			if n := strings.Count(strings.Join(cast.Told(p, p.d, side), " "), "talk_read"); n != 1 {
				p.Errorf("%s was told %d times", side.Party, n)
			}
		}
		p.ok(working.ReadDisputed(ctx, p.d, p.desk, did))
		p.refused(fault.Forbidden, working.ReadDisputed(ctx, p.d, p.desk2, did))
		p.clock.Advance(market.LookFor + clock.Second)
		p.refused(fault.Forbidden, working.ReadDisputed(ctx, p.d, p.desk, did))
		p.clock.Advance(-market.LookFor - clock.Second)
		p.audited("read_dispute", 4)
		for range 2 {
			p.ok(working.DecideDispute(ctx, p.d, key(p.desk, "k"), did, half))
		}
		p.told(p.client, "decided")
		p.told(p.worker, "decided")
		p.refused(fault.Conflict, working.SayInDispute(ctx, p.d, p.worker, did, "でも"))
		p.books(12_000, 28_000, 0, 0, 0)

		// One side is content, the other appeals; a second person decides.
		p.ok(working.ContentWithDecision(ctx, p.d, p.client, did))
		p.refused(fault.NotFound, working.AppealDecision(ctx, p.d, p.other, did, "x"))
		p.refused(fault.Invalid, working.AppealDecision(ctx, p.d, p.worker, did, " "))
		p.ok(working.AppealDecision(ctx, p.d, p.worker, did, "全部使われています"))
		p.told(p.client, "appealed")
		p.refused(fault.Conflict, working.AppealDecision(ctx, p.d, p.client, did, "こちらも"))
		p.clock.Advance(20 * clock.Day)
		if n, err := working.TakeEffect(ctx, p.d); n != 0 || err != nil {
			p.Error(n, err)
		}
		p.ok(working.SayInDispute(ctx, p.d, p.worker, did, "公開されたページです"))
		p.refused(fault.Forbidden, working.DecideAppeal(ctx, p.d, p.desk, did, full))
		for range 2 {
			p.ok(working.DecideAppeal(ctx, p.d, key(p.desk2, "k"), did, full))
		}
		p.is(p.first, market.ItemAccepted)
		p.books(0, 28_000, 9_600, 2_400, 0)
		p.audited("decide_appeal", 1)
		p.told(p.worker, "settled")
		p.told(p.client, "settled")
		p.happened("awarded funded funded delivered disputed said withdrawn disputed decided content appealed said decided settled")
	})
}

func TestDecisionTakesEffect(t *testing.T) {
	each(t, func(p *play) {
		p.fund()
		none := market.Ruling{Fault: market.NoFault, Grounds: "作業が始まっていません"}
		// By time.
		did := p.dispute(p.client, p.first)
		p.ok(working.DecideDispute(ctx, p.d, p.desk, did, none))
		p.clock.Set(clock.At(2026, 4, 8, 23, 59))
		if n, err := working.TakeEffect(ctx, p.d); n != 0 || err != nil {
			p.Fatal(n, err)
		}
		p.clock.Advance(clock.Minute)
		p.refused(fault.Conflict, working.AppealDecision(ctx, p.d, p.worker, did, "間に合わない"))
		for _, want := range []int{1, 0} {
			if n, err := working.TakeEffect(ctx, p.d); n != want || err != nil {
				p.Fatal(n, err)
			}
		}
		p.is(p.first, market.ItemRefunded)
		p.books(0, 28_000, 0, 0, 12_000)
		// By both sides' content.
		did = p.dispute(p.worker, p.second)
		p.ok(working.DecideDispute(ctx, p.d, p.desk, did, market.Ruling{Pay: yen.Of(7_000), Fault: market.NoFault, Grounds: "準備の分"}))
		p.ok(working.ContentWithDecision(ctx, p.d, p.client, did))
		p.is(p.second, market.ItemDisputed)
		p.refused(fault.NotFound, working.ContentWithDecision(ctx, p.d, p.other, did))
		p.ok(working.ContentWithDecision(ctx, p.d, p.worker, did))
		p.is(p.second, market.ItemSplit)
		p.books(0, 0, 5_600, 1_400, 33_000)
		dis, err := marketdb.Dispute(ctx, p.d.Snapshot(), did)
		p.ok(err)
		if dis.State != market.DisputeEnded || dis.EndedBy != p.desk.Person {
			p.Errorf("%+v", dis)
		}
	})
}

// Whoever acts for a side of a contract does not decide on it at the desk.
func TestNobodyJudgesTheirOwn(t *testing.T) {
	each(t, func(p *play) {
		p.fund()
		did := p.dispute(p.client, p.first)
		p.ok(p.d.Write(ctx, func(tx *db.Tx) error {
			for _, a := range []people.Actor{p.client, p.worker} {
				if err := peopledb.AddGrant(ctx, tx, people.Grant{Person: a.Person, Role: people.Operator, Scope: people.SiteScope, ScopeID: string(id.Site)}); err != nil {
					return err
				}
			}
			return nil
		}))
		for _, a := range []people.Actor{p.client, p.worker} {
			a.Strong = true
			p.refused(fault.Forbidden, working.DecideDispute(ctx, p.d, a, did, market.Ruling{Pay: yen.Of(12_000), Fault: market.NoFault, Grounds: "x"}))
			_, err := working.ReadDispute(ctx, p.d, a, did)
			p.refused(fault.Forbidden, err)
		}
	})
}
