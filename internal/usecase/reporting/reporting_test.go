package reporting_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/trust"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/posting"
	"nariwai/internal/usecase/reporting"
	"nariwai/internal/usecase/talking"
	"nariwai/internal/yen"
)

var ctx = context.Background()

func open(t *testing.T, d *db.DB, a people.Actor) id.Job {
	t.Helper()
	today := calendar.On(d.Clock())
	jid, err := posting.SaveDraft(ctx, d, a, "", market.Spec{
		Category: "writing/travel", Title: "道の駅の記事を10本", Body: "1本1,500字です。", Deliverable: "原稿10本",
		Rights: market.RightsTransfer, AIPolicy: market.AIAssist, Unit: market.LumpSum, Quantity: 1, Pay: yen.Of(40_000), Hires: 2,
		ClosesOn: today.AddDays(20), DueOn: today.AddDays(40), Unregistered: true})
	if err == nil {
		_, err = posting.PublishJob(ctx, d, a, jid)
	}
	if err != nil {
		t.Fatal(err)
	}
	return jid
}

func want(t *testing.T, err error, k fault.Kind, what string) {
	t.Helper()
	if !fault.Is(err, k) {
		t.Errorf("%s: got %v, want kind %d", what, err, k)
	}
}

func number(t *testing.T, d *db.DB, q string, args ...any) (n int) {
	t.Helper()
	if err := db.One(ctx, d.Snapshot(), []any{&n}, q, args...); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestReportJob(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		client, worker, op := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato"), cast.Operator(t, d, "yama")
		jid := open(t, d, client)
		draft, err := posting.SaveDraft(ctx, d, client, "", market.Spec{Title: "下書き"})
		if err != nil {
			t.Fatal(err)
		}
		report := func(a people.Actor, jid id.Job, why trust.Reason, words string) error {
			return reporting.ReportJob(ctx, d, a, jid, why, words)
		}
		want(t, report(worker, draft, trust.ReasonOutside, ""), fault.NotFound, "what nobody sees")
		want(t, report(worker, "nowhere", trust.ReasonOutside, ""), fault.NotFound, "what there isn't")
		want(t, report(client, jid, trust.ReasonOutside, ""), fault.Forbidden, "one's own")
		want(t, report(worker, jid, "grudge", ""), fault.Invalid, "for no reason")
		want(t, report(worker, jid, trust.ReasonOutside, strings.Repeat("長", 1_001)), fault.Invalid, "at length")
		for _, words := range []string{"外での連絡です", "もういちど"} {
			if err := report(worker, jid, trust.ReasonOutside, words); err != nil {
				t.Fatal(err)
			}
		}
		if n := number(t, d, "SELECT COUNT(*) FROM trust_report WHERE job = $1 AND words = '外での連絡です'", jid); n != 1 || number(t, d, "SELECT COUNT(*) FROM trust_report") != 1 {
			t.Error("a second report of one person is another one")
		}
		if !slices.Contains(cast.Told(t, d, op), "job_reported") || slices.Contains(cast.Told(t, d, client), "job_reported") {
			t.Error("the desk is to be told, and the client is not")
		}
	})
}

func TestReportTalk(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		client, worker, stranger := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato"), cast.Worker(t, d, "mio")
		tid, err := talking.AskAboutJob(ctx, d, worker, open(t, d, client), "もうかる話があります")
		if err != nil {
			t.Fatal(err)
		}
		say := func(a people.Actor, words string) id.Message {
			t.Helper()
			m, err := talking.SendMessage(ctx, d, a, tid, talking.Words{Body: words})
			if err != nil {
				t.Fatal(err)
			}
			return m
		}
		report := func(a people.Actor, m id.Message, why trust.Reason) error {
			return reporting.ReportTalk(ctx, d, a, tid, m, why, "")
		}
		waits := func() int {
			return number(t, d, "SELECT COUNT(*) FROM reply_ask WHERE asked = $1 AND state = 'open'", client.Party)
		}
		want(t, report(people.Actor{Person: stranger.Person, Party: stranger.Party}, "", trust.ReasonSpam), fault.NotFound, "somebody else's talk")
		want(t, report(client, "nowhere", trust.ReasonSpam), fault.NotFound, "a message that isn't there")
		want(t, report(worker, say(worker, "いかがですか"), trust.ReasonSpam), fault.Forbidden, "one's own message")
		if err := report(client, "", trust.ReasonThreat); err != nil || waits() != 1 {
			t.Errorf("%v; what frightens is still to be answered: %d wait", err, waits())
		}
		if err := report(client, say(worker, "まだですか"), trust.ReasonSpam); err != nil || waits() != 0 {
			t.Errorf("%v; spam need not be answered: %d wait", err, waits())
		}
		for i := range 18 {
			if err := report(client, say(worker, fmt.Sprintf("%d回めです", i)), trust.ReasonSpam); err != nil {
				t.Fatal(err)
			}
		}
		one := say(worker, "まだまだです")
		want(t, report(client, one, trust.ReasonSpam), fault.TooMany, "the twenty-first of a day")
		c.Advance(clock.Day + clock.Second)
		if err := report(client, one, trust.ReasonSpam); err != nil {
			t.Error(err)
		}
	})
}
