package searching_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/place"
	"nariwai/internal/query"
	"nariwai/internal/search/searchdb"
	"nariwai/internal/usecase/account"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/desk"
	"nariwai/internal/usecase/listing"
	"nariwai/internal/usecase/profile"
	"nariwai/internal/usecase/searching"
)

// full is a profile that says everything.
func full(name string, consent people.TalentForm) people.Profile {
	consent.Fields, consent.PriceUnit, consent.PriceLow, consent.PriceHigh = []string{"writing/travel"}, people.PerHour, "1500", "2400"
	return people.Profile{DisplayName: name, Handle: name, Prefecture: "01", Municipality: "012092", Headline: "土地の話を書きます", Bio: "ゆっくり聞きます。",
		Skills: "取材、校正", HoursWeek: 20, Works: true, TalentForm: consent}
}

var everything = people.TalentForm{Listed: true, ShowPlace: true, ShowHours: true, ShowPrice: true, ShowRecord: true}

func handles(t testing.TB, d *db.DB, f query.TalentFilter) (out []string) {
	t.Helper()
	list, err := query.Talents(t.Context(), d, f)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range list.Lines {
		out = append(out, l.Handle)
	}
	return out
}

func edit(t testing.TB, d *db.DB, a people.Actor, in people.Profile) {
	t.Helper()
	if _, err := profile.EditProfile(t.Context(), d, a, in); err != nil {
		t.Fatal(err)
	}
}

// finish ends a contract of a worker whose only item was delivered on a day and accepted.
func finish(t testing.TB, d *db.DB, deal cast.Deal, delivered clock.Instant) {
	t.Helper()
	ctx := t.Context()
	if err := d.Write(ctx, func(tx *db.Tx) error {
		c, err := marketdb.Contract(ctx, tx, deal.Contract)
		if err != nil {
			return err
		}
		items, err := marketdb.Items(ctx, tx, deal.Contract)
		if err != nil {
			return err
		}
		it := items[0]
		if err := marketdb.InsertDelivery(ctx, tx, market.Delivery{ID: id.Delivery("delivery-" + string(it.ID)), Item: it.ID, N: 1, Body: "原稿", At: delivered}); err != nil {
			return err
		}
		it.State, c.State = market.ItemAccepted, market.ContractEnded
		if err := marketdb.SaveItem(ctx, tx, &it); err != nil {
			return err
		}
		return marketdb.SaveContract(ctx, tx, &c)
	}); err != nil {
		t.Fatal(err)
	}
}

// Whatever somebody agrees to: what they don't is not on the page, not in the list, not found by words or filters, and not
// counted. It is all as if they had never said it.
func TestConsent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		ctx := t.Context()
		a := cast.Worker(t, d, "mina")
		finish(t, d, cast.Award(t, d, cast.Client(t, d, "kitamichi"), a, false, 10_000), c.Now())
		for bits := range 32 {
			on := func(i int) bool { return bits>>i&1 == 1 }
			consent := people.TalentForm{Listed: on(0), ShowPlace: on(1), ShowHours: on(2), ShowPrice: on(3), ShowRecord: on(4)}
			edit(t, d, a, full("mina", consent))
			page, err := query.Party(ctx, d.Snapshot(), "mina")
			if err != nil {
				t.Fatal(err)
			}
			if (page.Prefecture != "") != consent.ShowPlace || (page.Municipality != "") != consent.ShowPlace || (page.HoursWeek != 0) != consent.ShowHours ||
				!page.Price.IsZero() != consent.ShowPrice || (page.Finished != 0) != consent.ShowRecord || (page.OnTime != -1) && !consent.ShowRecord {
				t.Errorf("%+v: the page shows %+v", consent, page)
			}
			for _, ask := range []struct {
				f       query.TalentFilter
				allowed bool
			}{
				{query.TalentFilter{}, true},
				{query.TalentFilter{Words: "取材"}, true},
				{query.TalentFilter{Words: "mina"}, true},
				{query.TalentFilter{Category: "writing"}, true},
				{query.TalentFilter{Words: "北海道"}, consent.ShowPlace},
				{query.TalentFilter{Words: "夕張"}, consent.ShowPlace},
				{query.TalentFilter{Words: "夕"}, consent.ShowPlace},
				{query.TalentFilter{Prefecture: "01"}, consent.ShowPlace},
				{query.TalentFilter{Hours: 20}, consent.ShowHours},
				{query.TalentFilter{Hours: 5}, consent.ShowHours},
				{query.TalentFilter{Now: true}, consent.ShowHours},
				{query.TalentFilter{Unit: people.PerHour}, consent.ShowPrice},
				{query.TalentFilter{Unit: people.PerHour, Band: 3}, consent.ShowPrice},
				{query.TalentFilter{Record: true}, consent.ShowRecord},
				{query.TalentFilter{Certified: true}, false},
			} {
				want := consent.Listed && ask.allowed
				list, err := query.Talents(ctx, d, ask.f)
				if err != nil {
					t.Fatal(err)
				}
				if len(list.Lines) == 1 != want || list.Count != int64(len(list.Lines)) || len(list.Near) > 0 {
					t.Errorf("%+v: %+v finds %d, counts %d, near %d", consent, ask.f, len(list.Lines), list.Count, len(list.Near))
				}
				for _, l := range list.Lines {
					if (l.Prefecture != "" || l.Municipality != "") != consent.ShowPlace || (l.HoursWeek != 0) != consent.ShowHours || !l.Price.IsZero() != consent.ShowPrice || l.Finished != 0 && !consent.ShowRecord {
						t.Errorf("%+v: the line says %+v", consent, l)
					}
				}
			}
			list, err := query.Talents(ctx, d, query.TalentFilter{Unit: people.PerHour})
			if err != nil {
				t.Fatal(err)
			}
			all, err := query.Talents(ctx, d, query.TalentFilter{})
			if err != nil {
				t.Fatal(err)
			}
			sum := func(counts []query.FacetCount) (n int64) {
				for _, c := range counts {
					n += c.N
				}
				return n
			}
			for what, counted := range map[string]struct {
				n       int64
				allowed bool
			}{
				"fields": {sum(all.Facets.Categories), true}, "prefectures": {sum(all.Facets.Prefectures), consent.ShowPlace}, "units": {sum(all.Facets.Units), consent.ShowPrice},
				"bands": {sum(list.Facets.Bands), consent.ShowPrice}, "hours": {sum(all.Facets.Hours), consent.ShowHours}, "now": {all.Facets.Now.N, consent.ShowHours},
				"record": {all.Facets.Record.N, consent.ShowRecord}, "certified": {all.Facets.Certified.N, false},
			} {
				if counted.n > 0 != (consent.Listed && counted.allowed) {
					t.Errorf("%+v: %s are counted %d times", consent, what, counted.n)
				}
			}
			var stored string
			if err := db.One(ctx, d.Snapshot(), []any{&stored}, "SELECT COALESCE(MAX(traits || ' ' || texts), '') FROM search_worker"); err != nil {
				t.Fatal(err)
			}
			if !consent.Listed && stored != "" {
				t.Errorf("%+v: the index still holds %q", consent, stored)
			}
		}
	})
}

// Who is stopped, leaves, or only takes back the consent is gone from the index in the same transaction, and comes back
// where that is undone.
func TestStanding(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		ctx := t.Context()
		op, a, b := cast.Operator(t, d, "hara"), cast.Worker(t, d, "mina"), cast.Worker(t, d, "nao")
		edit(t, d, a, full("mina", everything))
		edit(t, d, b, full("nao", everything))
		want := func(when string, names ...string) {
			t.Helper()
			if got := handles(t, d, query.TalentFilter{}); !slices.Equal(got, names) {
				t.Errorf("%s: %v, want %v", when, got, names)
			}
		}
		want("both", "nao", "mina")
		today := calendar.On(c.Now())
		if err := desk.SuspendPerson(ctx, d, op, a.Person, desk.SuspensionForm{Rule: "第9条", Reason: "確かめています", Until: today.AddDays(3)}); err != nil {
			t.Fatal(err)
		}
		want("stopped", "nao")
		edit(t, d, a, full("mina", everything)) // may be written, and still shows nobody
		want("stopped and edited", "nao")
		c.Set(today.AddDays(4).Start())
		if err := account.Sweep(ctx, d); err != nil {
			t.Fatal(err)
		}
		want("free again", "mina", "nao")
		if err := desk.SuspendPerson(ctx, d, op, a.Person, desk.SuspensionForm{Rule: "第9条", Reason: "確かめています"}); err != nil {
			t.Fatal(err)
		}
		if err := desk.LiftSuspension(ctx, d, op, a.Person, "まちがいでした"); err != nil {
			t.Fatal(err)
		}
		want("lifted", "mina", "nao")
		edit(t, d, b, full("nao", people.TalentForm{ShowPlace: true}))
		want("taken back", "mina")
		idle := full("mina", everything)
		idle.Works = false
		edit(t, d, a, idle)
		want("works no more")

		pending := cast.Add(t, d, "pen", func(p *people.Person, q *people.Party) {
			p.State, q.Works, q.Talent = people.Pending, true, people.Talent{Listed: true}
		})
		if err := d.Write(ctx, func(tx *db.Tx) error { return listing.Workers(ctx, tx, pending.Party) }); err != nil {
			t.Fatal(err)
		}
		want("not verified")
	})
}

// The record is refreshed once a day, not by the acceptance; the seal stays through all that happens to a profile.
func TestRefreshAndSeal(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		ctx := t.Context()
		a := cast.Worker(t, d, "mina")
		edit(t, d, a, full("mina", everything))
		client := cast.Client(t, d, "kitamichi")
		refresh := func() {
			t.Helper()
			if err := searching.RefreshWorkers(ctx, d); err != nil {
				t.Fatal(err)
			}
		}
		refresh()
		for i := range 4 {
			at := c.Now()
			if i == 3 {
				at = at.Add(30 * clock.Day) // late
			}
			finish(t, d, cast.Award(t, d, client, a, false, 10_000), at)
		}
		refresh()
		if got := handles(t, d, query.TalentFilter{Record: true}); got != nil {
			t.Error("the record was refreshed twice in a day:", got)
		}
		c.Advance(clock.Day)
		refresh()
		list, err := query.Talents(ctx, d, query.TalentFilter{Record: true})
		if err != nil || len(list.Lines) != 1 || list.Lines[0].Finished != 4 || list.Lines[0].OnTime != 75 {
			t.Errorf("%+v, %v", list.Lines, err)
		}
		certify := func(on bool) {
			t.Helper()
			if err := d.Write(ctx, func(tx *db.Tx) error {
				return listing.Certify(ctx, tx, map[id.Party]listing.Standing{a.Party: {On: on}})
			}); err != nil {
				t.Fatal(err)
			}
		}
		certify(true)
		edit(t, d, a, full("mina", people.TalentForm{}))
		edit(t, d, a, full("mina", everything))
		if err := searching.RebuildWorkers(ctx, d); err != nil {
			t.Fatal(err)
		}
		for _, f := range []query.TalentFilter{{Certified: true}, {Certified: true, Words: "取材"}, {Certified: true, Prefecture: "01", Now: true}} {
			if got := handles(t, d, f); !slices.Equal(got, []string{"mina"}) {
				t.Errorf("%+v: %v", f, got)
			}
		}
		certify(false)
		if got := handles(t, d, query.TalentFilter{Certified: true}); got != nil {
			t.Error(got)
		}
	})
}

// An index of another version is written anew, in several transactions, and only then.
func TestRebuildWorkers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ctx := t.Context()
		const many = 230
		for i := range many {
			cast.Add(t, d, fmt.Sprint("worker", i), func(_ *people.Person, p *people.Party) {
				p.Works, p.Prefecture, p.Talent = true, place.Prefecture("01"), people.Talent{Listed: i%10 > 0, ShowPlace: true}
			})
		}
		for range 2 {
			if err := searching.RebuildWorkers(ctx, d); err != nil {
				t.Fatal(err)
			}
			list, err := query.Talents(ctx, d, query.TalentFilter{Prefecture: "01"})
			if err != nil || list.Count != many*9/10 {
				t.Errorf("%d, %v", list.Count, err)
			}
		}
		if err := d.Write(ctx, func(tx *db.Tx) error { return searchdb.SetNote(ctx, tx, searchdb.WorkersVersion, 0) }); err != nil {
			t.Fatal(err)
		}
		if err := searching.RebuildWorkers(ctx, d); err != nil {
			t.Fatal(err)
		}
		if v, err := searchdb.Noted(ctx, d.Snapshot(), searchdb.WorkersVersion); err != nil || v == 0 {
			t.Error(v, err)
		}
		if list, err := query.Talents(ctx, d, query.TalentFilter{Words: "worker"}); err != nil || list.Count != 0 {
			t.Error(list.Count, err) // worker1 is one word
		}
		if list, err := query.Talents(ctx, d, query.TalentFilter{Words: "worker11"}); err != nil || list.Count != 1 {
			t.Error(list.Count, err)
		}
	})
}

// However profiles are edited: the index holds what it would hold if it were made of them anew.
func TestIndexFollows(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		ctx := t.Context()
		actors := []people.Actor{cast.Worker(t, d, "mina"), cast.Worker(t, d, "nao"), cast.Worker(t, d, "ren")}
		type row struct{ party, traits, texts string }
		rows := func() []row {
			all, err := db.All(ctx, d.Snapshot(), func(r *row) []any { return []any{&r.party, &r.traits, &r.texts} }, "SELECT party, traits, texts FROM search_worker ORDER BY party")
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		rapid.Check(t, func(r *rapid.T) {
			for range rapid.IntRange(1, 4).Draw(r, "edits") {
				i := rapid.IntRange(0, 2).Draw(r, "who")
				flag := func() bool { return rapid.Bool().Draw(r, "flag") }
				in := full([]string{"mina", "nao", "ren"}[i], people.TalentForm{Listed: flag(), ShowPlace: flag(), ShowHours: flag(), ShowPrice: flag(), ShowRecord: flag()})
				in.Works = rapid.IntRange(0, 4).Draw(r, "works") > 0
				edit(t, d, actors[i], in)
			}
			before := rows()
			if err := d.Write(ctx, func(tx *db.Tx) error {
				for _, a := range actors {
					if err := searchdb.DropWorker(ctx, tx, a.Party); err != nil {
						return err
					}
					if err := listing.WorkersAnew(ctx, tx, a.Party); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			if after := rows(); !slices.Equal(before, after) {
				r.Errorf("the index holds %v, and anew %v", before, after)
			}
		})
	})
}
