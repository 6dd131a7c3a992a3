package hiring_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/document"
	"nariwai/internal/document/documentdb"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/hiring"
	"nariwai/internal/usecase/posting"
	"nariwai/internal/usecase/proposing"
	"nariwai/internal/yen"
)

// A company hires a writer: 40,000 become an escrow of 36,288 and 28,288 in hand, a notice of terms that says so, and a request to pay in.
func TestAward(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		client, worker, rival := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato"), cast.Worker(t, d, "takanashi")
		jid := openJob(t, d, client, 1)
		pid, lost := propose(t, d, worker, jid), propose(t, d, rival, jid)
		for _, stranger := range []people.Actor{worker, rival, cast.Client(t, d, "minatoya")} {
			_, err := hiring.AwardProposal(ctx, d, stranger, pid, true)
			want(t, err, fault.NotFound)
		}
		client.Key, client.Body = "once", "body"
		cid, err := hiring.AwardProposal(ctx, d, client, pid, true)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := hiring.AwardProposal(ctx, d, client, pid, true); err != nil || again != cid {
			t.Fatalf("a double click: %s, %v", again, err)
		}
		client.Key = ""
		_, err = hiring.AwardProposal(ctx, d, client, lost, true)
		want(t, err, fault.Conflict)

		items, err := marketdb.Items(ctx, d.Snapshot(), cid)
		if err != nil || len(items) != 1 || items[0].State != market.ItemAgreed {
			t.Fatalf("%+v, %v", items, err)
		}
		quotes, err := billingdb.Quotes(ctx, d.Snapshot(), cid)
		if q := quotes[items[0].ID]; err != nil || q.Net != yen.Of(28_288) || q.Withheld != yen.Of(3_712) || q.Escrow != yen.Of(36_288) || q.Fee != yen.Of(8_000) {
			t.Errorf("quote %+v, %v", q, err)
		}
		fs, err := billingdb.Fundings(ctx, d.Snapshot(), cid)
		if err != nil || len(fs) != 1 || fs[0].Amount != yen.Of(36_288) {
			t.Errorf("fundings %+v, %v", fs, err)
		}
		docs, err := documentdb.About(ctx, d.Snapshot(), string(cid))
		if err != nil || len(docs) != 1 || docs[0].SHA256 != document.Sum(docs[0].Body) {
			t.Fatalf("documents %+v, %v", docs, err)
		}
		terms, err := document.Read[document.Terms](docs[0])
		if err != nil || terms.Net != yen.Of(28_288) || terms.Items[0].PayOn != calendar.Of(2026, 6, 15) || terms.AgreedOn != calendar.Of(2026, 4, 1) {
			t.Errorf("terms %+v, %v", terms, err)
		}
		for who, kind := range map[people.Actor]string{worker: "awarded", client: "to_fund"} { // both have the whole notice in hand
			mail := cast.Mail(t, d, who, kind)
			for _, s := range []string{docs[0].Number, docs[0].SHA256, "2026年6月15日", "2026年5月16日", "40,000円（うち消費税 3,636円）", "28,288円", "1本1,500字です。", "原稿10本", terms.Client.Name, terms.Worker.Name} {
				if !strings.Contains(mail, s) {
					t.Errorf("the mail of %s lacks %q:\n%s", kind, s, mail)
				}
			}
		}
		if p, err := marketdb.Proposal(ctx, d.Snapshot(), lost); err != nil || p.State != market.Unchosen {
			t.Errorf("the other proposal is %s, %v", p.State, err)
		}
		if !slices.Contains(cast.Told(t, d, worker), "awarded") || !slices.Contains(cast.Told(t, d, rival), "unchosen") {
			t.Error("somebody was not answered")
		}
	})
}

func TestAwardRefuses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		client, worker := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato")
		jid := openJob(t, d, client, 2)
		pid := propose(t, d, worker, jid)

		// The work changes after the proposal: nobody is bound to what they have not confirmed.
		j, err := marketdb.Job(ctx, d.Snapshot(), jid)
		if err != nil {
			t.Fatal(err)
		}
		changed := j.Spec
		changed.Body += "\n写真も10枚お願いします。"
		c.Advance(clock.Hour)
		if err := posting.ReviseJob(ctx, d, client, jid, changed); err != nil {
			t.Fatal(err)
		}
		_, err = hiring.AwardProposal(ctx, d, client, pid, true)
		want(t, err, fault.Conflict)
		if err := proposing.SeeEdits(ctx, d, worker, pid, c.Now()); err != nil {
			t.Fatal(err)
		}

		cast.Change(t, d, worker, func(p *people.Person, _ *people.Party) { p.State = people.Suspended })
		_, err = hiring.AwardProposal(ctx, d, client, pid, true)
		want(t, err, fault.Conflict)
		cast.Change(t, d, worker, func(p *people.Person, _ *people.Party) { p.State = people.Active })

		cast.Change(t, d, client, func(_ *people.Person, p *people.Party) { p.FirstAccept = 0 })
		o := market.Offer{Price: yen.Of(100_001), Message: "書きます。", DueOn: calendar.Of(2026, 5, 9)}
		if err := proposing.EditProposal(ctx, d, worker, pid, o); err != nil {
			t.Fatal(err)
		}
		_, err = hiring.AwardProposal(ctx, d, client, pid, true)
		want(t, err, fault.Invalid) // beyond a new client's cap

		o.Price, o.DueOn = yen.Of(40_000), calendar.Of(2026, 4, 3)
		if err := proposing.EditProposal(ctx, d, worker, pid, o); err != nil {
			t.Fatal(err)
		}
		c.Advance(3 * clock.Day)
		_, err = hiring.AwardProposal(ctx, d, client, pid, true)
		want(t, err, fault.Conflict) // the date that it promises has passed
	})
}

// Eight proposals for one place, all awarded at once: one contract.
func TestAwardRace(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		client := cast.Client(t, d, "kitamichi")
		jid := openJob(t, d, client, 1)
		var wg sync.WaitGroup
		var mu sync.Mutex
		won := 0
		var pids []id.Proposal
		for i := range 8 {
			pids = append(pids, propose(t, d, cast.Worker(t, d, fmt.Sprint("worker", i)), jid))
		}
		for _, pid := range pids {
			wg.Go(func() {
				_, err := hiring.AwardProposal(ctx, d, client, pid, false)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					won++
				} else if !fault.Is(err, fault.Conflict) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		cs, err := marketdb.ContractsOf(ctx, d.Snapshot(), jid)
		if err != nil || won != 1 || len(cs) != 1 {
			t.Fatalf("%d won, %d contracts, %v", won, len(cs), err)
		}
	})
}
