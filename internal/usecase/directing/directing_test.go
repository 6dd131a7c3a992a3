package directing_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"nariwai/internal/billing/billingdb"
	"nariwai/internal/bulk"
	"nariwai/internal/bulk/bulkdb"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/query"
	"nariwai/internal/usecase/bulking"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/directing"
	"nariwai/internal/usecase/funding"
	"nariwai/internal/usecase/verifying"
	"nariwai/internal/usecase/working"
	"nariwai/internal/yen"
)

var ctx = context.Background()

// stage is an open order of n lines, the first few of them taken by a worker.
func stage(t testing.TB, d *db.DB, c *dbtest.Clock, n, limit int64) (client, worker people.Actor, order id.Bulk, list []id.Item) {
	t.Helper()
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ok(d.MarkDemonstration(ctx, 0))
	client, worker = cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato")
	order, err := bulking.CreateOrder(ctx, d, client, bulk.Brief{Title: "商店街の紹介", Category: "writing/travel", Guide: "です・ます調です。", Deliverable: "原稿1本ずつ",
		Rights: string(market.RightsTransfer), AIPolicy: string(market.AIAssist), Checks: bulk.Checks{Tolerance: 20, Forbidden: "最高", Similarity: 30},
		Audience: bulk.Invited, Cap: limit, Direction: bulk.OwnDirection})
	ok(err)
	var rows []bulk.Ask
	for i := range n {
		rows = append(rows, bulk.Ask{Title: fmt.Sprintf("商店街 %d", i+1), Chars: 40, Price: yen.Of(1000), DueOn: calendar.On(c.Now()).AddDays(20)})
	}
	ok(bulking.AddLines(ctx, d, client, order, rows))
	ok(bulking.PublishOrder(ctx, d, client, order))
	fs, err := billingdb.FundingsOfBulk(ctx, d.Snapshot(), order)
	ok(err)
	ok(funding.PayInDemonstration(ctx, d, client, fs[0].ID))
	ok(bulking.InviteWorker(ctx, d, client, order, worker.Party, 0))
	ok(bulking.AnswerInvitation(ctx, d, worker, order, true))
	lines, err := bulkdb.Lines(ctx, d.Snapshot(), order, bulk.LineOpen)
	ok(err)
	for _, l := range lines[:limit] {
		list = append(list, l.ID)
	}
	_, err = bulking.TakeLines(ctx, d, worker, order, list)
	ok(err)
	return client, worker, order, list
}

// A director who is not of the client reads, passes and sends back within one order; money and every other order stay the client's.
func TestADirectorOfOneOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		client, worker, order, list := stage(t, d, c, 32, 30)
		ok := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		refused := func(k fault.Kind, err error) {
			t.Helper()
			if !fault.Is(err, k) {
				t.Errorf("got %v, want a refusal of kind %d", err, k)
			}
		}
		deliver := func(it id.Item, text string) {
			t.Helper()
			_, err := working.DeliverItem(ctx, d, worker, it, working.Work{Body: text})
			ok(err)
		}
		director := cast.Worker(t, d, "miura")
		see := query.Looker{Party: director.Party, Person: director.Person}
		pass := func(a people.Actor, list ...id.Item) error { return directing.PassItems(ctx, d, a, order, list) }

		for i, it := range list {
			deliver(it, fmt.Sprintf("%d番の商店街は、%sという名で親しまれています。", i, strings.Repeat(string(rune('一'+i*37)), 30)))
		}
		refused(fault.NotFound, pass(director, list[0]))
		_, err := query.GridOf(ctx, d, order, see, 0)
		refused(fault.NotFound, err)
		refused(fault.NotFound, directing.EntrustOrder(ctx, d, director, order, "sato"))
		refused(fault.Invalid, directing.EntrustOrder(ctx, d, client, order, "nobody-there"))
		refused(fault.Invalid, directing.EntrustOrder(ctx, d, client, order, handle(t, d, worker))) // writes here
		for range 2 {
			ok(directing.EntrustOrder(ctx, d, client, order, handle(t, d, director)))
		}

		ok(pass(director, list...))
		ok(pass(director, list[0])) // twice is once
		refused(fault.Conflict, pass(director, func() []id.Item {
			lines, _ := bulkdb.Lines(ctx, d.Snapshot(), order, bulk.LineOpen)
			return []id.Item{lines[0].ID}
		}()...))
		refused(fault.Forbidden, working.AcceptChecked(ctx, d, director, order, list[:1]))
		refused(fault.Forbidden, func() error {
			_, err := working.RequestRevision(ctx, d, worker, list[0], "x", market.NoFault)
			return err
		}())
		_, err = working.RequestRevision(ctx, d, director, list[0], "駅からの道が違います", market.WorkerFault)
		ok(err)
		deliver(list[0], "最高の商店街。")
		refused(fault.Conflict, working.AcceptChecked(ctx, d, client, order, list)) // the first is not passed anew
		l, err := bulkdb.Line(ctx, d.Snapshot(), list[0])
		ok(err)
		if f, seen := l.Found(); !seen || f.Asked != 40 || len(f.Words) != 1 || !l.PassedAt.IsZero() {
			t.Errorf("found %+v", f)
		}
		deliverAgain := func() query.BulkItem {
			p, err := query.BulkItemOf(ctx, d, order, 1, see)
			ok(err)
			return p
		}
		if p := deliverAgain(); p.Ours || p.Line.Step() != query.StepCheck || p.Delivery.N != 2 || len(p.Revisions) != 1 {
			t.Errorf("%+v", p)
		}

		ok(directing.TakeOrderBack(ctx, d, client, order))
		refused(fault.NotFound, pass(director, list[0]))
		_, err = query.GridOf(ctx, d, order, see, 0)
		refused(fault.NotFound, err)
		ok(pass(client, list[0]))

		for range 2 { // a double click: 30 items are two transactions
			a := client
			a.Key, a.Body = "accept", "same"
			ok(working.AcceptChecked(ctx, d, a, order, list))
		}
		g, err := query.GridOf(ctx, d, order, query.Looker{Party: client.Party, Person: client.Person}, 0)
		ok(err)
		if g.Steps[query.StepAccepted].N != 30 || g.Steps[query.StepOpen].N != 2 || len(g.Lines) != 32 || len(g.Writers) != 1 || g.Writers[0].Straight != 29 || g.Net != g.Writers[0].Net || g.Net.Int64() != 24_000 {
			t.Errorf("%+v %+v", g.Steps, g.Writers)
		}
		w, err := query.WriterOf(ctx, d, g.Writers[0].Seat, query.Looker{Party: worker.Party, Person: worker.Person})
		ok(err)
		if len(w.Lines) != 30 || w.Total.Net != g.Net || w.Total.Pay.Int64() != 30_000 {
			t.Errorf("%+v", w.Total)
		}
		_, err = query.WriterOf(ctx, d, g.Writers[0].Seat, see)
		refused(fault.NotFound, err)
		found, err := verifying.Verify(ctx, d, nil)
		ok(err)
		for _, v := range found {
			t.Error(v)
		}
	})
}

func handle(t *testing.T, d *db.DB, a people.Actor) string {
	t.Helper()
	var h string
	if err := db.One(ctx, d.Snapshot(), []any{&h}, "SELECT handle FROM people_party WHERE id = $1", a.Party); err != nil {
		t.Fatal(err)
	}
	return h
}
