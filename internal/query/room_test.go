package query_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"nariwai/internal/blob"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/document"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/query"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/funding"
	"nariwai/internal/usecase/working"
	"nariwai/internal/yen"
)

func room(t *testing.T, d *db.DB, cid id.Contract, a people.Actor) query.RoomPage {
	t.Helper()
	return must[query.RoomPage](t)(query.Room(background, d, cid, a.Party, ""))
}

func kindsOf(log []query.LogEntry) string {
	var kinds []string
	for _, e := range log {
		kinds = append(kinds, string(e.Kind))
	}
	return strings.Join(kinds, " ")
}

func TestRoom(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		if err := d.MarkDemonstration(background, 0); err != nil {
			t.Fatal(err)
		}
		client, worker, other, desk := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato"), cast.Worker(t, d, "other"), cast.Operator(t, d, "desk")
		cid := contract(t, d, client, worker, "道の駅の記事")
		r := room(t, d, cid, client)
		iid := r.Items[0].ID
		if r.Side != market.ClientSide || r.Other().Name != "sato" || r.Me().Name != "kitamichi" || !r.Me().Organisation() || len(r.Requests) != 1 ||
			r.Requests[0].Amount.Int64() != 40_000 || r.Total.Net.Int64() != 32_000 || r.Items[0].Payday.IsZero() || len(r.Papers) != 1 || r.Papers[0].Kind != document.NoticeOfTerms {
			t.Errorf("%+v", r)
		}
		for _, stranger := range []id.Party{other.Party, desk.Party, "", "(nobody)"} {
			for what, err := range map[string]error{
				"room": second(query.Room(background, d, cid, stranger, "")), "item": second(query.Item(background, d, iid, stranger)),
				"document": second(query.Document(background, d.Snapshot(), r.Papers[0].ID, stranger)),
			} {
				if !fault.Is(err, fault.NotFound) {
					t.Errorf("%s for %q: %v", what, stranger, err)
				}
			}
		}
		paper := must[query.DocumentPage](t)(query.Document(background, d.Snapshot(), r.Papers[0].ID, worker.Party))
		if !paper.Intact || paper.Number != "T-2026-000001" {
			t.Errorf("%+v", paper)
		}

		if err := funding.PayInDemonstration(background, d, client, r.Requests[0].ID); err != nil {
			t.Fatal(err)
		}
		c.Advance(clock.Minute)
		s, err := blob.Open(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		up := must[working.Upload](t)(working.StoreFile(background, d, s, worker, cid, "下書き.txt", strings.NewReader("下書き")))
		if err := working.ShareFiles(background, d, worker, cid, []working.Upload{up, up}); err != nil {
			t.Fatal(err)
		}
		c.Advance(clock.Minute)
		if err := cast.Say(t, d, client, cid, "**よろしく**"); err != nil {
			t.Fatal(err)
		}
		c.Advance(clock.Minute)
		long := strings.Repeat("原稿。", 1_000)
		if _, err := working.DeliverItem(background, d, worker, iid, working.Work{Body: long, Minutes: 90, Uploads: []working.Upload{up}}); err != nil {
			t.Fatal(err)
		}
		r = room(t, d, cid, worker)
		if got := kindsOf(r.Log); got != "awarded funded file message delivery" {
			t.Errorf("log %s", got)
		}
		if f := r.Log[2]; f.By != market.WorkerSide || len(f.Files) != 2 || f.Files[0].Name != "下書き.txt" {
			t.Errorf("%+v", f)
		}
		if m := r.Log[3]; m.By != market.ClientSide || m.Body != "**よろしく**" {
			t.Errorf("%+v", m)
		}
		if w := r.Log[4]; w.By != market.WorkerSide || !w.Cut || len([]rune(w.Body)) != 1_500 || len(w.Files) != 1 || w.Amount.Int64() != 90 {
			t.Errorf("%+v", w)
		}
		if len(r.Files) != 3 || r.Items[0].FundedAt.IsZero() || len(r.Requests) != 0 || r.Bank.Name != "" {
			t.Errorf("%+v", r.Items)
		}
		p := must[query.ItemPage](t)(query.Delivery(background, d, id.Delivery(r.Log[4].ID), client.Party))
		if p.Delivery.Body != long || len(p.Delivery.Files) != 1 || p.Several || p.Settled.Net.Int64() != 32_000 || p.Settled.Refund.Sign() != 0 {
			t.Errorf("%+v", p)
		}
		for a, want := range map[id.Party]bool{client.Party: true, worker.Party: true, other.Party: false, desk.Party: false, "": false} {
			if _, err := query.File(background, d.Snapshot(), r.Files[0].ID, a); (err == nil) != want || err != nil && !fault.Is(err, fault.NotFound) {
				t.Errorf("file for %q: %v", a, err)
			}
		}
		if loose := must[[]query.RoomFile](t)(query.LooseFiles(background, d.Snapshot(), cid, worker.Party)); len(loose) != 2 {
			t.Errorf("%d loose files", len(loose))
		}

		// What a split would do is what it does.
		if _, err := working.ProposeCancel(background, d, client, iid, working.Split{Pay: yen.Of(25_000), Fault: market.NoFault, Reason: "計画が変わりました"}); err != nil {
			t.Fatal(err)
		}
		r = room(t, d, cid, worker)
		offer := must[query.CancelPage](t)(query.Cancel(background, d, r.Cancels[0].ID, worker.Party))
		if offer.Split.Net.Int64() != 20_000 || offer.Split.Fee.Int64() != 5_000 || offer.Split.Refund.Int64() != 15_000 {
			t.Errorf("%+v", offer.Split)
		}
		if _, err := working.SignCancel(background, d, worker, offer.Offer.ID); err != nil {
			t.Fatal(err)
		}
		r = room(t, d, cid, client)
		if it := r.Items[0]; it.State != market.ItemSplit || it.Paid.Net.Int64() != 20_000 || it.Refund.Int64() != 15_000 || it.Refunded != "waiting" || it.Payday != calendar.Of(2026, 5, 15) {
			t.Errorf("%+v", it)
		}
	})
}

func second[T any](_ T, err error) error { return err }

func TestRoomLogGoesBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		client, worker := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato")
		cid := contract(t, d, client, worker, "道の駅の記事")
		for i := range 150 {
			if i%3 == 0 {
				c.Advance(clock.Minute)
			}
			if err := cast.Say(t, d, []people.Actor{client, worker}[i%2], cid, fmt.Sprint(i)); err != nil {
				t.Fatal(err)
			}
		}
		var all []string
		for place, pages := "", 0; ; pages++ {
			p := must[query.RoomPage](t)(query.Room(background, d, cid, client.Party, place))
			var part []string
			for _, e := range p.Log {
				part = append(part, e.Body)
			}
			all = append(part, all...)
			if place = p.Earlier; place == "" {
				if pages != 2 {
					t.Errorf("%d pages", pages+1)
				}
				break
			}
		}
		if len(all) != 151 || all[1] != "0" || all[150] != "149" {
			t.Errorf("%d lines: %v", len(all), all)
		}
		for _, bad := range []string{"x", "1.", "-1.a", ".", strings.Repeat("9", 30)} {
			if _, err := query.Room(background, d, cid, client.Party, bad); err != nil && !fault.Is(err, fault.NotFound) {
				t.Errorf("%q: %v", bad, err)
			}
		}
	})
}

func TestContractList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		client, worker, other := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato"), cast.Worker(t, d, "other")
		var made []id.Contract
		for i := range 23 {
			made = append(made, contract(t, d, client, worker, fmt.Sprint("仕事", i)))
		}
		if err := working.CancelUnfunded(background, d, worker, made[0], "", "手が足りません"); err != nil {
			t.Fatal(err)
		}
		for _, a := range []people.Actor{client, worker} {
			var seen []id.Contract
			var last query.ContractList
			for after := id.Contract(""); ; after = last.Next {
				last = must[query.ContractList](t)(query.ContractsOf(background, d, a.Party, false, after, ""))
				for _, l := range last.Lines {
					seen = append(seen, l.ID)
					if len(l.Items) != 1 || l.Net.Int64() != 32_000 || l.Current().State != market.ItemAgreed {
						t.Errorf("%+v", l)
					}
				}
				if last.Next == "" {
					break
				}
			}
			slices.Reverse(seen)
			if !slices.Equal(seen, made[1:]) || last.Running != 22 || last.Ended != 1 {
				t.Errorf("%d lines, %d running, %d ended", len(seen), last.Running, last.Ended)
			}
			back := must[query.ContractList](t)(query.ContractsOf(background, d, a.Party, false, "", made[20]))
			if len(back.Lines) != 2 || back.Lines[0].ID != made[22] || back.Lines[1].ID != made[21] || back.Next != made[21] || back.Prev != "" {
				t.Errorf("%+v", back)
			}
			if l := must[query.ContractList](t)(query.ContractsOf(background, d, a.Party, true, "", "")); len(l.Lines) != 1 || l.Lines[0].ID != made[0] || l.Lines[0].Done() != 1 {
				t.Errorf("%+v", l)
			}
		}
		if l := must[query.ContractList](t)(query.ContractsOf(background, d, other.Party, false, "", "")); len(l.Lines) != 0 || l.Running != 0 {
			t.Errorf("%+v", l)
		}
	})
}

func TestDisputesAtTheDesk(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		if err := d.MarkDemonstration(background, 0); err != nil {
			t.Fatal(err)
		}
		client, worker, desk := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato"), cast.Operator(t, d, "desk")
		var dids []id.Dispute
		for i := range 2 {
			cid := contract(t, d, client, worker, fmt.Sprint("仕事", i))
			r := room(t, d, cid, client)
			if err := funding.PayInDemonstration(background, d, client, r.Requests[0].ID); err != nil {
				t.Fatal(err)
			}
			if i == 1 {
				if _, err := working.DeliverItem(background, d, worker, r.Items[0].ID, working.Work{Body: "できました"}); err != nil {
					t.Fatal(err)
				}
			}
			dids = append(dids, must[id.Dispute](t)(working.OpenDispute(background, d, client, r.Items[0].ID, "約束と違います")))
		}
		waiting, decided, err := query.Disputes(background, d.Snapshot())
		if err != nil || len(waiting) != 2 || len(decided) != 0 || waiting[0].ID != dids[1] || waiting[0].Heard != 1 || waiting[0].LastDay() != calendar.Of(2026, 5, 30) || !waiting[1].LastDay().IsZero() {
			t.Errorf("%+v, %v", waiting, err)
		}
		if err := working.DecideDispute(background, d, desk, dids[1], market.Ruling{Pay: yen.Of(40_000), Fault: market.ClientFault, Grounds: "書面のとおり"}); err != nil {
			t.Fatal(err)
		}
		if waiting, decided, err = query.Disputes(background, d.Snapshot()); err != nil || len(waiting) != 1 || len(decided) != 1 {
			t.Errorf("%+v, %+v, %v", waiting, decided, err)
		}
		p := must[query.DisputePage](t)(query.DisputeOf(background, d, dids[1], worker.Party))
		if p.Split.Net.Int64() != 32_000 || p.Side != market.WorkerSide || len(p.Log) != 0 {
			t.Errorf("%+v", p)
		}
		if _, err := query.DisputeOf(background, d, dids[1], desk.Party); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
		if p := must[query.DisputePage](t)(query.DisputeForDesk(background, d, dids[1], "", true)); p.Side != "" || kindsOf(p.Log) != "awarded funded delivery disputed decided" {
			t.Errorf("%+v", kindsOf(p.Log))
		}
		if all := must[[]query.EscalatedItem](t)(query.Escalated(background, d.Snapshot())); len(all) != 0 {
			t.Errorf("%+v", all)
		}
		c.Advance(51 * clock.Day)
		if n, err := working.EscalateOld(background, d); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		if all := must[[]query.EscalatedItem](t)(query.Escalated(background, d.Snapshot())); len(all) != 1 || all[0].Dispute != dids[1] || all[0].Secured.Int64() != 40_000 {
			t.Errorf("%+v", all)
		}
	})
}
