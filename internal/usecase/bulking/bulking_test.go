package bulking_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"nariwai/internal/billing/billingdb"
	"nariwai/internal/bulk"
	"nariwai/internal/bulk/bulkdb"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/sheet"
	"nariwai/internal/usecase/bulking"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/funding"
	"nariwai/internal/usecase/verifying"
	"nariwai/internal/usecase/working"
	"nariwai/internal/yen"
)

var ctx = context.Background()

type play struct {
	*testing.T
	d                          *db.DB
	clock                      *dbtest.Clock
	client, sole, firm, nobody people.Actor
	order                      id.Bulk
}

func brief() bulk.Brief {
	return bulk.Brief{Title: "商店街の紹介", Category: "writing/travel", Guide: "400字で、です・ます調です。", Deliverable: "原稿1本ずつ",
		Rights: string(market.RightsTransfer), AIPolicy: string(market.AIAssist), Checks: bulk.Checks{Tolerance: 10},
		Audience: bulk.Invited, Cap: 3, Direction: bulk.OwnDirection, Withhold: true}
}

// stage is a published order of n lines of 1,000 yen each; nothing is paid in yet.
func stage(t *testing.T, d *db.DB, c *dbtest.Clock, n int) *play {
	t.Helper()
	p := &play{T: t, d: d, clock: c}
	p.ok(d.MarkDemonstration(ctx, 0))
	p.client, p.sole, p.nobody = cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato"), cast.Worker(t, d, "other")
	p.firm = cast.Add(t, d, "firm", func(_ *people.Person, x *people.Party) { x.Form = people.Company })
	var err error
	p.order, err = bulking.CreateOrder(ctx, d, p.client, brief())
	p.ok(err)
	p.refused(fault.Conflict, bulking.PublishOrder(ctx, d, p.client, p.order)) // without a line
	var rows []bulk.Ask
	for i := range n {
		rows = append(rows, bulk.Ask{Title: fmt.Sprintf("商店街 %d", i+1), Keywords: "商店街,散歩", Chars: 400, Price: yen.Of(1000), DueOn: calendar.On(c.Now()).AddDays(20)})
	}
	p.ok(bulking.AddLines(ctx, d, p.client, p.order, rows))
	p.refused(fault.NotFound, bulking.PublishOrder(ctx, d, p.nobody, p.order))
	p.ok(bulking.PublishOrder(ctx, d, p.client, p.order))
	return p
}

func (p *play) ok(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

func (p *play) refused(k fault.Kind, err error) {
	p.Helper()
	if !fault.Is(err, k) {
		p.Errorf("got %v, want a refusal of kind %d", err, k)
	}
}

func (p *play) sound() {
	p.Helper()
	found, err := verifying.Verify(ctx, p.d, nil)
	p.ok(err)
	for _, v := range found {
		p.Error(v)
	}
}

func (p *play) pay() {
	p.Helper()
	fs, err := billingdb.FundingsOfBulk(ctx, p.d.Snapshot(), p.order)
	p.ok(err)
	p.ok(funding.PayInDemonstration(ctx, p.d, p.client, fs[len(fs)-1].ID))
}

func (p *play) open() (list []id.Item) {
	p.Helper()
	lines, err := bulkdb.Lines(ctx, p.d.Snapshot(), p.order, bulk.LineOpen)
	p.ok(err)
	for _, l := range lines {
		list = append(list, l.ID)
	}
	return list
}

func (p *play) seat(a people.Actor) bulk.Seat {
	p.Helper()
	s, err := bulkdb.SeatOf(ctx, p.d.Snapshot(), p.order, a.Party)
	p.ok(err)
	return s
}

func (p *play) invite(as ...people.Actor) {
	p.Helper()
	for _, a := range as {
		p.ok(bulking.InviteWorker(ctx, p.d, p.client, p.order, a.Party, 0))
		p.ok(bulking.AnswerInvitation(ctx, p.d, a, p.order, true))
	}
}

func (p *play) finish(worker people.Actor, list ...id.Item) {
	p.Helper()
	for _, it := range list {
		_, err := working.DeliverItem(ctx, p.d, worker, it, working.Work{Body: "できました。"})
		p.ok(err)
		_, err = working.AcceptItem(ctx, p.d, p.client, it)
		p.ok(err)
	}
}

// A whole order: paid in once, taken by two workers of whom one's tax is withheld, given back, taken by another, cancelled, ended.
// Every yen is somewhere at every moment.
func TestAnOrderFromDraftToEnd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		p := stage(t, d, c, 7)
		p.sound()
		p.invite(p.sole, p.firm)
		_, err := bulking.TakeLines(ctx, d, p.sole, p.order, []id.Item{"no such line"})
		p.refused(fault.Conflict, err) // not paid in
		p.pay()
		p.sound()
		all := p.open()
		if len(all) != 7 || !slices.Contains(cast.Told(t, d, p.client), "funded") {
			t.Fatal(len(all), cast.Told(t, d, p.client))
		}
		p.refused(fault.Conflict, bulking.WithdrawOrder(ctx, d, p.client, p.order))

		_, err = bulking.TakeLines(ctx, d, p.nobody, p.order, all[:1])
		p.refused(fault.NotFound, err)
		_, err = bulking.TakeLines(ctx, d, p.sole, p.order, all[:4])
		p.refused(fault.Conflict, err) // three at a time
		cid, err := bulking.TakeLines(ctx, d, p.sole, p.order, all[:2])
		p.ok(err)
		_, err = bulking.TakeLines(ctx, d, p.firm, p.order, all[1:3])
		p.refused(fault.Conflict, err) // one is gone
		_, err = bulking.AssignLines(ctx, d, p.client, p.order, p.seat(p.firm).ID, all[2:5])
		p.ok(err)
		p.sound()
		items, err := marketdb.Items(ctx, d.Snapshot(), cid)
		p.ok(err)
		if len(items) != 2 || items[0].ID != all[0] || items[0].State != market.ItemFunded || items[0].Secured.Int64() != 908 { // 1,000 less 10.21 % of 909 + 1
			t.Errorf("%+v", items)
		}
		if again, err := bulking.TakeLines(ctx, d, p.sole, p.order, all[5:6]); err != nil || again != cid {
			t.Error(again, err)
		}
		p.sound()

		p.finish(p.sole, all[0])
		p.refused(fault.NotFound, bulking.ReturnLine(ctx, d, p.nobody, p.order, all[1]))
		p.refused(fault.Forbidden, bulking.ReturnLine(ctx, d, p.client, p.order, all[1]))
		p.ok(bulking.ReturnLine(ctx, d, p.sole, p.order, all[1]))
		p.refused(fault.Conflict, bulking.ReturnLine(ctx, d, p.sole, p.order, all[0])) // delivered
		p.sound()
		free := p.open() // number 2 again, and number 7
		if len(free) != 2 || slices.Contains(all, free[0]) {
			t.Fatal(free)
		}
		_, err = bulking.TakeLines(ctx, d, p.firm, p.order, free[:1])
		p.refused(fault.Conflict, err) // its hands are full
		p.finish(p.firm, all[2:5]...)
		_, err = bulking.TakeLines(ctx, d, p.firm, p.order, free[:1])
		p.refused(fault.Conflict, err) // the tax that was sent back is missing: nothing is withheld from a company
		_, err = bulking.TakeLines(ctx, d, p.sole, p.order, free[:1])
		p.ok(err)
		p.refused(fault.Conflict, bulking.TakeBackLine(ctx, d, p.client, p.order, free[0])) // not late
		back, err := bulking.CancelLines(ctx, d, p.client, p.order, free[1:])
		if err != nil || back.Int64() != 1000 {
			t.Error(back, err)
		}
		p.sound()
		p.finish(p.sole, all[5], free[0])
		p.sound()
		o, err := bulkdb.Order(ctx, d.Snapshot(), p.order)
		if err != nil || o.State != bulk.Ended || !slices.Contains(cast.Told(t, d, p.client), "bulk_news") {
			t.Error(o.State, err)
		}
		if j, err := marketdb.Job(ctx, d.Snapshot(), o.Job); err != nil || j.State != market.JobEnded || j.Hired != 2 {
			t.Error(j.State, j.Hired, err)
		}
	})
}

// A line that is late goes to somebody else; an order that nobody pays for is a draft again.
func TestLateAndUnpaid(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		p := stage(t, d, c, 2)
		p.ok(bulking.WithdrawOrder(ctx, d, p.client, p.order))
		p.ok(bulking.PublishOrder(ctx, d, p.client, p.order))
		c.Advance((bulk.PayDays + 1) * clock.Day)
		if n, err := bulking.LapseUnpaid(ctx, d); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		p.ok(bulking.PublishOrder(ctx, d, p.client, p.order))
		p.pay()
		p.invite(p.sole, p.firm)
		list := p.open()
		_, err := bulking.TakeLines(ctx, d, p.firm, p.order, list[:1])
		p.ok(err)
		c.Advance(20 * clock.Day)
		p.ok(bulking.TakeBackLine(ctx, d, p.client, p.order, list[0]))
		p.sound()
		_, err = bulking.TakeLines(ctx, d, p.sole, p.order, p.open())
		p.ok(err)
		p.sound()
	})
}

// Whoever wants to write asks, where the order is open to all; the client says yes or no.
func TestSeats(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		p := stage(t, d, c, 1)
		p.pay()
		p.refused(fault.NotFound, bulking.AskForSeat(ctx, d, p.sole, p.order)) // for the invited only
		p.refused(fault.Forbidden, bulking.InviteWorker(ctx, d, p.client, p.order, p.client.Party, 0))
		p.ok(bulking.InviteWorker(ctx, d, p.client, p.order, p.sole.Party, 2))
		p.refused(fault.Conflict, bulking.InviteWorker(ctx, d, p.client, p.order, p.sole.Party, 2))
		p.ok(bulking.AnswerInvitation(ctx, d, p.sole, p.order, false))
		p.refused(fault.Conflict, bulking.AnswerInvitation(ctx, d, p.sole, p.order, true))
		_, err := bulking.TakeLines(ctx, d, p.sole, p.order, p.open())
		p.refused(fault.Conflict, err)
		p.ok(bulking.InviteWorker(ctx, d, p.client, p.order, p.sole.Party, 2))
		p.ok(bulking.AnswerInvitation(ctx, d, p.sole, p.order, true))
		s := p.seat(p.sole)
		p.refused(fault.NotFound, bulking.CloseSeat(ctx, d, p.nobody, p.order, s.ID))
		p.ok(bulking.CloseSeat(ctx, d, p.client, p.order, s.ID))
		p.refused(fault.Conflict, bulking.AnswerAsk(ctx, d, p.client, p.order, s.ID, true))
	})
}

// A table with broken rows is kept out as a whole until each is put right.
func TestNothingIsHalfImported(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		client := cast.Client(t, d, "kitamichi")
		p := &play{T: t, d: d, clock: c, client: client}
		var err error
		p.order, err = bulking.CreateOrder(ctx, d, client, brief())
		p.ok(err)
		due := calendar.On(c.Now()).AddDays(9).String()
		p.refused(fault.Invalid, bulking.ReadRows(ctx, d, client, p.order, "a.csv", sheet.Table{Rows: [][]string{{"題", "報酬"}, {"一番街", "800"}}}))
		p.ok(bulking.ReadRows(ctx, d, client, p.order, "a.csv", sheet.Table{Rows: [][]string{{"納期", "題", "報酬"}, {due, "一番街", "800"}, {due, "", "800"}, {due, "七日町", "ただ"}}}))
		p.refused(fault.Conflict, bulking.ConfirmRows(ctx, d, client, p.order))
		p.refused(fault.Invalid, bulking.MendRows(ctx, d, client, p.order, []bulk.Fix{{Row: 99, Column: bulk.Title, Value: "x"}}))
		p.ok(bulking.MendRows(ctx, d, client, p.order, []bulk.Fix{{Row: 3, Column: bulk.Title, Value: "小野川"}, {Row: 4, Column: bulk.Price, Value: "900円"}}))
		p.ok(bulking.ConfirmRows(ctx, d, client, p.order))
		p.refused(fault.NotFound, bulking.ConfirmRows(ctx, d, client, p.order))
		n, sum, err := bulkdb.Count(ctx, d.Snapshot(), p.order, bulk.LineDraft)
		if err != nil || n != 3 || sum.Int64() != 2500 {
			t.Error(n, sum, err)
		}
		p.ok(bulking.DropOrder(ctx, d, client, p.order))
	})
}
