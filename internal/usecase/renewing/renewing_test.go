package renewing_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"nariwai/internal/billing/billingdb"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/query"
	"nariwai/internal/recurring"
	"nariwai/internal/recurring/recurringdb"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/funding"
	"nariwai/internal/usecase/offering"
	"nariwai/internal/usecase/renewing"
	"nariwai/internal/usecase/verifying"
	"nariwai/internal/usecase/working"
	"nariwai/internal/yen"
)

var ctx = context.Background()

// scene is a client, a worker and a stranger on the first of April.
type scene struct {
	*testing.T
	d                        *db.DB
	clock                    *dbtest.Clock
	client, worker, stranger people.Actor
}

func each(t *testing.T, f func(s *scene)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		if err := d.MarkDemonstration(ctx, 0); err != nil {
			t.Fatal(err)
		}
		f(&scene{t, d, c, cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato"), cast.Worker(t, d, "takanashi")})
	})
}

func (s *scene) ok(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *scene) refused(k fault.Kind, err error) {
	s.Helper()
	if !fault.Is(err, k) {
		s.Errorf("got %v, want a refusal of kind %d", err, k)
	}
}

func (s *scene) order(trial bool, pay int64, days int) offering.Order {
	return offering.Order{To: s.worker.Party, Trial: trial, Message: "お願いします。", Spec: market.Spec{
		Category: "writing/travel", Title: "港町の記事", Body: "1,500字の記事です。", Deliverable: "原稿", Rights: market.RightsTransfer, AIPolicy: market.AIAssist,
		Unit: market.LumpSum, Quantity: 1, Pay: yen.Of(pay), Unregistered: true, DueOn: calendar.On(s.clock.Now()).AddDays(days)}}
}

// through pays a contract in, hands everything in and accepts it.
func (s *scene) through(c id.Contract) {
	s.Helper()
	fs, err := billingdb.Fundings(ctx, s.d.Snapshot(), c)
	s.ok(err)
	s.ok(funding.PayInDemonstration(ctx, s.d, s.client, fs[0].ID))
	items, err := marketdb.Items(ctx, s.d.Snapshot(), c)
	s.ok(err)
	for _, it := range items {
		_, err := working.DeliverItem(ctx, s.d, s.worker, it.ID, working.Work{Body: "できました。"})
		s.ok(err)
		_, err = working.AcceptItem(ctx, s.d, s.client, it.ID)
		s.ok(err)
	}
}

// day lets the clock come to a day and the market notice it.
func (s *scene) day(on calendar.Date) {
	s.Helper()
	s.clock.Set(on.Start().Add(clock.Hour))
	_, err := renewing.MakeMonths(ctx, s.d)
	s.ok(err)
}

func (s *scene) now(rid id.Recurring) recurring.Order {
	s.Helper()
	o, err := recurringdb.Order(ctx, s.d.Snapshot(), rid)
	s.ok(err)
	return o
}

// contracts are those of an order, by month.
func (s *scene) contracts(rid id.Recurring) (list []id.Contract) {
	s.Helper()
	rows, err := db.All(ctx, s.d.Snapshot(), func(c *id.Contract) []any { return []any{c} }, "SELECT contract FROM recurring_month WHERE recurring = $1 ORDER BY month", rid)
	s.ok(err)
	return rows
}

// A trial that goes well becomes an order in one step; its months come, each a contract of its own; half a year needs its 30 days.
func TestTrialToHalfAYear(t *testing.T) {
	each(t, func(s *scene) {
		_, err := offering.SendOffer(ctx, s.d, s.client, s.order(true, 30_001, 10))
		s.refused(fault.Invalid, err)
		_, err = offering.SendOffer(ctx, s.d, s.client, s.order(true, 12_000, 15))
		s.refused(fault.Invalid, err)
		oid, err := offering.SendOffer(ctx, s.d, s.client, s.order(true, 12_000, 10))
		s.ok(err)
		trial, err := offering.AcceptOffer(ctx, s.d, s.worker, oid)
		s.ok(err)
		_, err = renewing.FollowTrial(ctx, s.d, s.client, trial)
		s.refused(fault.Conflict, err) // nothing is accepted yet
		s.through(trial)
		_, err = renewing.FollowTrial(ctx, s.d, s.stranger, trial)
		s.refused(fault.NotFound, err)
		rid, err := renewing.FollowTrial(ctx, s.d, s.client, trial)
		s.ok(err)
		_, err = renewing.FollowTrial(ctx, s.d, s.client, trial)
		s.refused(fault.Conflict, err)

		s.refused(fault.NotFound, renewing.AcceptOrder(ctx, s.d, s.stranger, rid))
		s.refused(fault.Forbidden, renewing.AcceptOrder(ctx, s.d, s.client, rid))
		s.ok(renewing.AcceptOrder(ctx, s.d, s.worker, rid))
		if o := s.now(rid); o.State != recurring.Active || o.First != 202605 || o.Last != 202607 || o.UnitPay != yen.Of(12_000) || len(s.contracts(rid)) != 0 {
			t.Fatalf("%+v", o)
		}
		s.day(calendar.Of(2026, 4, 25))
		if n := len(s.contracts(rid)); n != 0 {
			t.Fatalf("%d contracts six days before", n)
		}
		s.day(calendar.Of(2026, 4, 26))
		s.day(calendar.Of(2026, 4, 27))
		cs := s.contracts(rid)
		if len(cs) != 1 {
			t.Fatalf("%d contracts for May", len(cs))
		}
		c, err := marketdb.Contract(ctx, s.d.Snapshot(), cs[0])
		s.ok(err)
		if c.Arrangement != market.Recurring || c.DueOn != calendar.Of(2026, 5, 25) || c.Title != "港町の記事 2026年5月" || c.Pay != yen.Of(12_000) {
			t.Errorf("%+v", c)
		}
		s.through(c.ID)

		// Three months more make six: its end is now told 30 days before.
		s.ok(renewing.RenewOrder(ctx, s.d, s.client, rid, 3))
		s.refused(fault.Forbidden, renewing.AnswerRenewal(ctx, s.d, s.client, rid, true))
		s.ok(renewing.AnswerRenewal(ctx, s.d, s.worker, rid, true))
		s.day(calendar.Of(2026, 6, 2))
		s.ok(renewing.EndOrder(ctx, s.d, s.client, rid, recurring.Wish, ""))
		if o := s.now(rid); o.State != recurring.Ending || o.EndsOn != calendar.Of(2026, 7, 31) {
			t.Fatalf("ends on %s: %+v", o.EndsOn, o)
		}
		if !slices.Contains(cast.Told(t, s.d, s.worker), "recurring_ends") {
			t.Error("the worker has no notice")
		}
		s.ok(renewing.AskReason(ctx, s.d, s.worker, rid))
		s.ok(renewing.GiveReason(ctx, s.d, s.client, rid, "連載が終わります。"))
		s.day(calendar.Of(2026, 6, 26))
		s.day(calendar.Of(2026, 7, 27))
		if n := len(s.contracts(rid)); n != 3 {
			t.Errorf("%d contracts, want May, June and July", n)
		}
		s.day(calendar.Of(2026, 8, 1))
		if o := s.now(rid); o.State != recurring.Ended {
			t.Errorf("still %s in August", o.State)
		}
		card := query.Figures{}
		s.ok(s.d.View(ctx, func(r *db.Snapshot) (err error) {
			card, err = query.FiguresOf(ctx, r, s.client.Party, calendar.On(r.Now))
			return err
		}))
		if card.AllOrder.Trials != 1 || card.AllOrder.TrialsHired != 1 || card.AllOrder.Decisions != 0 {
			t.Errorf("counted %+v", card.AllOrder)
		}
		found, err := verifying.Verify(ctx, s.d, nil)
		s.ok(err)
		for _, v := range found {
			if v.Rule != "paid-in-time" { // no month is closed here
				t.Error(v)
			}
		}
	})
}

func TestOrderRefusesAndPauses(t *testing.T) {
	each(t, func(s *scene) {
		w := renewing.Terms{To: s.worker.Party, Message: "お願いします。", Plan: recurring.Plan{Category: "writing/travel", Title: "旅の記事", Body: "毎月4本です。", Deliverable: "原稿4本",
			Rights: "transfer", AIPolicy: "assist", Quantity: 4, UnitPay: yen.Of(5_000), DueDay: 31, First: 202605, Last: 202606}}
		_, err := renewing.OfferOrder(ctx, s.d, s.client, w)
		s.refused(fault.Conflict, err) // they have never worked together
		oid, err := offering.SendOffer(ctx, s.d, s.client, s.order(false, 50_000, 20))
		s.ok(err)
		c, err := offering.AcceptOffer(ctx, s.d, s.worker, oid)
		s.ok(err)
		s.through(c)
		bad := w
		bad.Plan.Category, bad.Plan.Quantity = "nothing", 0
		_, err = renewing.OfferOrder(ctx, s.d, s.client, bad)
		s.refused(fault.Invalid, err)

		rid, err := renewing.OfferOrder(ctx, s.d, s.client, w)
		s.ok(err)
		s.refused(fault.Forbidden, renewing.WithdrawOrder(ctx, s.d, s.worker, rid))
		s.ok(renewing.WithdrawOrder(ctx, s.d, s.client, rid))
		s.refused(fault.Conflict, renewing.AcceptOrder(ctx, s.d, s.worker, rid))
		rid, err = renewing.OfferOrder(ctx, s.d, s.client, w)
		s.ok(err)
		s.ok(renewing.DeclineOrder(ctx, s.d, s.worker, rid, "手がいっぱいです。"))
		late, err := renewing.OfferOrder(ctx, s.d, s.client, w)
		s.ok(err)
		s.day(calendar.Of(2026, 4, 9))
		if o := s.now(late); o.State != recurring.Expired {
			t.Errorf("an offer that nobody answered is %s", o.State)
		}
		rid, err = renewing.OfferOrder(ctx, s.d, s.client, w)
		s.ok(err)
		s.ok(renewing.AcceptOrder(ctx, s.d, s.worker, rid))
		s.refused(fault.NotFound, renewing.PauseOrder(ctx, s.d, s.stranger, rid, 202605, 1))
		s.ok(renewing.PauseOrder(ctx, s.d, s.worker, rid, 202605, 1))
		s.day(calendar.Of(2026, 4, 26))
		s.day(calendar.Of(2026, 5, 28))
		if cs := s.contracts(rid); len(cs) != 2 || cs[0] != "" || cs[1] == "" {
			t.Fatalf("months %q", cs)
		} else if items, err := marketdb.Items(ctx, s.d.Snapshot(), cs[1]); err != nil || len(items) != 4 || items[3].Title != "旅の記事 4/4" || items[3].DueOn != calendar.Of(2026, 6, 30) {
			t.Errorf("%+v, %v", items, err)
		}

		// Who may not trade now gets no contract for the month, and both hear of it.
		rid, err = renewing.OfferOrder(ctx, s.d, s.client, func() renewing.Terms { w.Plan.First, w.Plan.Last = 202607, 202608; return w }())
		s.ok(err)
		s.ok(renewing.AcceptOrder(ctx, s.d, s.worker, rid))
		cast.Change(s.T, s.d, s.worker, func(p *people.Person, _ *people.Party) { p.State = people.Suspended })
		s.day(calendar.Of(2026, 6, 27))
		if cs := s.contracts(rid); len(cs) != 1 || cs[0] != "" {
			t.Errorf("months %q", fmt.Sprint(cs))
		}
	})
}
