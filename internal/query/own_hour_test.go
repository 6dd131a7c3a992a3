package query_test

import (
	"testing"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/query"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/funding"
	"nariwai/internal/usecase/working"
	"nariwai/internal/yen"
)

// What an hour came to is the worker's own: nobody else gets it, whatever they ask for.
func TestOwnHour(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		if err := d.MarkDemonstration(background, 0); err != nil {
			t.Fatal(err)
		}
		client, worker, other, desk := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato"), cast.Worker(t, d, "other"), cast.Operator(t, d, "desk")
		cast.Change(t, d, worker, func(_ *people.Person, p *people.Party) { p.Prefecture = "01" })
		deal := cast.Award(t, d, client, worker, true, 12_000, 28_000)
		today := calendar.On(d.Clock())
		r := room(t, d, deal.Contract, client)
		if err := funding.PayInDemonstration(background, d, client, r.Requests[0].ID); err != nil {
			t.Fatal(err)
		}
		deliver := func(iid id.Item, minutes int64) {
			t.Helper()
			must[id.Contract](t)(working.DeliverItem(background, d, worker, iid, working.Work{Body: "できました。", Minutes: minutes}))
		}
		hour := func(p id.Party) (in, since query.OwnHour) {
			t.Helper()
			return must[query.OwnHour](t)(query.OwnHourIn(background, d.Snapshot(), p, deal.Contract, today)),
				must[query.OwnHour](t)(query.OwnHourSince(background, d.Snapshot(), p, today, today))
		}
		deliver(deal.Items[0], 300)
		if in, _ := hour(worker.Party); in.Known() {
			t.Errorf("before it is accepted: %+v", in)
		}
		must[id.Contract](t)(working.AcceptItem(background, d, client, deal.Items[0]))
		deliver(deal.Items[1], 0) // nothing said
		must[id.Contract](t)(working.AcceptItem(background, d, client, deal.Items[1]))
		// 12,000 less the fee of 2,400, and what is withheld is not lost, for five hours.
		for _, o := range func() []query.OwnHour { a, b := hour(worker.Party); return []query.OwnHour{a, b} }() {
			if o.Works != 1 || o.Kept != yen.Of(9_600) || o.Time != 5*clock.Hour || o.Hour != yen.Of(1_920) || o.Wage.Hour != yen.Of(1_075) {
				t.Errorf("%+v", o)
			}
		}
		for _, p := range []people.Actor{client, other, desk, {}} {
			if in, since := hour(p.Party); in.Known() || since.Known() {
				t.Errorf("%s gets %+v, %+v", p.Party, in, since)
			}
		}
		if _, since := func() (a, b query.OwnHour) {
			return query.OwnHour{}, must[query.OwnHour](t)(query.OwnHourSince(background, d.Snapshot(), worker.Party, today.AddDays(1), today))
		}(); since.Known() {
			t.Errorf("from tomorrow on: %+v", since)
		}
	})
}
