package attesting_test

import (
	"slices"
	"strings"
	"testing"

	"nariwai/internal/attest"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/db/dbtest"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/query"
	"nariwai/internal/record"
	"nariwai/internal/record/recorddb"
	"nariwai/internal/review"
	"nariwai/internal/review/reviewdb"
	"nariwai/internal/seal"
	"nariwai/internal/usecase/attesting"
	"nariwai/internal/usecase/cast"
)

const here, there = "https://here.example", "https://there.example"

func refused(t *testing.T, err error, k fault.Kind, what string) {
	t.Helper()
	if !fault.Is(err, k) {
		t.Errorf("%s: %v, want kind %d", what, err, k)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// elsewhere is another site with a key of its own, a worker and something that they have done there.
func elsewhere(t *testing.T) (d *db.DB, c *dbtest.Clock, a people.Actor) {
	t.Helper()
	d, c = dbtest.SQLite(t)
	a = cast.Worker(t, d, "sato")
	must(t, d.Write(t.Context(), func(tx *db.Tx) error {
		month := calendar.MonthOf(calendar.On(tx.Now))
		return recorddb.AddWork(t.Context(), tx, []record.WorkMonth{
			{Key: record.Key{Party: a.Party, Field: "photo", Month: month.Prev()}, Work: record.Work{Done: 2, Items: 3, OnTime: 3}},
			{Key: record.Key{Party: a.Party, Field: "writing", Month: month.Prev()}, Work: record.Work{Done: 4, Items: 9, OnTime: 8}},
			{Key: record.Key{Party: a.Party, Field: "writing", Month: month}, Work: record.Work{Done: 1, Items: 1, OnTime: 1, Reviews: record.Reviews{N: 1, Satisfied: 1}}},
		})
	}))
	must(t, d.Write(t.Context(), func(tx *db.Tx) error {
		return reviewdb.Insert(t.Context(), tx, review.Review{ID: "r1", Contract: "c1", By: "somebody", About: a.Party, Side: review.OfWorker, Field: "writing",
			Content: review.Content{Satisfied: review.Satisfied, Aspects: [5]int64{5, 4, 5, 4, 5}, Words: "早くて、ていねいでした", Private: 9}, WrittenAt: tx.Now, RevealedAt: tx.Now})
	}))
	return d, c, a
}

func published(t *testing.T, d *db.DB, site string) string {
	t.Helper()
	k, err := query.PublishedKeys(t.Context(), d.Snapshot(), site)
	must(t, err)
	text, err := k.Text()
	must(t, err)
	return string(text)
}

func TestRecordGoesAlong(t *testing.T) {
	other, oc, there1 := elsewhere(t)
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *dbtest.Clock) {
		ctx := t.Context()
		c.Set(oc.Now())
		worker, thief, op := cast.Worker(t, d, "michiru"), cast.Worker(t, d, "thief"), cast.Operator(t, d, "op")
		text, err := attesting.ExportRecord(ctx, other, there1, there, here+"/talents/michiru")
		must(t, err)
		keys := published(t, other, there)
		r, err := attesting.VerifyRecord(text, []byte(keys))
		if err != nil || r.Total().Done != 7 || len(r.Work) != 2 || r.Work[1].Done != 5 || r.Work[1].From >= r.Work[1].Until {
			t.Fatalf("%+v %v", r, err)
		}
		if r.Of != 1 || len(r.Reviews) != 1 || r.Reviews[0].Words != "早くて、ていねいでした" || r.Reviews[0].Satisfied != 1 || strings.Contains(string(text), "somebody") {
			t.Errorf("%+v", r.Reviews)
		}
		if strings.Contains(string(text), "pay") {
			t.Error("it tells what the worker earns")
		}
		if at, err := attesting.KeysAt(text); err != nil || at != there+"/.well-known/nariwai-keys.json" {
			t.Error(at, err)
		}
		changed := slices.Clone(text)
		at := strings.Index(string(text), `"done":5`) + len(`"done":`)
		changed[at] = '6'
		if _, err := attesting.VerifyRecord(changed, []byte(keys)); !fault.Is(err, fault.Invalid) {
			t.Error("one byte more of work is taken:", err)
		}

		refusedImport := func(a people.Actor, text []byte, what string) {
			t.Helper()
			_, err := attesting.ImportRecord(ctx, d, a, here, text)
			refused(t, err, fault.Invalid, what)
		}
		refusedImport(thief, text, "somebody else's record")
		own, err := attesting.ExportRecord(ctx, d, worker, here, here+"/talents/michiru")
		must(t, err)
		refusedImport(worker, own, "this site's own")
		nobodys, err := attesting.ExportRecord(ctx, other, there1, there, "")
		must(t, err)
		refusedImport(worker, nobodys, "one that is made out to nobody")
		refusedImport(worker, []byte("{}"), "something else")

		seen := func(a people.Actor) (shown []query.Elsewhere, all []query.OwnImport) {
			t.Helper()
			shown, err := query.ElsewhereOf(ctx, d.Snapshot(), a.Party)
			must(t, err)
			all, err = query.ImportsOf(ctx, d.Snapshot(), a.Party)
			must(t, err)
			return shown, all
		}
		// The site is not known: that is said, and nobody else sees it.
		if known, err := attesting.ImportRecord(ctx, d, worker, here, text); known || err != nil {
			t.Fatal(known, err)
		}
		if shown, all := seen(worker); len(shown) != 0 || len(all) != 1 || all[0].SiteName != "" || all[0].Shown() {
			t.Errorf("%+v %+v", shown, all)
		}
		if told := cast.Told(t, d, op); !slices.Contains(told, "site_to_add") {
			t.Error(told)
		}
		// A changed one waits too, and goes when the keys come.
		forged := []byte(strings.Replace(string(changed), "talents/michiru", "talents/thief", 1))
		if known, err := attesting.ImportRecord(ctx, d, thief, here, forged); known || err != nil {
			t.Fatal(known, err)
		}
		refused(t, attesting.AddSite(ctx, d, worker, "となりの広場", keys), fault.Forbidden, "a worker enters keys")
		refused(t, attesting.AddSite(ctx, d, op, "", keys), fault.Invalid, "a site without a name")
		refused(t, attesting.AddSite(ctx, d, op, "となりの広場", "{}"), fault.Invalid, "no keys")
		must(t, attesting.AddSite(ctx, d, op, "となりの広場", keys))
		shown, _ := seen(worker)
		if len(shown) != 1 || shown[0].SiteName != "となりの広場" || shown[0].Summary.Done != 7 || shown[0].Summary.Handle != "sato" {
			t.Errorf("%+v", shown)
		}
		if shown, all := seen(thief); len(shown)+len(all) != 0 {
			t.Errorf("the forged one is still there: %+v %+v", shown, all)
		}
		refusedImport(thief, forged, "a forged one from a known site")

		// A newer one takes its place at once; an older one doesn't.
		oc.Advance(clock.Hour)
		c.Set(oc.Now())
		newer, err := attesting.ExportRecord(ctx, other, there1, there, here+"/talents/michiru")
		must(t, err)
		if known, err := attesting.ImportRecord(ctx, d, worker, here, newer); !known || err != nil {
			t.Fatal(known, err)
		}
		refusedImport(worker, text, "an older one")
		c.Set(oc.Now().Add(attest.Fresh + clock.Day))
		refusedImport(worker, newer, "one of long ago")
		var body string
		must(t, db.One(ctx, d.Snapshot(), []any{&body}, "SELECT body FROM attest_import WHERE party = $1", worker.Party))
		if body != "" {
			t.Error("the file is kept although it was checked")
		}

		// The desk takes the site away, and the worker the record.
		site, err := query.Sites(ctx, d.Snapshot())
		must(t, err)
		must(t, attesting.EndSite(ctx, d, op, site.Known[0].ID))
		refused(t, attesting.EndSite(ctx, d, op, site.Known[0].ID), fault.Conflict, "ended twice")
		if shown, all := seen(worker); len(shown) != 0 || len(all) != 1 {
			t.Errorf("%+v %+v", shown, all)
		}
		_, all := seen(worker)
		refused(t, attesting.DropImport(ctx, d, thief, all[0].ID), fault.NotFound, "dropped by somebody else")
		must(t, attesting.DropImport(ctx, d, worker, all[0].ID))
		refused(t, attesting.DropImport(ctx, d, worker, id.Attested("x")), fault.NotFound, "dropped what isn't there")
	})
}

// When the key of the file turns, what the old one has signed still holds, and the new one signs.
func TestTheKeyTurns(t *testing.T) {
	d, c, a := elsewhere(t)
	ctx := t.Context()
	if k, err := query.PublishedKeys(ctx, d.Snapshot(), there); err != nil || len(k.Keys) != 1 {
		t.Error("the key isn't published before it signs:", k, err)
	}
	old, err := attesting.ExportRecord(ctx, d, a, there, "")
	must(t, err)
	turned, err := seal.Parse(seal.New() + "\n" + dbtest.KeyFile)
	must(t, err)
	c.Advance(clock.Day)
	must(t, d.UseKeys(ctx, turned))
	now, err := attesting.ExportRecord(ctx, d, a, there, "")
	must(t, err)
	keys := published(t, d, there)
	for name, text := range map[string][]byte{"before": old, "after": now} {
		if _, err := attesting.VerifyRecord(text, []byte(keys)); err != nil {
			t.Errorf("signed %s the turn: %v", name, err)
		}
	}
	if strings.Count(keys, `"id"`) != 2 {
		t.Error(keys)
	}
}
