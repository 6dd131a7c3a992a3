package query_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/query"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/talking"
)

func TestInbox(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		client, worker, other := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato"), cast.Worker(t, d, "other")
		var deals []id.Thread // each contract has the thread of its job beside its own
		for i := range 20 {
			deals = append(deals, cast.Thread(t, d, contract(t, d, client, worker, fmt.Sprint("仕事", i))))
			c.Advance(clock.Minute)
		}
		say := func(a people.Actor, tid id.Thread, body string, asks bool) {
			t.Helper()
			if _, err := talking.SendMessage(background, d, a, tid, talking.Words{Body: body, Asks: asks}); err != nil {
				t.Fatal(err)
			}
			c.Advance(clock.Minute)
		}
		say(worker, deals[3], "写真を**お送り**します", false)
		say(client, deals[5], "ＰＨＯＴＯはありますか", true)
		say(worker, deals[5], "ございます", true)
		inbox := func(a people.Actor, box query.InboxBox, behind string) query.Inbox {
			t.Helper()
			return must[query.Inbox](t)(query.InboxOf(background, d, a.Party, a.Person, box, behind))
		}
		var all []id.Thread
		for behind := ""; ; {
			in := inbox(client, query.AllThreads, behind)
			for _, l := range in.Lines {
				all = append(all, l.ID)
				if l.Other.Name != "sato" || l.Title == "" {
					t.Errorf("%+v", l)
				}
			}
			if behind = in.Older; behind == "" {
				break
			}
		}
		if len(all) != 40 || all[0] != deals[5] || all[1] != deals[3] || len(slices.Compact(slices.Sorted(slices.Values(all)))) != 40 {
			t.Errorf("%d threads: %v", len(all), all[:2])
		}
		for box, n := range map[query.InboxBox]int{query.ContractThreads: 20, query.JobThreads: 20, query.UnreadThreads: 2, query.NeedsAnswer: 2} {
			if in := inbox(client, box, ""); len(in.Lines) != n || in.Unread != 2 || in.Needs != 2 {
				t.Errorf("%q: %d lines, %d unread, %d waiting", box, len(in.Lines), in.Unread, in.Needs)
			}
		}
		l := inbox(client, query.NeedsAnswer, "").Lines[0]
		if l.Body != "ございます" || l.Mine || !l.Unread || !l.Needs || l.DueAt.IsZero() {
			t.Errorf("%+v", l)
		}
		if in := inbox(other, query.AllThreads, ""); len(in.Lines) != 0 || in.Unread != 0 {
			t.Errorf("%+v", in)
		}
		for _, bad := range []string{"x", "1.", ".", "-1.a", strings.Repeat("9", 30)} {
			if _, err := query.InboxOf(background, d, client.Party, client.Person, query.AllThreads, bad); err != nil && !fault.Is(err, fault.NotFound) {
				t.Errorf("%q: %v", bad, err)
			}
			if _, err := query.SearchMessages(background, d.Snapshot(), client.Party, "写真", bad); err != nil && !fault.Is(err, fault.NotFound) {
				t.Errorf("%q: %v", bad, err)
			}
		}

		for words, n := range map[string]int{"写真": 1, "photo": 1, "写真 -送り": 0, "ございます": 1, "": 0, "二回に分けます": 0} {
			f := must[query.FoundMessages](t)(query.SearchMessages(background, d.Snapshot(), client.Party, words, ""))
			if len(f.Found) != n || f.More != "" {
				t.Errorf("%q: %+v", words, f)
			}
			if f = must[query.FoundMessages](t)(query.SearchMessages(background, d.Snapshot(), other.Party, words, "")); len(f.Found) != 0 {
				t.Errorf("somebody else finds %q", words)
			}
		}
		for i := range 70 { // more than a page of them, in one thread
			say(client, deals[7], fmt.Sprint("ふたたび", i), false)
		}
		var found []string
		for behind := ""; ; {
			f := must[query.FoundMessages](t)(query.SearchMessages(background, d.Snapshot(), worker.Party, "ふたたび", behind))
			for _, m := range f.Found {
				found = append(found, m.Body)
			}
			if behind = f.More; behind == "" {
				break
			}
		}
		if len(found) != 70 || found[0] != "ふたたび69" || found[69] != "ふたたび0" {
			t.Errorf("%d found", len(found))
		}
	})
}

func TestThreadSince(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		client, worker, other := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato"), cast.Worker(t, d, "other")
		cid := contract(t, d, client, worker, "道の駅の記事")
		tid := cast.Thread(t, d, cid)
		for i := range 5 {
			c.Advance(clock.Minute)
			if err := cast.Say(t, d, []people.Actor{client, worker}[i%2], cid, fmt.Sprint(i)); err != nil {
				t.Fatal(err)
			}
		}
		for n, want := range map[int64]string{0: "awarded message message message message message", 3: "message message", 5: "", 99: ""} {
			if p := must[query.ThreadPage](t)(query.ThreadSince(background, d, tid, worker.Party, n)); kindsOf(p.Log) != want || p.Thread.LastN != 5 {
				t.Errorf("since %d: %s", n, kindsOf(p.Log))
			}
		}
		if _, err := query.ThreadSince(background, d, tid, other.Party, 0); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
		page := must[query.ThreadPage](t)(query.ThreadShown(background, d, tid, client.Party, client.Person, ""))
		if r := room(t, d, cid, client); kindsOf(r.Log) != kindsOf(page.Log) || r.Thread != tid || page.Log[1].Said.N != 1 || !page.Log[1].Said.Asks {
			t.Errorf("the room shows %s, the thread %s", kindsOf(r.Log), kindsOf(page.Log))
		}
		for _, err := range []error{second(query.ThreadShown(background, d, tid, other.Party, other.Person, "")), second(query.ThreadShown(background, d, "nowhere", client.Party, client.Person, ""))} {
			if !fault.Is(err, fault.NotFound) {
				t.Error(err)
			}
		}
	})
}
