package working_test

import (
	"strings"
	"testing"

	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/working"
)

func TestDeliverReviseAccept(t *testing.T) {
	each(t, func(p *play) {
		work := working.Work{Body: "1本めです。"}
		_, err := working.DeliverItem(ctx, p.d, p.worker, p.first, work)
		p.refused(fault.Conflict, err) // not funded yet: work can't begin
		p.fund()
		p.books(12_000, 28_000, 0, 0, 0)

		_, err = working.DeliverItem(ctx, p.d, p.worker, p.first, working.Work{Body: " "})
		p.refused(fault.Invalid, err)
		for _, a := range []people.Actor{p.other, p.desk} {
			_, err = working.DeliverItem(ctx, p.d, a, p.first, work)
			p.refused(fault.NotFound, err)
			_, err = working.AcceptItem(ctx, p.d, a, p.first)
			p.refused(fault.NotFound, err)
			_, err = working.RequestRevision(ctx, p.d, a, p.first, "x", market.NoFault)
			p.refused(fault.NotFound, err)
		}
		_, err = working.DeliverItem(ctx, p.d, p.client, p.first, work)
		p.refused(fault.Forbidden, err)
		_, err = working.DeliverItem(ctx, p.d, people.Actor{}, p.first, work)
		p.refused(fault.Unsigned, err)
		_, err = working.AcceptItem(ctx, p.d, p.client, p.first)
		p.refused(fault.Conflict, err)

		for range 2 { // a double click
			cid, err := working.DeliverItem(ctx, p.d, key(p.worker, "k1"), p.first, work)
			p.ok(err)
			if cid != p.contract {
				p.Errorf("answered %s", cid)
			}
		}
		p.told(p.client, "delivered")
		p.is(p.first, market.ItemDelivered)
		_, err = working.AcceptItem(ctx, p.d, p.worker, p.first)
		p.refused(fault.Forbidden, err)
		_, err = working.RequestRevision(ctx, p.d, p.worker, p.first, "x", market.NoFault)
		p.refused(fault.Forbidden, err)
		_, err = working.RequestRevision(ctx, p.d, p.client, p.first, "", "nobody")
		p.refused(fault.Invalid, err)

		received := p.item(p.first).ReceivedOn
		for i, blame := range []market.Blame{market.ClientFault, market.WorkerFault} {
			p.clock.Advance(clock.Day)
			_, err = working.RequestRevision(ctx, p.d, p.client, p.first, "営業時間が冬のものです", blame)
			p.ok(err)
			p.told(p.worker, "revision")
			p.is(p.first, market.ItemRevising)
			p.clock.Advance(clock.Day)
			p.deliver(p.first)
			if got := p.item(p.first).ReceivedOn; (got == received) != (i == 0) {
				p.Errorf("received on %s after a revision for the %s's fault", got, blame)
			}
		}
		_, err = working.RequestRevision(ctx, p.d, p.client, p.first, "もう1回", market.NoFault)
		p.refused(fault.Conflict, err)

		for range 2 {
			_, err = working.AcceptItem(ctx, p.d, key(p.client, "k2"), p.first)
			p.ok(err)
		}
		_, err = working.AcceptItem(ctx, p.d, key(p.client, "k3"), p.first)
		p.refused(fault.Conflict, err)
		p.told(p.worker, "accepted")
		p.audited("accept", 1)
		p.is(p.first, market.ItemAccepted)
		p.books(0, 28_000, 9_600, 2_400, 0)
		ss, err := billingdb.Settlements(ctx, p.d.Snapshot(), p.contract)
		p.ok(err)
		if len(ss) != 1 || ss[0].Net.Int64() != 9_600 || ss[0].PayBy != calendar.Of(2026, 6, 3) || ss[0].Title != "道の駅の記事を10本／第1回" {
			p.Errorf("settlements %+v", ss)
		}
		p.happened("awarded funded funded delivered revision delivered revision delivered accepted")

		p.deliver(p.second)
		_, err = working.AcceptItem(ctx, p.d, p.client, p.second)
		p.ok(err)
		p.books(0, 0, 32_000, 8_000, 0)
		if c := p.room(); c.State != market.ContractEnded || c.EndedAt != p.clock.Now() {
			p.Errorf("contract %s, ended %s", c.State, c.EndedAt)
		}
	})
}

// Somebody who was suspended goes on with what was begun.
func TestSuspendedPeopleGoOn(t *testing.T) {
	each(t, func(p *play) {
		p.fund()
		suspend := func(by *people.Person, _ *people.Party) { by.State = people.Suspended }
		cast.Change(p, p.d, p.worker, suspend)
		cast.Change(p, p.d, p.client, suspend)
		p.deliver(p.first)
		_, err := working.AcceptItem(ctx, p.d, p.client, p.first)
		p.ok(err)
		p.books(0, 28_000, 9_600, 2_400, 0)
	})
}

func TestFiles(t *testing.T) {
	each(t, func(p *play) {
		s := files(p)
		store := func(a people.Actor, name, text string) working.Upload {
			p.Helper()
			u, err := working.StoreFile(ctx, p.d, s, a, p.contract, name, strings.NewReader(text))
			p.ok(err)
			return u
		}
		_, err := working.StoreFile(ctx, p.d, s, p.other, p.contract, "a.txt", strings.NewReader("x"))
		p.refused(fault.NotFound, err)
		_, err = working.StoreFile(ctx, p.d, s, p.worker, p.contract, "a.pdf", strings.NewReader("文章です"))
		p.refused(fault.Invalid, err)
		if u := store(p.worker, "..\\..\\C:\\原稿\u202e.txt\x00", "x"); u.Name != "原稿.txt" {
			p.Errorf("name %q", u.Name)
		}
		p.refused(fault.Invalid, working.ShareFiles(ctx, p.d, p.worker, p.contract, nil))
		p.refused(fault.NotFound, working.ShareFiles(ctx, p.d, p.other, p.contract, []working.Upload{store(p.worker, "a.txt", "x")}))

		p.ok(working.ShareFiles(ctx, p.d, p.client, p.contract, []working.Upload{store(p.client, "資料.txt", "しりょう")}))
		for range 2 { // a double click
			p.ok(working.ShareFiles(ctx, p.d, key(p.worker, "k"), p.contract, []working.Upload{store(p.worker, "下書き.md", "下書き")}))
		}
		p.told(p.client, "files")
		all, err := marketdb.Files(ctx, p.d.Snapshot(), p.contract)
		p.ok(err)
		if len(all) != 2 || all[0].UploadedBy != p.client.Party || all[1].Name != "下書き.md" || all[1].Size != 9 || all[1].Type != "text/plain" {
			p.Fatalf("%+v", all)
		}

		p.fund()
		_, err = working.DeliverItem(ctx, p.d, p.worker, p.first, working.Work{Files: []id.File{all[0].ID}})
		p.refused(fault.Conflict, err) // the client's file
		_, err = working.DeliverItem(ctx, p.d, p.worker, p.first, working.Work{Files: []id.File{"none"}})
		p.refused(fault.Conflict, err)
		_, err = working.DeliverItem(ctx, p.d, p.worker, p.first, working.Work{Files: []id.File{all[1].ID}, Uploads: []working.Upload{store(p.worker, "原稿.txt", "できた")}})
		p.ok(err)
		_, err = working.RequestRevision(ctx, p.d, p.client, p.first, "直し", market.NoFault)
		p.ok(err)
		_, err = working.DeliverItem(ctx, p.d, p.worker, p.first, working.Work{Files: []id.File{all[1].ID}})
		p.refused(fault.Conflict, err) // is part of the first delivery
		all, err = marketdb.Files(ctx, p.d.Snapshot(), p.contract)
		p.ok(err)
		if len(all) != 3 || all[1].Delivery == "" || all[1].Delivery != all[2].Delivery {
			p.Errorf("%+v", all)
		}
	})
}

func TestSilence(t *testing.T) {
	each(t, func(p *play) {
		p.refused(fault.NotFound, cast.Say(p, p.d, p.other, p.contract, "やあ"))
		p.refused(fault.Invalid, cast.Say(p, p.d, p.client, p.contract, "  "))
		p.fund()
		_, err := working.CancelSilent(ctx, p.d, p.client, p.first)
		p.refused(fault.Conflict, err) // nothing was asked
		p.ok(cast.Say(p, p.d, p.client, p.contract, "進み具合はいかがですか"))
		p.told(p.worker, "message")
		asked := p.clock.Now()
		p.clock.Advance(3 * clock.Day)
		for range 2 {
			p.ok(cast.Say(p, p.d, key(p.client, "again"), p.contract, "もしもし"))
		}
		if p.room().AskedAt != asked {
			p.Error("a second message began the wait anew")
		}
		p.clock.Advance(3 * clock.Day)
		p.ok(cast.Say(p, p.d, p.worker, p.contract, "すみません、書いています"))
		p.clock.Advance(2 * clock.Day)
		_, err = working.CancelSilent(ctx, p.d, p.client, p.first)
		p.refused(fault.Conflict, err)

		p.ok(cast.Say(p, p.d, p.client, p.contract, "おねがいします"))
		p.clock.Advance(7*clock.Day - 1)
		_, err = working.CancelSilent(ctx, p.d, p.client, p.first)
		p.refused(fault.Conflict, err)
		p.clock.Advance(1)
		_, err = working.CancelSilent(ctx, p.d, p.worker, p.first)
		p.refused(fault.Forbidden, err)
		_, err = working.CancelSilent(ctx, p.d, p.other, p.first)
		p.refused(fault.NotFound, err)
		_, err = working.CancelSilent(ctx, p.d, p.client, p.first)
		p.ok(err)
		p.is(p.first, market.ItemRefunded)
		p.books(0, 28_000, 0, 0, 12_000)
		p.told(p.worker, "refunded")
		p.audited("cancel_silent", 1)
		p.deliver(p.second) // whoever delivers is not silent
		if !p.room().AskedAt.IsZero() {
			p.Error("still waiting for an answer")
		}
	})
}
