package talking_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/message"
	"nariwai/internal/message/messagedb"
	"nariwai/internal/people"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/hiring"
	"nariwai/internal/usecase/posting"
	"nariwai/internal/usecase/proposing"
	"nariwai/internal/usecase/talking"
	"nariwai/internal/yen"
)

var ctx = context.Background()

// open publishes a job that closes in three weeks.
func open(t *testing.T, d *db.DB, a people.Actor) id.Job {
	t.Helper()
	today := calendar.On(d.Clock())
	jid, err := posting.SaveDraft(ctx, d, a, "", market.Spec{
		Category: "writing/travel", Title: "道の駅の記事を10本", Body: "1本1,500字です。", Deliverable: "原稿10本",
		Rights: market.RightsTransfer, AIPolicy: market.AIAssist, Unit: market.LumpSum, Quantity: 1, Pay: yen.Of(40_000), Hires: 2,
		ClosesOn: today.AddDays(20), DueOn: today.AddDays(40), Unregistered: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := posting.PublishJob(ctx, d, a, jid); err != nil {
		t.Fatal(err)
	}
	return jid
}

func propose(t *testing.T, d *db.DB, a people.Actor, jid id.Job) id.Proposal {
	t.Helper()
	pid, err := proposing.SubmitProposal(ctx, d, a, jid, market.Offer{Price: yen.Of(38_000), Message: "84か所訪ねました。", DueOn: calendar.On(d.Clock()).AddDays(30)})
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

func said(t *testing.T, d *db.DB, tid id.Thread) []message.Message {
	t.Helper()
	ms, err := messagedb.Of(ctx, d.Snapshot(), tid)
	if err != nil {
		t.Fatal(err)
	}
	return ms
}

func seat(t *testing.T, d *db.DB, tid id.Thread, a people.Actor) message.Seat {
	t.Helper()
	s, err := messagedb.Seat(ctx, d.Snapshot(), tid, a.Party)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func unread(t *testing.T, d *db.DB, tid id.Thread, a people.Actor) bool {
	t.Helper()
	has, err := messagedb.HasUnread(ctx, d.Snapshot(), tid, a.Person)
	if err != nil {
		t.Fatal(err)
	}
	return has
}

func want(t *testing.T, err error, k fault.Kind) {
	t.Helper()
	if !fault.Is(err, k) {
		t.Errorf("%v, want %v", err, k)
	}
}

// From a question to a proposal to a contract: one thread, and then the contract's.
func TestThread(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		client, worker, other := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato"), cast.Worker(t, d, "sora")
		jid := open(t, d, client)
		_, err := talking.AskAboutJob(ctx, d, client, jid, "自分に聞きます")
		want(t, err, fault.Forbidden)
		_, err = talking.AskAboutJob(ctx, d, worker, jid, " ")
		want(t, err, fault.Invalid)
		tid, err := talking.AskAboutJob(ctx, d, worker, jid, "写真も要りますか。")
		if err != nil {
			t.Fatal(err)
		}
		if again, err := talking.AskAboutJob(ctx, d, worker, jid, "地図も要りますか。"); err != nil || again != tid {
			t.Fatalf("%s and %s: %v", tid, again, err)
		}
		if !unread(t, d, tid, client) || unread(t, d, tid, worker) || !seat(t, d, tid, client).Needs || seat(t, d, tid, worker).Needs {
			t.Error("the client isn't waited for")
		}
		for _, stranger := range []people.Actor{other, cast.Client(t, d, "minatoya"), cast.Operator(t, d, "desk")} {
			_, err := talking.SendMessage(ctx, d, stranger, tid, talking.Words{Body: "やあ"})
			want(t, err, fault.NotFound)
			want(t, talking.MarkRead(ctx, d, stranger, tid, 1), fault.NotFound)
			want(t, talking.BlockParty(ctx, d, stranger, tid), fault.NotFound)
		}

		if err := talking.MarkRead(ctx, d, client, tid, 1); err != nil {
			t.Fatal(err)
		}
		if s := seat(t, d, tid, client); s.ReadN != 1 || !unread(t, d, tid, client) {
			t.Errorf("read up to %d", s.ReadN)
		}
		for range 2 { // further than it goes
			if err := talking.MarkRead(ctx, d, client, tid, 99); err != nil {
				t.Fatal(err)
			}
		}
		if s := seat(t, d, tid, client); s.ReadN != 2 || unread(t, d, tid, client) || !s.Needs {
			t.Errorf("%+v", s)
		}

		first := said(t, d, tid)[0]
		mid, err := talking.SendMessage(ctx, d, client, tid, talking.Words{Body: "写真は要りません。", Quote: first.ID})
		if err != nil {
			t.Fatal(err)
		}
		if seat(t, d, tid, client).Needs || seat(t, d, tid, worker).Needs || !unread(t, d, tid, worker) {
			t.Error("an answer asks")
		}
		pid := propose(t, d, worker, jid)
		ms := said(t, d, tid)
		if len(ms) != 4 || ms[2].ID != mid || ms[2].Quote != first.ID || ms[2].Asks || !ms[0].Asks || ms[3].Kind != message.Proposal || ms[3].N != 4 || ms[3].Asks || unread(t, d, tid, client) {
			t.Errorf("%+v", ms)
		}
		if cast.ThreadAbout(t, d, pid) != tid {
			t.Error("the proposal has another thread")
		}

		cid, err := hiring.AwardProposal(ctx, d, client, pid, false)
		if err != nil {
			t.Fatal(err)
		}
		_, err = talking.SendMessage(ctx, d, worker, tid, talking.Words{Body: "ありがとうございます"})
		want(t, err, fault.Conflict)
		deal := cast.Thread(t, d, cid)
		_, err = talking.SendMessage(ctx, d, worker, deal, talking.Words{Body: "よそから", Quote: first.ID})
		want(t, err, fault.NotFound)
		if err := cast.Say(t, d, worker, cid, "よろしくお願いします"); err != nil {
			t.Fatal(err)
		}
		if got := cast.Told(t, d, client); !slices.Contains(got, "message") {
			t.Error(got)
		}
	})
}

func TestEdit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		client, worker := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato")
		pid := propose(t, d, worker, open(t, d, client))
		tid := cast.ThreadAbout(t, d, pid)
		mid, err := talking.SendMessage(ctx, d, worker, tid, talking.Words{Body: "3本とも書きます"})
		if err != nil {
			t.Fatal(err)
		}
		want(t, talking.EditMessage(ctx, d, client, tid, mid, "0本"), fault.NotFound)
		want(t, talking.EditMessage(ctx, d, worker, tid, said(t, d, tid)[0].ID, "提案を書き換える"), fault.NotFound)
		want(t, talking.EditMessage(ctx, d, worker, tid, mid, " "), fault.Invalid)
		c.Advance(message.EditFor - 1)
		for _, text := range []string{"3本とも書きます", "4本とも書きます", "5本とも書きます"} { // the first changes nothing
			if err := talking.EditMessage(ctx, d, worker, tid, mid, text); err != nil {
				t.Fatal(err)
			}
		}
		before, err := db.All(ctx, d.Snapshot(), func(s *string) []any { return []any{s} }, "SELECT body FROM message_edit WHERE message = $1 ORDER BY id", mid)
		if err != nil || !slices.Equal(before, []string{"3本とも書きます", "4本とも書きます"}) {
			t.Errorf("%v, %v", before, err)
		}
		if m := said(t, d, tid)[1]; m.Body != "5本とも書きます" || m.EditedAt != c.Now() || m.N != 2 {
			t.Errorf("%+v", m)
		}
		c.Advance(2) // it came a moment after the proposal
		want(t, talking.EditMessage(ctx, d, worker, tid, mid, "やめます"), fault.Conflict)
	})
}

// Who is blocked opens nothing and writes nothing before a contract; in one both go on.
func TestBlock(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		client, worker := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato")
		pid := propose(t, d, worker, open(t, d, client))
		next := open(t, d, client)
		old := cast.ThreadAbout(t, d, pid)
		cid, err := hiring.AwardProposal(ctx, d, client, pid, false)
		if err != nil {
			t.Fatal(err)
		}
		tid, err := talking.AskAboutJob(ctx, d, worker, next, "続きの仕事ですか。")
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := talking.BlockParty(ctx, d, client, tid); err != nil {
				t.Fatal(err)
			}
		}
		_, err = talking.SendMessage(ctx, d, worker, tid, talking.Words{Body: "もしもし"})
		want(t, err, fault.Forbidden)
		_, err = talking.SendMessage(ctx, d, client, tid, talking.Words{Body: "もしもし"})
		want(t, err, fault.Conflict)
		_, err = talking.AskAboutJob(ctx, d, worker, next, "もしもし")
		want(t, err, fault.Forbidden)
		third := open(t, d, client)
		_, err = talking.AskAboutJob(ctx, d, worker, third, "もしもし")
		want(t, err, fault.Forbidden)
		_, err = proposing.SubmitProposal(ctx, d, worker, third, market.Offer{Price: yen.Of(1_000), Message: "書きます", DueOn: calendar.On(d.Clock()).AddDays(9)})
		want(t, err, fault.Forbidden)
		if _, err := messagedb.Between(ctx, d.Snapshot(), third, worker.Party, ""); !fault.Is(err, fault.NotFound) {
			t.Error("a thread was opened by somebody blocked", err)
		}
		for _, a := range []people.Actor{client, worker} {
			if err := cast.Say(t, d, a, cid, "仕事の話はできます"); err != nil {
				t.Error(err)
			}
		}
		for _, x := range []id.Thread{old, tid, cast.Thread(t, d, cid)} {
			if seat(t, d, x, client).BlockedAt.IsZero() || !seat(t, d, x, worker).BlockedAt.IsZero() {
				t.Error("the seats don't show it")
			}
		}
		if err := talking.UnblockParty(ctx, d, client, old); err != nil {
			t.Fatal(err)
		}
		if _, err := talking.SendMessage(ctx, d, worker, tid, talking.Words{Body: "ありがとうございます"}); err != nil {
			t.Error(err)
		}
	})
}

func TestTemplates(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		worker, other := cast.Worker(t, d, "sato"), cast.Worker(t, d, "sora")
		for i := range message.MostTemplates {
			if err := talking.SaveTemplate(ctx, d, worker, "", fmt.Sprint("文", i), "本文"); err != nil {
				t.Fatal(err)
			}
		}
		want(t, talking.SaveTemplate(ctx, d, worker, "", "もう1つ", "本文"), fault.Conflict)
		want(t, talking.SaveTemplate(ctx, d, other, "", " ", strings.Repeat("長", message.Most+1)), fault.Invalid)
		kept, err := messagedb.Templates(ctx, d.Snapshot(), worker.Person)
		if err != nil || len(kept) != message.MostTemplates {
			t.Fatal(len(kept), err)
		}
		want(t, talking.SaveTemplate(ctx, d, other, kept[0].ID, "よその", "本文"), fault.NotFound)
		want(t, talking.DropTemplate(ctx, d, other, kept[0].ID), fault.NotFound)
		if err := talking.SaveTemplate(ctx, d, worker, kept[0].ID, "直した", "直した本文"); err != nil {
			t.Fatal(err)
		}
		if err := talking.DropTemplate(ctx, d, worker, kept[1].ID); err != nil {
			t.Fatal(err)
		}
		if kept, err = messagedb.Templates(ctx, d.Snapshot(), worker.Person); err != nil || len(kept) != message.MostTemplates-1 || kept[0].Name != "直した" || kept[0].Body != "直した本文" {
			t.Errorf("%+v, %v", kept, err)
		}
	})
}

// Both sides write at once, each message twice with one key: each is there once, the numbers rise without gaps, and the order of
// time and of ids is that of the numbers.
func TestAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		client, worker := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato")
		cid := cast.Award(t, d, client, worker, false, 20_000).Contract
		tid := cast.Thread(t, d, cid)
		const writers, each = 8, 10
		var all sync.WaitGroup
		for w := range writers {
			a := []people.Actor{client, worker}[w%2]
			for range 2 { // sent again while the first is under way
				all.Go(func() {
					for i := range each {
						x := a
						x.Key, x.Body = fmt.Sprint("k", w, ".", i), "body"
						for {
							_, err := talking.SendMessage(ctx, d, x, tid, talking.Words{Body: fmt.Sprint(w, ".", i), Asks: i%3 == 0})
							if err == nil {
								break
							}
							if !fault.Is(err, fault.Unavailable) {
								t.Error(err)
								return
							}
						}
					}
				})
			}
		}
		all.Wait()
		ms := said(t, d, tid)
		if len(ms) != writers*each {
			t.Fatalf("%d messages, want %d", len(ms), writers*each)
		}
		seen, next := map[string]bool{}, map[string]int{}
		for i, m := range ms {
			if m.N != int64(i+1) || seen[m.Body] || i > 0 && m.At <= ms[i-1].At {
				t.Fatalf("%d: %+v", i, m)
			}
			seen[m.Body] = true
			var n int
			w, rest, _ := strings.Cut(m.Body, ".")
			fmt.Sscan(rest, &n)
			if next[w] != n {
				t.Fatalf("writer %s: %d before %d", w, n, next[w])
			}
			next[w]++
		}
		th, err := messagedb.Thread(ctx, d.Snapshot(), tid)
		if err != nil || th.LastN != writers*each || th.LastAt != ms[len(ms)-1].At {
			t.Errorf("%+v, %v", th, err)
		}
		for _, a := range []people.Actor{client, worker} {
			s := seat(t, d, tid, a)
			var theirs int64
			for _, m := range ms {
				if m.From != a.Party {
					theirs = m.N
				}
			}
			if s.TheirsN != theirs || s.LastAt != th.LastAt || !unread(t, d, tid, a) {
				t.Errorf("%+v, want %d", s, theirs)
			}
		}
	})
}

func TestSilenceInThread(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		client, worker := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato")
		cid := cast.Award(t, d, client, worker, false, 20_000).Contract
		asked := func() (at clock.Instant) {
			if err := db.One(ctx, d.Snapshot(), []any{&at}, "SELECT asked_at FROM market_contract WHERE id = $1", cid); err != nil {
				t.Fatal(err)
			}
			return at
		}
		for _, step := range []struct {
			by people.Actor
			at clock.Instant
		}{{worker, 0}, {client, c.Now()}, {client, c.Now()}, {worker, 0}} {
			if err := cast.Say(t, d, step.by, cid, "はい"); err != nil {
				t.Fatal(err)
			}
			if got := asked(); got != step.at {
				t.Errorf("waits since %v, want %v", got, step.at)
			}
		}
	})
}
