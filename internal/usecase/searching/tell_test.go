package searching_test

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
	"nariwai/internal/people"
	"nariwai/internal/search"
	"nariwai/internal/search/searchdb"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/posting"
	"nariwai/internal/usecase/searching"
	"nariwai/internal/yen"
)

var ctx = context.Background()

// desk of a test: people, and the jobs that they publish.
type town struct {
	*testing.T
	d *db.DB
	c *dbtest.Clock
}

func (x town) ok(err error) {
	x.Helper()
	if err != nil {
		x.Fatal(err)
	}
}

func (x town) job(a people.Actor, title, category string) id.Job {
	x.Helper()
	jid, err := posting.SaveDraft(ctx, x.d, a, "", market.Spec{
		Category: category, Title: title, Body: "1本1,500字です。", Deliverable: "原稿10本",
		Rights: market.RightsTransfer, AIPolicy: market.AIAssist, Unit: market.LumpSum, Quantity: 1, Pay: yen.Of(40_000), Hires: 1,
		ClosesOn: calendar.On(x.c.Now()).AddDays(20), DueOn: calendar.On(x.c.Now()).AddDays(40), Beginners: true, Unregistered: true,
	})
	x.ok(err)
	_, err = posting.PublishJob(ctx, x.d, a, jid)
	x.ok(err)
	return jid
}

func (x town) save(a people.Actor, filter string, every search.Every) search.Saved {
	x.Helper()
	x.ok(searching.SaveSearch(ctx, x.d, a, filter, "旅の記事", every))
	return x.saved(a)[len(x.saved(a))-1]
}

func (x town) saved(a people.Actor) []search.Saved {
	x.Helper()
	list, err := searchdb.SavedBy(ctx, x.d.Snapshot(), a.Person)
	x.ok(err)
	return list
}

func (x town) tell() {
	x.Helper()
	x.ok(searching.TellAtOnce(ctx, x.d))
	x.ok(searching.TellDue(ctx, x.d))
}

// letters are the texts of the letters that a person has been sent, the oldest first.
func (x town) letters(a people.Actor) []string {
	x.Helper()
	list, err := db.All(ctx, x.d.Snapshot(), func(s *string) []any { return []any{s} },
		"SELECT text FROM notice_mail WHERE person = $1 AND kind = 'saved_search' ORDER BY id", a.Person)
	x.ok(err)
	if n := len(slices.DeleteFunc(cast.Told(x, x.d, a), func(k string) bool { return k != "saved_search" })); n != len(list) {
		x.Errorf("%d letters and %d notices", len(list), n)
	}
	return list
}

func TestTellAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		x := town{t, d, c}
		client, other := cast.Client(t, d, "kitamichi"), cast.Client(t, d, "minami")
		worker, wide, off := cast.Worker(t, d, "sato"), cast.Worker(t, d, "kato"), cast.Worker(t, d, "ito")
		x.tell() // sets the place from which on is told
		x.job(client, "旅の記事の前からの募集", "writing/travel")
		c.Advance(clock.Minute)
		x.save(worker, "category=writing&q=%E6%97%85", search.AtOnce)
		x.save(wide, "", search.AtOnce)
		x.save(off, "", search.Never)
		x.save(client, "", search.AtOnce)
		c.Advance(clock.Second)
		trip := x.job(client, "温泉の旅の記事", "writing/travel")
		x.job(client, "ロゴの制作", "design/logo")
		x.tell()
		if n := len(x.letters(worker)); n != 0 {
			t.Errorf("%d letters before the publication has settled", n)
		}
		c.Advance(30 * clock.Second)
		x.tell()
		x.tell()
		got := x.letters(worker)
		if len(got) != 1 || !strings.Contains(got[0], "1件あります") || !strings.Contains(got[0], "温泉の旅の記事\n報酬 40,000円・手取り 28,288円・締切 ") ||
			!strings.Contains(got[0], "\n/jobs/"+string(trip)) || !strings.Contains(got[0], "\n/searches") || strings.Contains(got[0], "前からの") {
			t.Errorf("the worker has %d letters: %q", len(got), got)
		}
		if got := x.letters(wide); len(got) != 1 || !strings.Contains(got[0], "2件あります") {
			t.Errorf("who wants all is told %q", got)
		}
		if len(x.letters(off)) != 0 || len(x.letters(client)) != 0 {
			t.Error("who wants nothing, or has published it, is told")
		}
		if s := x.saved(worker)[0]; s.ToldAt != c.Now() {
			t.Errorf("told at %v", s.ToldAt)
		}

		// What is hidden, closed or opened again is no news.
		for _, h := range []struct{ kind, thing string }{{"client", string(other.Party)}} {
			x.ok(d.Write(ctx, func(tx *db.Tx) error {
				return tx.Exec(ctx, 1, "INSERT INTO search_hidden (party, kind, thing, at) VALUES ($1, $2, $3, $4)", worker.Party, h.kind, h.thing, tx.Now)
			}))
		}
		x.job(other, "隠した依頼主の旅", "writing/travel")
		closed := x.job(client, "すぐ閉じる旅", "writing/travel")
		x.ok(posting.CloseJob(ctx, d, client, closed))
		x.ok(posting.CloseJob(ctx, d, client, trip))
		c.Advance(clock.Hour)
		x.ok(posting.ReopenJob(ctx, d, client, trip, calendar.Of(2026, 4, 25)))
		c.Advance(clock.Minute)
		x.tell()
		if n := len(x.letters(worker)); n != 1 {
			t.Errorf("%d letters, want still 1: %q", n, x.letters(worker))
		}
	})
}

func TestTellEachMorning(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		x := town{t, d, c} // Wednesday April 1st, noon
		client, daily, weekly := cast.Client(t, d, "kitamichi"), cast.Worker(t, d, "sato"), cast.Worker(t, d, "kato")
		cast.Change(t, d, weekly, func(p *people.Person, _ *people.Party) { p.Lang = "en" })
		x.save(daily, "category=writing%2Ftravel", search.Daily)
		s := x.save(weekly, "", search.Weekly)
		if s.NextAt != clock.At(2026, 4, 6, 8, 0) {
			t.Errorf("the week's letter is due at %v", s.NextAt)
		}
		for i := range 12 {
			c.Advance(clock.Second)
			x.job(client, fmt.Sprintf("旅の記事その%02d", i), "writing/travel")
		}
		want := func(days, weeks int) {
			t.Helper()
			x.tell()
			x.tell()
			if a, b := len(x.letters(daily)), len(x.letters(weekly)); a != days || b != weeks {
				t.Errorf("at %v: %d and %d letters, want %d and %d", c.Now(), a, b, days, weeks)
			}
		}
		c.Advance(clock.Hour)
		want(0, 0)
		c.Set(clock.At(2026, 4, 2, 8, 0))
		want(1, 0)
		got := x.letters(daily)[0]
		if !strings.Contains(got, "12件あります") || strings.Count(got, "手取り") != 10 || !strings.Contains(got, "ほか2件は") || strings.Contains(got, "その00") || !strings.Contains(got, "その11") {
			t.Errorf("%s", got)
		}
		c.Set(clock.At(2026, 4, 3, 8, 5))
		want(1, 0) // nothing new, no letter
		if s := x.saved(daily)[0]; s.NextAt != clock.At(2026, 4, 4, 8, 0) || s.ToldAt != clock.At(2026, 4, 2, 8, 0) {
			t.Errorf("%+v", s)
		}
		c.Set(clock.At(2026, 4, 6, 9, 0))
		want(1, 1)
		if got := x.letters(weekly)[0]; !strings.Contains(got, "new jobs (12)") || !strings.Contains(got, "Pay ¥40,000, net ¥28,288") {
			t.Errorf("%s", got)
		}
		x.job(client, "もう1つの旅", "writing/travel")
		x.ok(searching.StopSearch(ctx, d, daily, x.saved(daily)[0].ID))
		c.Advance(30 * clock.Day) // the clock-work has slept: one letter, not four
		x.job(client, "さいごの旅", "writing/travel")
		c.Advance(clock.Minute)
		want(1, 2)
		if got := x.letters(weekly)[1]; !strings.Contains(got, "new jobs (1)") || !strings.Contains(got, "さいごの旅") {
			t.Errorf("what is long over is told: %s", got)
		}
	})
}

// Two nodes at the same time tell everybody once.
func TestTellOnceFromTwoNodes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		x := town{t, d, c}
		client := cast.Client(t, d, "kitamichi")
		x.tell()
		c.Advance(clock.Minute)
		var workers []people.Actor
		for i := range 30 {
			w := cast.Worker(t, d, fmt.Sprintf("worker%02d", i))
			workers = append(workers, w)
			every := search.AtOnce
			if i%2 == 1 {
				every = search.Daily
			}
			x.save(w, "", every)
		}
		c.Advance(clock.Second)
		x.job(client, "旅の記事", "writing/travel")
		c.Advance(clock.Day)
		var nodes sync.WaitGroup
		for range 4 {
			nodes.Go(func() {
				for _, step := range []func(context.Context, *db.DB) error{searching.TellAtOnce, searching.TellDue} {
					if err := step(ctx, d); err != nil && !fault.Is(err, fault.Conflict) {
						t.Error(err)
					}
				}
			})
		}
		nodes.Wait()
		x.tell()
		for _, w := range workers {
			if n := len(x.letters(w)); n != 1 {
				t.Errorf("%s has %d letters", w.Person, n)
			}
		}
	})
}

func TestSaveSearch(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		x := town{t, d, c}
		a, b := cast.Worker(t, d, "sato"), cast.Worker(t, d, "kato")
		s := x.save(a, "q=x", search.Daily)
		x.save(a, "q=x", search.Weekly)
		if list := x.saved(a); len(list) != 1 || list[0].Every != search.Weekly || list[0].ID != s.ID {
			t.Errorf("the same filter twice: %+v", list)
		}
		for name, err := range map[string]error{
			"no name":      searching.SaveSearch(ctx, d, a, "q=y", " ", search.Daily),
			"a long name":  searching.SaveSearch(ctx, d, a, "q=y", strings.Repeat("長", 61), search.Daily),
			"no cadence":   searching.SaveSearch(ctx, d, a, "q=y", "名前", "hour"),
			"a long query": searching.SaveSearch(ctx, d, a, "q="+strings.Repeat("y", 2000), "名前", search.Daily),
		} {
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		for name, err := range map[string]error{
			"edit": searching.EditSearch(ctx, d, b, s.ID, "名前", search.Daily),
			"stop": searching.StopSearch(ctx, d, b, s.ID),
			"drop": searching.DropSearch(ctx, d, b, s.ID),
		} {
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("%s another's: %v", name, err)
			}
		}
		x.ok(searching.EditSearch(ctx, d, a, s.ID, "  新しい　名前 ", search.AtOnce))
		if got := x.saved(a)[0]; got.Name != "新しい 名前" || got.Every != search.AtOnce || got.NextAt != 0 || got.SeenN != id.PlaceAt(c.Now().Time()) {
			t.Errorf("%+v", got)
		}
		for i := range search.MostSaved - 1 {
			x.save(a, fmt.Sprintf("q=%d", i), search.Never)
		}
		if err := searching.SaveSearch(ctx, d, a, "q=more", "名前", search.Daily); !fault.Is(err, fault.Conflict) {
			t.Errorf("one too many: %v", err)
		}
		x.ok(searching.DropSearch(ctx, d, a, s.ID))
		if n := len(x.saved(a)); n != search.MostSaved-1 {
			t.Errorf("%d are left", n)
		}
	})
}
